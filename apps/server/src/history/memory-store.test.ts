import { expect, test } from 'vitest';
import { FIGURE_COUNT } from '../aggregate/graph-view.ts';
import { linkBatch, type Batch } from './batch.ts';
import { MemoryStore } from './memory-store.ts';

const START = 1_790_000_000;
const BUCKET = 10;

test('[HIST-51] a store in memory takes about 14 bytes for an edge of a bucket, and adds up what it was given', async () => {
  const store = new MemoryStore();
  await store.insert(bucketOf(1, 1000, 5));
  const names = store.bytes;
  for (let number = 2; number <= 21; number += 1) await store.insert(bucketOf(number, 1000, 5));
  expect((store.bytes - names) / 20 / 1000).toBeLessThan(18);
  const range = { from: START, to: START + 300 };
  const graph = await store.readGraph(range);
  expect(graph.edges.size).toBe(1000);
  const figures = new Float64Array(FIGURE_COUNT);
  graph.edges.readFigures(7, range, figures);
  expect(figures[1]).toBe(21 * 5);
  const steps = await store.readTimeline(range, 60);
  expect(steps.reduce((sum, { forwarded }) => sum + forwarded, 0)).toBe(21 * 5 * 1000);
});

test('[HIST-52] at the byte bound of a store in memory the oldest buckets are given up, and one gap says so', async () => {
  const store = new MemoryStore({ maxBytes: 400_000 });
  for (let number = 1; number <= 60; number += 1) await store.insert(bucketOf(number, 1000, 5));
  expect(store.bytes).toBeLessThanOrEqual(400_000);
  const coverage = await store.readCoverage({ from: START, to: START + 600 });
  expect(coverage.gaps).toHaveLength(1);
  const [gap] = coverage.gaps;
  expect(gap).toMatchObject({ fromMs: START * 1000, what: 'given-up' });
  expect(coverage.coveredSeconds).toBe(600 - ((gap?.toMs ?? 0) / 1000 - START));
  expect((await store.readGraph({ from: START, to: START + BUCKET })).edges.size).toBe(0);
  expect((await store.readGraph({ from: START + 590, to: START + 600 })).edges.size).toBe(1000);
});

test('[HIST-53] a store in memory forgets what is older than its time, and with it keys that nobody has any more', async () => {
  const store = new MemoryStore({ keptSeconds: 60 });
  for (let number = 1; number <= 100; number += 1) await store.insert(bucketOf(number, 20, 1, `${number}-`));
  expect(store.bytes).toBeLessThan(60_000);
  const all = await store.readGraph({ from: START, to: START + 1000 });
  expect(all.edges.size).toBe(6 * 20);
  expect((await store.readCoverage({ from: START, to: START + 1000 })).coveredSeconds).toBe(60);
});

/** One bucket of so many edges with so many flows each. */
function bucketOf(number: number, edges: number, flows: number, prefix = ''): Batch {
  const from = START + (number - 1) * BUCKET;
  const lines = Array.from({ length: edges }, (_, edge) => {
    const figures = Array.from({ length: FIGURE_COUNT }, (__, figure) => (figure === 1 ? flows : 0));
    figures[8] = 2;
    const key = [`kind/${prefix}${edge}`, `kind/${edge % 97}`, 8080, 1];
    return `${JSON.stringify([from, ...key, ...figures, from * 1000 + 12, from * 1000 + 9876])}\n`;
  });
  const tables = [{ table: 'edges_10s', columns: [], rows: edges, lines: lines.join('') }];
  return linkBatch({ from, to: from + BUCKET, flows: edges * flows, tables }, number, '');
}
