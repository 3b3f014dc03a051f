import { describe, expect, test } from 'vitest';

import type { SourceStatus } from '../relay/source-status.ts';
import { NOW_MS, runServer, type World } from './test-server.ts';
import type { MapEdge } from './map-answer.ts';
import type { MapNode } from './vertex-groups.ts';

const SHOP = `
  shop/front#1 -> shop/cart#30:8080       forwarded=90 connections=9 allow=shop/front-in
  shop/front#2 -> shop/cart#30:8080       forwarded=10 connections=1
  shop/cart#30    -> shop/redis#40:6379      forwarded=5 dropped=4 deniedAttempts=2 policy=shop/deny-redis
  shop/cart#30    -> fqdn:pay.example:443 forwarded=7
  shop/cart#30    -> world/192.0.2.1:443  forwarded=2 names=pay.example
  shop/cart#30    -> world/192.0.2.9:443  forwarded=1
  shop/cart#30    -> world/192.0.2.8:443  forwarded=1
  ops/probe#50    -> shop/cart#30:8080       forwarded=3 ago=1200
`;

test('[API-5] without times the map is of the last 15 minutes, and lists also edges that were silent in them', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const map = await orrery.json<MapJson>('/api/v1/map');
  expect(map.window).toEqual({ since: '2026-11-20T09:15:00.000Z', until: '2026-11-20T09:30:00.000Z' });
  expect(map.edges).toHaveLength(8);
  expect(lineOf(map.edges[2])).toBe('kind/30 -> kind/40:6379 TCP FORWARDED=5 DROPPED=4');
  expect(map.edges[2]).toMatchObject({
    total_flows: { FORWARDED: 5, DROPPED: 4 },
    attempts: { connections: 0, denied: 2, audited: 0, http_requests: 0, dns_timeouts: 0 },
    causes: [
      {
        kind: 'denied',
        drop_reason: 'POLICY_DENIED',
        direction: 'ingress',
        policies: ['shop/deny-redis'],
        flows: 4,
        attempts: 2,
        first_seen: '2026-11-20T09:29:50.000Z',
      },
    ],
    first_seen: '2026-11-20T09:29:50.000Z',
    last_seen: '2026-11-20T09:29:50.000Z',
  });
  expect(map.edges[0].allowed_by).toEqual(['shop/front-in']);
  expect(map.edges[7]).toMatchObject({ flows: {}, total_flows: { FORWARDED: 3 } });
  expect(map.nodes[0]).toEqual({
    key: 'kind/1',
    kind: 'workload',
    cluster: 'kind',
    namespace: 'shop',
    workload: 'front',
    workload_kind: 'Deployment',
    identity: 1,
    labels: ['k8s:app=front', 'k8s:io.kubernetes.pod.namespace=shop', 'k8s:id=1'],
    names: [],
    names_inferred: false,
    ip: '',
  });
});

test('[API-6] with times the map lists only edges that had flows in them', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const recent = await orrery.json<MapJson>('/api/v1/map?since=-1m');
  expect(recent.edges).toHaveLength(7);
  const past = await orrery.json<MapJson>('/api/v1/map?since=2026-11-20T09:05:00Z&until=-15m');
  expect(past.edges.map(lineOf)).toEqual(['kind/50 -> kind/30:8080 TCP FORWARDED=3']);
});

test('[API-7] flows that the query does not show are counted as hidden', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const dropped = await orrery.json<MapJson>('/api/v1/map?since=-1m&q=verdict:DROPPED');
  expect(dropped.edges.map(lineOf)).toEqual(['kind/30 -> kind/40:6379 TCP DROPPED=4']);
  expect(dropped.hidden_flows).toBe(90 + 10 + 5 + 7 + 2 + 1 + 1);
  const redis = await orrery.json<MapJson>('/api/v1/map?q=to-port:6379');
  expect(redis.edges).toHaveLength(1);
  expect(redis.hidden_flows).toBe(90 + 10 + 7 + 2 + 1 + 1);
  expect((await orrery.json<MapJson>('/api/v1/map')).hidden_flows).toBe(0);
});

test('[API-7] terms that an edge cannot answer are named and not applied', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const map = await orrery.json<MapJson>(`/api/v1/map?q=${encodeURIComponent('to-port:6379 http-path:/cart/.*')}`);
  expect(map.terms_not_applied).toEqual(['http-path:/cart/.*']);
  expect(map.edges).toHaveLength(1);
});

describe('[API-8] grouping joins edges and keeps every sum', () => {
  test.each(['identity', 'workload', 'namespace'])('%s', async (group) => {
    await using orrery = await runServer({ picture: SHOP });
    const map = await orrery.json<MapJson>(`/api/v1/map?group=${group}`);
    const sum = (of: (edge: MapEdge) => number | undefined): number =>
      map.edges.reduce((total, edge) => total + (of(edge) ?? 0), 0);
    expect(sum((edge) => edge.flows['FORWARDED'])).toBe(116);
    expect(sum((edge) => edge.total_flows['FORWARDED'])).toBe(119);
    expect(sum((edge) => edge.flows['DROPPED'])).toBe(4);
    expect(sum((edge) => edge.attempts['connections'])).toBe(10);
    expect(sum((edge) => edge.causes.reduce((flows, cause) => flows + cause.flows, 0))).toBe(4);
    const keys = new Set(map.nodes.map((node) => node.key));
    expect(keys.size).toBe(map.nodes.length);
    for (const edge of map.edges) expect([...keys]).toEqual(expect.arrayContaining([edge.source, edge.destination]));
  });
});

test('[API-9] grouped by workload, identities of a workload are one node and addresses go by their names', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const map = await orrery.json<MapJson>('/api/v1/map?group=workload&since=-1m');
  expect(map.edges.map(lineOf)).toEqual([
    'workload:kind/shop/Deployment/front -> workload:kind/shop/Deployment/cart:8080 TCP FORWARDED=100',
    'workload:kind/shop/Deployment/cart -> workload:kind/shop/Deployment/redis:6379 TCP FORWARDED=5 DROPPED=4',
    'workload:kind/shop/Deployment/cart -> fqdn:pay.example:443 TCP FORWARDED=9',
    'workload:kind/shop/Deployment/cart -> reserved:world:443 TCP FORWARDED=2',
  ]);
  expect(map.nodes[0]).toMatchObject({
    identity: 0,
    labels: ['k8s:app=front', 'k8s:io.kubernetes.pod.namespace=shop'],
  });
});

test('[API-9] grouped by namespace, everything in it is one node', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const map = await orrery.json<MapJson>('/api/v1/map?group=namespace');
  expect(map.nodes.map((node) => node.key)).toEqual([
    'namespace:kind/shop',
    'fqdn:pay.example',
    'reserved:world',
    'namespace:kind/ops',
  ]);
});

test('[API-10] the map says what it misses', async () => {
  const sources = [source({ nodes: ['a', 'b'].map(unavailable) }), source({ name: 'r2:1', state: 'waiting' })];
  await using orrery = await runServer({ picture: SHOP, lost: 40, sources });
  const { completeness } = await orrery.json<MapJson>('/api/v1/map?since=-24h');
  expect(completeness.lost).toBe(40);
  expect(completeness.reasons).toEqual([
    'Windows reach back to 2026-11-20T09:00:00.000Z only; there is no history before it.',
    'r2:1: not connected since 09:30:00 UTC (refused).',
    '2 of 3 nodes not reporting: a, b.',
    'Listening only since 09:30:00 UTC; the window begins earlier.',
    expect.stringContaining('1 second of the window'),
    '40 events lost before this server.',
  ]);
});

test('[API-10] a range from before everything is answered as fast as one of now', async () => {
  await using orrery = await runServer({ picture: SHOP });
  expect((await orrery.json<MapJson>('/api/v1/map?since=0001-01-01T00:00:00Z')).edges).toHaveLength(8);
  const past = '/api/v1/map?since=0001-01-01T00:00:00Z&until=0002-01-01T00:00:00Z';
  expect((await orrery.json<MapJson>(past)).edges).toEqual([]);
});

test('[API-8] a map of many edges arrives whole', async () => {
  const picture = Array.from({ length: 8_000 }, (_, i) => `n${i % 40}/w${i % 500} -> x/y:${i + 1} forwarded=1`);
  await using orrery = await runServer({ picture: picture.join('\n') } satisfies World);
  const map = await orrery.json<MapJson>('/api/v1/map');
  expect(map.edges).toHaveLength(8_000);
  expect(new Set(map.edges.map((edge) => edge.port)).size).toBe(8_000);
});

interface MapJson {
  readonly window: { readonly since: string; readonly until: string };
  readonly completeness: { readonly share: number; readonly lost: number; readonly reasons: readonly string[] };
  readonly hidden_flows: number;
  readonly terms_not_applied: readonly string[];
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

function lineOf(edge: MapEdge): string {
  const flows = Object.entries(edge.flows).map(([verdict, count]) => ` ${verdict}=${count}`);
  return `${edge.source} -> ${edge.destination}:${edge.port} ${edge.protocol}${flows.join('')}`;
}

function source(change: Partial<SourceStatus>): SourceStatus {
  const state = change.state ?? 'connected';
  return {
    name: 'r1:1',
    sinceMs: NOW_MS,
    retryAtMs: undefined,
    error: state === 'waiting' ? { code: 'unavailable', message: 'refused' } : undefined,
    version: '',
    reconnects: 0,
    lastHeardMs: 0,
    nodes: [],
    flowsPerSecond: 0,
    ...change,
    state,
  };
}

function unavailable(name: string): SourceStatus['nodes'][number] {
  return { name, state: 'unavailable', message: '', version: '', uptimeMs: 0, seenFlows: 0 };
}
