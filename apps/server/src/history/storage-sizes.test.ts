import { expect, test } from 'vitest';
import { growthOf, type TierSize } from './storage-sizes.ts';

const NOW = 1_795_000_000;
const DAY = 86_400;

test('[HIST-31] a history grows by what each tier took a day, until it is as old as it is kept', () => {
  const sizes = [
    tier('10s', 3, 30_000, 3 * DAY),
    tier('1h', 100, 10_000, 10 * DAY),
    { ...tier('rest', 0, 500, 0), keptDays: undefined, oldest: undefined },
  ];
  expect(growthOf(sizes, 10 * DAY, NOW)).toEqual({ bytesPerDay: 11_000, projectedBytes: 30_000 + 100_000 + 500 });
});

test('[HIST-31] of less than an hour nothing is said', () => {
  expect(growthOf([tier('10s', 3, 30_000, 600)], 600, NOW)).toBeUndefined();
});

function tier(name: string, keptDays: number, bytes: number, ageSeconds: number): TierSize {
  return { name, seconds: 10, keptDays, rows: 1, bytes, oldest: NOW - ageSeconds };
}
