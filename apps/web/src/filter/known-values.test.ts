import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { suggest } from '@orrery/query/complete';
import { parseQuery } from '@orrery/query/parse';
import { expect, test } from 'vitest';
import { DEFAULT_DENY, edgeFrom } from '../view/testing/drawn-edge.ts';
import { knownValues } from './known-values.ts';

test('[WEB-142] what occurs is offered, the commonest first', () => {
  const known = knownValues(graphOf([pod('data', 'redis'), pod('shop', 'cart'), pod('shop', 'web')]));
  expect(known.get('namespace')).toEqual(['shop', 'data']);
  expect(known.get('port')).toEqual(['6379']);
  expect(known.get('verdict')).toEqual(['DROPPED']);
  expect(known.get('drop-reason-desc')).toEqual(['POLICY_DENIED']);
});

test('[WEB-142] a hostile value is offered as a value or not at all, and there is an end to how many', () => {
  const hostile = ['a b" namespace:x', '<img src=x>', '\u202Eright', '__proto__', 'A'.repeat(5000)];
  const known = knownValues(graphOf(hostile.map((name) => pod(name, name))));
  expect(known.get('namespace')).toEqual(['<img src=x>', '__proto__', 'a b" namespace:x']);
  for (const { text } of suggest('namespace:', 10, known)) {
    const parsed = parseQuery(`namespace:${text}`);
    expect(parsed.ok && parsed.query.terms.length).toBe(1);
  }
  const crowd = Array.from({ length: 2000 }, (_, i) => pod(`n${i}`, `w${i}`));
  expect(knownValues(graphOf(crowd)).get('workload')).toHaveLength(500);
});

function graphOf(vertices: readonly Vertex[]) {
  const edge = edgeFrom('cart -> redis:6379 dropped 4', [DEFAULT_DENY]);
  return { vertices: new Map(vertices.map((vertex, i) => [i, vertex])), edges: new Map([[1, edge]]) };
}

function pod(namespace: string, workload: string): Vertex {
  return create(VertexSchema, { kind: Vertex_Kind.WORKLOAD, namespace, workload });
}
