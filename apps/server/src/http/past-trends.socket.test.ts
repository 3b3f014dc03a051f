import { expect, test } from 'vitest';

import type { PastStore } from '../history/past-store.ts';
import { FIGURE, FIGURE_COUNT, type SecondRange } from '../aggregate/graph-view.ts';
import type { PastDoor } from './http-deps.ts';
import { drawnGraph } from './test-graph.ts';
import { NOW_MS, runServer } from './test-server.ts';

const NOW = NOW_MS / 1000;
/** An hour ago, when a minute of denials was in the middle of ten minutes. */
const RANGE = { from: NOW - 3600, to: NOW - 3000 };
const DENIED_AT = RANGE.from + 300;

const THEN = `
  shop/cart#1 -> data/redis#2:6379   dropped=80 deniedAttempts=40
  shop/web#3 -> shop/cart#1:8080     forwarded=400 connections=100
`;

interface TrendJson {
  readonly denied: readonly number[];
  readonly attempts: readonly number[];
  readonly first_trouble: string | null;
  readonly destination: string;
}
interface TrendsJson {
  readonly step_seconds: number;
  readonly window: { readonly since: string; readonly until: string };
  readonly edges: readonly TrendJson[];
  readonly unknown_edges: readonly string[];
}

test('[WEB-331] bars of a range of the history are out of the history, in at most thirty steps', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown() } });
  const trends = await orrery.json<TrendsJson>(`/api/v1/trends?since=${iso(RANGE.from)}&until=${iso(RANGE.to)}`);
  expect([trends.step_seconds, trends.window.since]).toEqual([20, iso(RANGE.from)]);
  const [edge, ...others] = trends.edges;
  expect(others).toEqual([]);
  expect(edge?.denied.length).toBe(30);
  expect(edge?.denied.flatMap((count, step) => (count === 0 ? [] : [[step, count]]))).toEqual([[15, 40]]);
  expect(edge?.first_trouble).toBe(iso(DENIED_AT));
});

test('[WEB-331] bars of named edges of the past are told of those that were, and others are unknown', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown() } });
  const edges = `edge=${encodeURIComponent('a/1|b/2|80|TCP')}`;
  const trends = await orrery.json<TrendsJson>(
    `/api/v1/trends?since=${iso(RANGE.from)}&until=${iso(RANGE.to)}&${edges}`,
  );
  expect([trends.edges, trends.unknown_edges]).toEqual([[], ['a/1|b/2|80|TCP']]);
});

test('[WEB-331] a server without a history says that it has none', async () => {
  await using orrery = await runServer({ deps: { past: undefined } });
  const response = await orrery.get('/api/v1/trends?since=-2h&until=-1h');
  expect(response.status).toBe(404);
});

function writtenDown(): PastDoor {
  const store = {
    readGraph: async (range: SecondRange) => drawnGraph(THEN, range.to * 1000),
    readEdgeSteps: async (_range: SecondRange, stepSeconds: number, edges: Parameters<PastStore['readEdgeSteps']>[2]) =>
      edges.map((edge) => {
        const figures = Array.from({ length: FIGURE_COUNT }, () => 0);
        figures[FIGURE.deniedAttempts] = 40;
        return { ...edge, at: DENIED_AT - (DENIED_AT % stepSeconds), figures };
      }),
  } as unknown as PastStore;
  return { store, writtenTo: NOW - 20, status: () => ({}) as ReturnType<PastDoor['status']> };
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString();
}
