import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { edgeFrom } from '../view/testing/drawn-edge.ts';
import { groupedFrom } from '../view/testing/drawn-grouped-edge.ts';
import { identityHistory } from './identity-history.ts';

test('[WEB-282] identities of an end stand in the order in which they were first seen, with the labels that changed', () => {
  const old = vertexOf(1, 24009, ['k8s:app=cart', 'k8s:version=1']);
  const young = vertexOf(2, 24117, ['k8s:app=cart', 'k8s:canary=', 'k8s:version=2']);
  const name = { namespace: 'shop', name: 'cart', isInferred: false };
  const end = { key: 'cart', kind: 'workload', cluster: '', namespace: 'shop', name, vertices: [young, old] } as const;
  const member = (source: number, firstSeenMs: number, lastSeenMs: number) => ({
    ...edgeFrom('a -> b:80 forwarded 1'),
    source,
    destination: 9,
    firstSeenMs,
    lastSeenMs,
  });
  const edges = [
    { ...groupedFrom('a -> b:80 forwarded 1'), members: [member(2, 500, 900), member(1, 100, 300)] },
    { ...groupedFrom('a -> c:80 forwarded 1'), members: [member(1, 50, 200)] },
  ];
  expect(identityHistory(end, edges)).toMatchObject([
    { vertex: { identity: 24009 }, firstSeenMs: 50, lastSeenMs: 300, added: [], removed: [] },
    { vertex: { identity: 24117 }, firstSeenMs: 500, added: ['canary=', 'version=2'], removed: ['version=1'] },
  ]);
});

function vertexOf(index: number, identity: number, labels: string[]): Vertex {
  return create(VertexSchema, { index, key: `kind/${identity}`, kind: Vertex_Kind.WORKLOAD, identity, labels });
}
