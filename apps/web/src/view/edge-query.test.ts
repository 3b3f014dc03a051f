import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { parseQuery } from '@orrery/query/parse';
import { formatQuery } from '@orrery/query/print';
import { expect, test } from 'vitest';
import { edgeQuery, observeCommand } from './edge-query.ts';
import { edgeFrom } from './testing/drawn-edge.ts';

const CART = create(VertexSchema, { key: 'kind/17546', kind: Vertex_Kind.WORKLOAD, identity: 17546 });
const REDIS = create(VertexSchema, { key: 'kind/13510', kind: Vertex_Kind.WORKLOAD, identity: 13510 });
const edge = edgeFrom('cart -> redis:6379 dropped 4');

test('[WEB-6] the command for an edge asks for both ends, the port and the verdict', () => {
  expect(observeCommand(edge, 'denied', CART, REDIS)).toBe(
    'hubble observe --last 20 --from-identity 17546 --to-identity 13510 --to-port 6379 --protocol tcp --verdict DROPPED',
  );
});

test('[WEB-6] outside ends are asked for by name or address, never by a number that belongs to one node', () => {
  const outside: readonly [Vertex, string][] = [
    [
      create(VertexSchema, {
        key: 'fqdn:api.example',
        kind: Vertex_Kind.FQDN,
        identity: 16777272,
        names: ['api.example'],
      }),
      'to-fqdn:api.example',
    ],
    [
      create(VertexSchema, { key: 'cidr:203.0.113.0/24', kind: Vertex_Kind.CIDR, identity: 16777239 }),
      'to-ip:203.0.113.0/24',
    ],
    [
      create(VertexSchema, {
        key: 'reserved:world-ipv4/192.0.2.4',
        kind: Vertex_Kind.WORLD,
        identity: 9,
        ip: '192.0.2.4',
      }),
      'to-ip:192.0.2.4',
    ],
    [create(VertexSchema, { key: 'reserved:host', kind: Vertex_Kind.HOST, identity: 1 }), 'to-identity:1'],
    [create(VertexSchema, { key: 'unknown' }), ''],
  ];
  for (const [vertex, expected] of outside) {
    const query = edgeQuery(edge, 'forwarded', undefined, vertex);
    expect(formatQuery(query).replace(/ ?to-port:6379 protocol:tcp$/, '')).toBe(expected);
    expect(parseQuery(formatQuery(query)).ok).toBe(true);
  }
});
