import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import type { End, GroupedEdge } from '../view/grouped-graph.ts';
import { groupedFrom } from '../view/testing/drawn-grouped-edge.ts';
import { dnsNames } from './dns-names.ts';
import { dnsPlaces } from './dns-places.ts';
import { readDnsRows } from './dns-rows.ts';

test('[WEB-283] a name leads to the connections that its clients made to it, by name or by address', () => {
  const cart = endOf('shop/cart', { key: 'kind/1', kind: Vertex_Kind.WORKLOAD, namespace: 'shop' }, 'workload');
  const web = endOf('shop/web', { key: 'kind/2', kind: Vertex_Kind.WORKLOAD, namespace: 'shop' }, 'workload');
  const named = endOf('fqdn', { key: 'fqdn:api.example', kind: Vertex_Kind.FQDN, names: ['API.example.'] }, 'fqdn');
  const bare = endOf('world', { key: 'reserved:world/192.0.2.1', kind: Vertex_Kind.WORLD, ip: '192.0.2.1' }, 'world');
  const edges = [edge('1', cart, named), edge('2', cart, bare), edge('3', web, named)];
  const ends = new Map([cart, web, named, bare].map((end) => [end.key, end]));
  const places = dnsPlaces({ ends, edges: new Map(edges.map((some) => [some.key, some])) });
  const rows = [{ client: 'kind/1', name: 'api.example', type: 'A', addresses: [{ address: '192.0.2.1' }] }];
  const [name] = dnsNames(readDnsRows({ rows }).rows, false);
  expect(name === undefined ? [] : places.connections(name).map(({ key }) => key)).toEqual(['1', '2']);
  expect(name === undefined ? [] : places.clients(name)).toEqual([cart]);
});

function endOf(key: string, vertex: Parameters<typeof create<typeof VertexSchema>>[1], kind: End['kind']): End {
  const name = { namespace: '', name: key, isInferred: false };
  return { key, kind, cluster: '', namespace: '', name, vertices: [create(VertexSchema, vertex)] };
}

function edge(key: string, source: End, destination: End): GroupedEdge {
  return { ...groupedFrom('a -> b:443 forwarded 1'), key, source, destination };
}
