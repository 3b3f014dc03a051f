import { expect, test } from 'vitest';
import { Grouper } from '../view/group-graph.ts';
import { graphFrom } from '../view/testing/drawn-graph.ts';
import { groupedGraphFrom } from '../view/testing/drawn-grouped-edge.ts';
import { barsPath, trendBars } from '../view/trend-bars.ts';
import { parseTrends } from '../view/trends.ts';
import { troublesOf } from '../view/trouble.ts';
import { endedTroubles } from './ended-troubles.ts';

const REDIS = 'shop/cart -> data/redis:6379 deniedAttempts 4 dropped 8';
const SINCE = Date.parse('2026-11-20T09:15:00Z');

test('[WEB-123] the bars of a row are the trouble of all members of its edge, step by step', () => {
  const { grouped, troubles } = troubled(REDIS);
  const [trouble] = troubles;
  const edge = {
    ...trouble.edge,
    members: [...trouble.edge.members, { ...trouble.edge.members[0], key: 'x|y|1|TCP' }],
  };
  const trends = answer([row(edge.members[0].key, { denied: [0, 1, 2] }), row('x|y|1|TCP', { denied: [5, 0, 1] })]);
  expect(trendBars({ kind: 'denied', edge }, trends)).toEqual([5, 1, 3]);
  expect(grouped.edges.size).toBe(1);
});

test('[WEB-123] bars are left out when a member may be missing from the answer', () => {
  const [trouble] = troubled(REDIS).troubles;
  expect(trendBars(trouble, answer([], 3))).toBe(undefined);
  expect(trendBars(trouble, answer([]))).toBe(undefined);
  expect(trendBars(trouble, answer([row(trouble.key, { denied: [0, 0, 0], dropped_flows: [0, 2, 2] })]))).toEqual([
    0, 2, 2,
  ]);
});

test('[WEB-123] attempts of a new edge are left out when one of its members is not told: only trouble is', () => {
  const { edge } = troubled(REDIS).troubles[0];
  const members = [...edge.members, { ...edge.members[0], key: 'x|y|1|TCP' }];
  const trends = answer([row('x|y|1|TCP', { attempts: [5, 0, 1] })]);
  expect(trendBars({ kind: 'new', edge: { ...edge, members } }, trends)).toBe(undefined);
  expect(trendBars({ kind: 'new', edge: { ...edge, members: [members[1]] } }, trends)).toEqual([5, 0, 1]);
});

test('[WEB-123] one event is never too small to be seen', () => {
  expect(barsPath([0, 1, 1000], 30, 14)).toBe('M12.2 14v-1.5h7.8V14zM22.2 14v-14h7.8V14z');
});

test('[WEB-124] what was denied and is over is told newest first, once for each pair, and nothing that goes on', () => {
  const { grouped, troubles } = troubled(REDIS);
  const trends = answer([
    row(troubles[0].key, { denied: [1, 1, 1] }),
    row('shop/auth|shop/users|5432|TCP', { denied: [2, 0, 0] }, 60, 120),
    row('shop/auth2|shop/users|5432|TCP', { denied: [3, 0, 0] }, 30, 180),
    row('shop/otel|shop/loki|3100|TCP', { audited: [0, 4, 0] }, 240, 300),
    row('shop/web|kube/dns|53|UDP', { failed: [9, 9, 9] }, 0, 600),
  ]);
  const late = { ...grouped, timeMs: SINCE + 900_000 };
  expect(
    endedTroubles(trends, late, troubles).map(({ kind, times, firstMs, lastMs }) => [
      kind,
      times,
      firstMs - SINCE,
      lastMs - SINCE,
    ]),
  ).toEqual([
    ['audited', 4, 240_000, 300_000],
    ['denied', 5, 30_000, 180_000],
  ]);
  const later = { ...late, timeMs: SINCE + 900_000 + 240_000 };
  expect(
    endedTroubles(trends, later, troubles).map(({ kind }) => kind),
    'an old answer',
  ).toEqual(['audited']);
});

test('[WEB-124] a pair of which another identity is still in trouble is not over', () => {
  const graph = graphFrom('shop/auth@7 -> shop/users@8:5432 deniedAttempts 3 dropped 6');
  const grouped = { ...new Grouper().group(graph, 'workload'), timeMs: SINCE + 900_000 };
  const troubles = troublesOf(grouped, { listeningSinceMs: undefined });
  const trends = answer([
    row('shop/auth2|shop/users|5432|TCP', { denied: [3, 0, 0] }, 30, 180),
    row('shop/auth2|shop/users|80|TCP', { denied: [1, 0, 0] }, 30, 180),
  ]);
  expect(troubles).toHaveLength(1);
  expect(endedTroubles(trends, grouped, troubles).map(({ port }) => port)).toEqual([80]);
});

test('[WEB-124] an answer of another shape is no error', () => {
  for (const nonsense of [undefined, null, 3, [], { edges: 4, nodes: [null] }, { edges: [null, { denied: ['x'] }] }]) {
    const { grouped, troubles } = troubled(REDIS);
    expect(endedTroubles(parseTrends(nonsense), grouped, troubles)).toEqual([]);
  }
});

function troubled(drawing: string) {
  const grouped = groupedGraphFrom(drawing);
  return { grouped, troubles: troublesOf(grouped, { listeningSinceMs: undefined }) };
}

/** Seconds are of the window. */
function row(
  key: string,
  columns: Readonly<Record<string, readonly number[]>>,
  firstSeconds = 0,
  lastSeconds = 0,
): object {
  const [source, destination, port, protocol] = key.split('|');
  const at = (seconds: number): string => new Date(SINCE + seconds * 1000).toISOString();
  const none = {
    attempts: [0, 0, 0],
    denied: [0, 0, 0],
    audited: [0, 0, 0],
    failed: [0, 0, 0],
    dropped_flows: [0, 0, 0],
  };
  const trouble = { first_trouble: at(firstSeconds), last_trouble: at(lastSeconds) };
  return { source, destination, port: Number(port), protocol, ...none, ...columns, ...trouble };
}

function answer(edges: readonly object[], leftOut = 0) {
  const nodes = ['auth', 'auth2', 'users', 'otel', 'loki'].map((name) => ({
    key: `shop/${name}`,
    namespace: 'shop',
    workload: name.replace('2', ''),
  }));
  const window = { since: new Date(SINCE).toISOString(), until: new Date(SINCE + 900_000).toISOString() };
  return parseTrends({ window, step_seconds: 300, left_out: leftOut, nodes, edges });
}
