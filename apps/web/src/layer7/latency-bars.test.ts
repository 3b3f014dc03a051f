import { expect, test } from 'vitest';
import { readHttpRows } from './http-rows.ts';
import { latencyBars } from './latency-bars.ts';

const ROOM = { width: 300, height: 40 };

test('[WEB-273] latencies are drawn from the first step with an answer to the last, one answer among many can be seen', () => {
  const bars = barsOf([
    [1, 0],
    [2, 1000],
    [5, 0],
    [10, 1],
  ]);
  expect(bars?.path).toBe('M0 0h99v40h-99zM200 38h99v2h-99z');
  expect(bars?.ticks).toEqual([
    { ms: 1, x: 0 },
    { ms: 10, x: 300 },
  ]);
});

test('[WEB-273] a latency stands in its step by its logarithm, and a step without an end is drawn like the others', () => {
  const bars = barsOf([
    [10, 50],
    [20, 40],
    [null, 10],
  ]);
  expect(bars?.marks.map(({ name, x }) => `${name} ${x}`)).toEqual(['p50 100', 'p95 250', 'p99 300']);
});

test('[WEB-273] of a few answers nothing is drawn', () => {
  expect(
    barsOf([
      [1, 2],
      [2, 1],
    ]),
  ).toBeUndefined();
  expect(barsOf([[2, 900]])).toBeUndefined();
});

function barsOf(steps: readonly (readonly [number | null, number])[]) {
  const histogram = steps.map(([le_ms, count]) => ({ le_ms, count }));
  const latency_ms = { p50: 10, p95: 20 * Math.SQRT2, p99: 900, count: 100, histogram };
  const [row] = readHttpRows({ rows: [{ latency_ms }] }).rows;
  return row?.latency === undefined ? undefined : latencyBars(row.latency, ROOM);
}
