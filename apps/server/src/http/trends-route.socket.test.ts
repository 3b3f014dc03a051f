import { expect, test } from 'vitest';

import { NOW_MS, runServer } from './test-server.ts';
import type { TrendEdge } from './trends-answer.ts';
import type { MapNode } from './vertex-groups.ts';

const SHOP = `
  shop/front#1 -> shop/cart#30:8080    forwarded=90 connections=9
  shop/cart#30 -> shop/redis#40:6379   dropped=4 deniedAttempts=2 policy=shop/deny-redis ago=700,500,490,20 cause=800
  shop/cart#30 -> shop/db#41:5432      forwarded=3 audit=3 connections=3 auditedAttempts=3 ago=60
  shop/cart#30 -> fqdn:pay.example:443 forwarded=9 connections=1 httpRequests=9 httpFailed=2 ago=1,31,61
  shop/cart#30 -> kube/dns#50:53       forwarded=80 dnsQuestions=40 dnsFailed=30 protocol=UDP ago=100
  shop/cart#30 -> shop/old#60:80       dropped=2 deniedAttempts=1 ago=1000
`;

test('[API-60] without edges the trends are those of every edge with trouble in the last 15 minutes, worst first', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const trends = await orrery.json<TrendsJson>('/api/v1/trends');
  expect(trends).toMatchObject({ step_seconds: 30, left_out: 0, unknown_edges: [], terms_not_applied: [] });
  expect(trends.window).toEqual({ since: '2026-11-20T09:15:30.000Z', until: '2026-11-20T09:30:00.000Z' });
  expect(trends.edges.map(nameOf)).toEqual([
    'kind/30|kind/40|6379|TCP',
    'kind/30|kind/41|5432|TCP',
    'kind/30|fqdn:pay.example|443|TCP',
    'kind/30|kind/50|53|UDP',
  ]);
  expect(trends.nodes.map(({ key }) => key)).toEqual(['kind/30', 'kind/40', 'kind/41', 'fqdn:pay.example', 'kind/50']);
  expect(trends.nodes[1]).toMatchObject({ namespace: 'shop', workload: 'redis' });
});

test('[API-61] a trend has a figure for each step, and tells when trouble began and ended', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const { edges } = await orrery.json<TrendsJson>('/api/v1/trends');
  expect(stepsOf(edges[0].denied)).toEqual({ 5: 2, 12: 4, 28: 2 });
  expect(stepsOf(edges[0].attempts)).toEqual({ 5: 2, 12: 4, 28: 2 });
  expect(stepsOf(edges[0].dropped_flows)).toEqual({ 5: 4, 12: 8, 28: 4 });
  expect(edges[0]).toMatchObject({
    first_trouble: '2026-11-20T09:18:20.000Z',
    last_trouble: '2026-11-20T09:29:40.000Z',
    causes: [{ kind: 'denied', policies: ['shop/deny-redis'], first_seen: '2026-11-20T09:16:40.000Z' }],
  });
  expect(stepsOf(edges[1].audited)).toEqual({ 27: 3 });
  expect(stepsOf(edges[2].attempts)).toEqual({ 26: 9, 27: 9, 28: 9 });
  expect(stepsOf(edges[2].failed)).toEqual({ 26: 2, 27: 2, 28: 2 });
  expect(stepsOf(edges[3].failed)).toEqual({ 25: 30 });
});

test.each(['10', '20', '30', '60'])('[API-61] steps of %s seconds cover the 15 minutes, and add up', async (step) => {
  await using orrery = await runServer({ picture: SHOP });
  const { edges } = await orrery.json<TrendsJson>(`/api/v1/trends?step=${step}`);
  for (const edge of edges) expect(edge.attempts).toHaveLength(900 / Number(step));
  expect(edges[0].denied.reduce((sum, denied) => sum + denied)).toBe(8);
});

test('[API-62] named edges are answered in the order in which they are named, with trouble or without', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const names = ['kind/1|kind/30|8080|TCP', 'kind/30|kind/99|80|TCP', 'kind/30|kind/50|53|udp'];
  const search = names.map((name) => `edge=${encodeURIComponent(name)}`).join('&');
  const trends = await orrery.json<TrendsJson>(`/api/v1/trends?${search}`);
  expect(trends.edges.map(nameOf)).toEqual(['kind/1|kind/30|8080|TCP', 'kind/30|kind/50|53|UDP']);
  expect(trends.unknown_edges).toEqual(['kind/30|kind/99|80|TCP']);
  expect(trends.edges[0]).toMatchObject({ first_trouble: null, last_trouble: null, causes: [] });
  expect(stepsOf(trends.edges[0].attempts)).toEqual({ 28: 9 });
});

test('[API-62] a query chooses edges, and its verdicts choose their figures', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const dropped = await orrery.json<TrendsJson>('/api/v1/trends?q=verdict:DROPPED');
  expect(dropped.edges.map(nameOf)).toEqual(['kind/30|kind/40|6379|TCP']);
  const db = await orrery.json<TrendsJson>('/api/v1/trends?q=to-port:5432');
  expect(db.edges.map(nameOf)).toEqual(['kind/30|kind/41|5432|TCP']);
});

test('[API-63] at most 200 edges are answered, and those left out are counted', async () => {
  const picture = Array.from({ length: 5203 }, (_, i) => `a/w -> x/y:${i + 1} dropped=2 deniedAttempts=${i + 1}`);
  await using orrery = await runServer({ picture: picture.join('\n') });
  const trends = await orrery.json<TrendsJson>('/api/v1/trends');
  expect(trends.edges.map(({ port }) => port)).toEqual(Array.from({ length: 200 }, (_, i) => 5203 - i));
  expect(trends.left_out).toBe(5003);
});

test.each([
  ['step=25', 'bad_step'],
  ['step=7', 'bad_step'],
  ['edge=cart', 'bad_edge'],
  ['since=yesterday', 'bad_time'],
  ['step=10&step=20', 'repeated_parameter'],
  [Array.from({ length: 201 }, () => 'edge=a|b|1|TCP').join('&'), 'too_many_edges'],
])('[API-3] %s is refused', async (search, code) => {
  await using orrery = await runServer({ picture: SHOP });
  const response = await orrery.get(`/api/v1/trends?${search}`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code } });
});

interface TrendsJson {
  readonly window: { readonly since: string; readonly until: string };
  readonly left_out: number;
  readonly unknown_edges: readonly string[];
  readonly nodes: readonly MapNode[];
  readonly edges: readonly TrendEdge[];
}

const nameOf = ({ source, destination, port, protocol }: TrendEdge): string =>
  [source, destination, port, protocol].join('|');

/** Figures that are not 0, by the number of their step. */
function stepsOf(column: readonly number[]): Record<number, number> {
  expect(column).toHaveLength(900 / 30);
  return Object.fromEntries([...column.entries()].filter(([, figure]) => figure > 0));
}

test('[API-61] the steps end with the one that is going on', async () => {
  await using orrery = await runServer({ picture: SHOP });
  const { window } = await orrery.json<TrendsJson>('/api/v1/trends?step=60');
  expect(Date.parse(window.until)).toBe(NOW_MS);
  expect(Date.parse(window.since)).toBe(NOW_MS - 14 * 60_000);
});
