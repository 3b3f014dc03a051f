import { describe, expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { planRange, type PlanOptions } from './range-plan.ts';
import { TIERS } from './tables.ts';

const HOUR = 3600;
const DAY = 86_400;
/** A whole hour. */
const NOW = 495_000 * HOUR;

describe('[HIST-25] a range is answered by the coarsest tables that fit, and by no row outside of it', () => {
  test.each([
    [[-600, -300], '1m -600..-300'],
    [[-605, -290], '10s -610..-600, 1m -600..-300, 10s -300..-290'],
    [[-7_210, -10], '10s -7210..-7200, 1h -7200..-3600, 1m -3600..-60, 10s -60..-10'],
    [[-30, -10], '10s -30..-10'],
  ] as const)('%j', ([from, to], told) => {
    expect(planned(from, to)).toBe(told);
  });
});

describe('[HIST-25] what a table keeps no more is asked of the next coarser one', () => {
  test.each([
    ['minutes of ten days ago', [-10 * DAY + 30, -10 * DAY + 90], {}, `1m ${-10 * DAY}..${-10 * DAY + 120}`],
    ['hours of a year ago', [-300 * DAY + 5, -300 * DAY + 10], {}, `1h ${-300 * DAY}..${-300 * DAY + HOUR}`],
    [
      'a range across the end of the fine table',
      [-3 * DAY - 90, -3 * DAY + 90],
      {},
      `1m ${-3 * DAY - 120}..${-3 * DAY + 60}, 10s ${-3 * DAY + 60}..${-3 * DAY + 90}`,
    ],
    [
      'a fine table that began an hour ago',
      [-7200, -1800],
      { tiers: TIERS.map((tier) => ({ ...tier, keptFrom: tier.name === '10s' ? NOW - HOUR : 0 })), mostSeconds: 10 },
      '1m -7200..-3600, 10s -3600..-1800',
    ],
  ] as const)('%s', (_, [from, to], options, told) => {
    expect(planned(from, to, options)).toBe(told);
  });
});

test('[HIST-25] a time strip is drawn from buckets that are no longer than its steps, where those are kept', () => {
  expect(planned(-900, 0, { mostSeconds: 10 })).toBe('10s -900..0');
  expect(planned(-4 * HOUR, 0, { mostSeconds: 60 })).toBe(`1m ${-4 * HOUR}..0`);
  expect(planned(-4 * DAY, 0, { mostSeconds: 30 })).toBe(`1m ${-4 * DAY}..${-3 * DAY}, 10s ${-3 * DAY}..0`);
});

test('[HIST-25] a plan has every second of its range once, whatever the range', () => {
  const random = new Random(5);
  for (let round = 0; round < 2000; round += 1) {
    const from = NOW - random.int(0, 500 * DAY);
    const to = from + 10 * (1 + random.int(0, random.chance(0.5) ? 600 : 900_000));
    const keptFrom = random.chance(0.3) ? NOW - random.int(0, 3 * DAY) : 0;
    const tiers = TIERS.map((tier) => (tier.name === '10s' ? { ...tier, keptFrom } : tier));
    const mostSeconds = random.chance(0.5) ? Infinity : random.chance(0.5) ? 10 : 60;
    const plan = planRange({ from: from - (from % 10), to: to - (to % 10) }, { nowSeconds: NOW, tiers, mostSeconds });
    for (const [index, stretch] of plan.entries()) {
      expect(stretch.from % stretch.tier.seconds).toBe(0);
      expect(stretch.to % stretch.tier.seconds).toBe(0);
      expect(stretch.to).toBeGreaterThan(stretch.from);
      const next = plan[index + 1];
      if (next !== undefined) expect(next.from).toBe(stretch.to);
    }
    expect(plan[0]?.from).toBeLessThanOrEqual(from);
    expect(plan.at(-1)?.to ?? 0).toBeGreaterThanOrEqual(to - 10);
  }
});

/** Seconds from NOW. */
function planned(from: number, to: number, options: Omit<PlanOptions, 'nowSeconds'> = {}): string {
  return planRange({ from: NOW + from, to: NOW + to }, { nowSeconds: NOW, ...options })
    .map((stretch) => `${stretch.tier.name} ${stretch.from - NOW}..${stretch.to - NOW}`)
    .join(', ');
}
