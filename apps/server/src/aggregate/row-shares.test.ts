import { expect, test } from 'vitest';
import { idleRows, RowShares } from './row-shares.ts';

const NOW_MS = 1_790_000_000_000;

interface DrawnRow {
  readonly owner: number;
  readonly lastSeenMs: number;
  readonly isOther: boolean;
  readonly isFleeting: boolean;
}

/** So many rows of each owner, each seen a second after the one before, the last one now. */
function setup(counts: readonly number[]) {
  const shares = new RowShares<DrawnRow>();
  const rows = counts.flatMap((count, owner) =>
    Array.from({ length: count }, (_, i) => ({
      owner,
      lastSeenMs: NOW_MS - (count - 1 - i) * 1000,
      isOther: false,
      isFleeting: false,
    })),
  );
  for (const { owner } of rows) shares.add(owner);
  return { shares, rows };
}

test('[L7-71] who has most gives up the coldest rows, and no more than half of the difference', () => {
  const { shares, rows } = setup([100, 20, 4]);
  const victims = shares.victims(rows, 2, NOW_MS);
  expect(victims).toHaveLength(48);
  expect(new Set(victims.map(({ owner }) => owner))).toEqual(new Set([0]));
  expect(Math.max(...victims.map(({ lastSeenMs }) => lastSeenMs))).toBe(NOW_MS - 52_000);
  expect(shares.victims(rows, 9, NOW_MS)).toHaveLength(50);
});

test('[L7-71] who has most, or half as many, gets no room from others', () => {
  const { shares, rows } = setup([100, 50, 4]);
  expect(shares.victims(rows, 0, NOW_MS)).toEqual([]);
  expect(shares.victims(rows, 1, NOW_MS)).toEqual([]);
  expect(shares.victims(rows, 2, NOW_MS)).not.toEqual([]);
});

test('[L7-71] one who asks in vain takes no turn from one who asks with reason', () => {
  const { shares, rows } = setup([100, 100, 4]);
  for (let i = 0; i < 1000; i++) expect(shares.victims(rows, i % 2, NOW_MS + i / 10)).toEqual([]);
  expect(shares.victims(rows, 2, NOW_MS + 100)).not.toEqual([]);
});

test('[L7-71] room that stale rows gave to somebody else keeps nobody from the rows of the greediest', () => {
  const { shares, rows } = setup([100, 4]);
  const stale = { owner: 1, lastSeenMs: NOW_MS - 3_600_000, isOther: false, isFleeting: false };
  expect(shares.victims([stale, ...rows], 0, NOW_MS)).toEqual([stale]);
  expect(shares.victims(rows, 0, NOW_MS)).toEqual([]);
  expect(shares.victims(rows, 1, NOW_MS)).toHaveLength(48);
});

test('[L7-71] rows without news for a quarter of an hour leave first, whosever they are', () => {
  const { shares, rows } = setup([1000, 4]);
  const stale = { owner: 1, lastSeenMs: NOW_MS - 3_600_000, isOther: false, isFleeting: false };
  const other = { ...stale, isOther: true };
  const victims = shares.victims([stale, other, ...rows], 0, NOW_MS);
  expect(victims).toEqual([stale, ...rows.slice(0, 100)]);
});

test('[L7-79] on a full edge what was hardly asked for and is not there leaves after a minute', () => {
  const row = (idleMs: number, isFleeting: boolean) => ({
    owner: 1,
    lastSeenMs: NOW_MS - idleMs,
    isOther: false,
    isFleeting,
  });
  const [young, old, lasting, stale] = [row(59_000, true), row(61_000, true), row(899_000, false), row(901_000, false)];
  expect(idleRows([young, old, lasting, stale, { ...stale, isOther: true }], NOW_MS)).toEqual([old, stale]);
});
