import { create } from '@bufbuild/protobuf';
import { Vertex_Kind, VertexSchema, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { parseQuery } from '@orrery/query/parse';
import { formatQuery } from '@orrery/query/print';
import { expect, test } from 'vitest';
import { betweenEnds, edgeQuery, observeCommand } from './edge-query.ts';
import type { End, EndKind, GroupedEdge } from './grouped-graph.ts';
import { DEFAULT_DENY } from './testing/drawn-edge.ts';
import { groupedFrom } from './testing/drawn-grouped-edge.ts';

const CART = pod(17546);
const REDIS = pod(13510);

test('[WEB-6] the command for an edge asks for both ends, the port and the verdict', () => {
  const edge = between([CART], [REDIS], 'shop/cart -> data/redis:6379 dropped 4 deniedAttempts 2');
  expect(observeCommand(edge)).toBe(
    'hubble observe --last 20 --from-identity 17546 --to-identity 13510 --to-port 6379 --protocol tcp --verdict DROPPED',
  );
});

test('[WEB-321] the command for an edge of the past asks for its range', () => {
  const edge = between([CART], [REDIS], 'shop/cart -> data/redis:6379 forwarded 4');
  const range = { fromMs: Date.UTC(2026, 10, 20, 14, 3, 20), toMs: Date.UTC(2026, 10, 20, 14, 13, 20) };
  expect(observeCommand(edge, range)).toBe(
    'hubble observe --since 2026-11-20T14:03:20Z --until 2026-11-20T14:13:20Z --from-identity 17546 --to-identity 13510 --to-port 6379 --protocol tcp',
  );
});

test('[WEB-6] outside ends are asked for by name or address, never by a number that belongs to one node', () => {
  const outside: readonly [EndKind, Parameters<typeof vertex>[0], string][] = [
    ['cidr', { key: 'cidr:203.0.113.0/24', kind: Vertex_Kind.CIDR, identity: 16777239 }, 'to-ip:203.0.113.0/24'],
    ['world', { key: 'reserved:world-ipv4/192.0.2.4', kind: Vertex_Kind.WORLD, ip: '192.0.2.4' }, 'to-ip:192.0.2.4'],
    ['host', { key: 'reserved:host', kind: Vertex_Kind.HOST, identity: 1 }, 'to-identity:1'],
    ['unknown', { key: 'unknown' }, ''],
  ];
  for (const [kind, told, expected] of outside) {
    const edge = between([], [vertex(told)], 'a -> redis:6379 connections 1', kind);
    expect(formatQuery(edgeQuery(edge)).replace(/ ?to-port:6379 protocol:tcp$/, '')).toBe(expected);
    expect(parseQuery(formatQuery(edgeQuery(edge))).ok).toBe(true);
  }
  const named = between([], [], 'a -> api.example:443 connections 1', 'fqdn');
  expect(formatQuery(betweenEnds(named))).toBe('to-fqdn:api.example to-port:443 protocol:tcp');
});

test('[WEB-140] an end of several identities is asked for by all of them, and one of very many by its name', () => {
  const few = between([pod(1001), pod(1002)], [REDIS], 'shop/cart -> data/redis:6379 connections 1');
  expect(formatQuery(betweenEnds(few))).toBe('from-identity:1001,1002 to-identity:13510 to-port:6379 protocol:tcp');
  const crowd = Array.from({ length: 40 }, (_, i) => pod(2000 + i));
  const many = between(crowd, [REDIS], 'shop/cart -> data/redis:6379 connections 1');
  expect(formatQuery(betweenEnds(many))).toBe(
    'from-namespace:shop from-workload:cart to-identity:13510 to-port:6379 protocol:tcp',
  );
  const namespace = between(crowd, [REDIS], 'shop/cart -> data/redis:6379 connections 1', 'workload', 'namespace');
  expect(formatQuery(betweenEnds(namespace))).toContain('from-namespace:shop to-identity:13510');
});

function between(
  from: readonly Vertex[],
  to: readonly Vertex[],
  drawing: string,
  toKind: EndKind = 'workload',
  fromKind: EndKind = 'workload',
): GroupedEdge {
  const edge = groupedFrom(drawing, drawing.includes('dropped') ? [DEFAULT_DENY] : []);
  const source: End = { ...edge.source, kind: fromKind, vertices: from };
  return { ...edge, source, destination: { ...edge.destination, kind: toKind, vertices: to } };
}

function pod(identity: number): Vertex {
  return vertex({ key: `kind/${identity}`, kind: Vertex_Kind.WORKLOAD, namespace: 'shop', workload: 'cart', identity });
}

function vertex(told: Partial<Omit<Vertex, '$typeName' | '$unknown'>>): Vertex {
  return create(VertexSchema, told);
}
