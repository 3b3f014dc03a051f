import { expect, test } from 'vitest';
import { KeepRate } from './keep-rate.ts';

const FLOW = 1000;
const START_MS = 1_790_000_000_000;

interface Run {
  readonly rate: KeepRate;
  /** Seconds of so many flows each; returns how many of them were kept. */
  readonly seconds: (count: number, flowsEach: number) => number;
}

/** May keep 100 flows a second. */
function setup(): Run {
  const rate = new KeepRate(100 * FLOW);
  let nowMs = START_MS;
  rate.advanceTo(nowMs);
  return {
    rate,
    seconds: (count, flowsEach) => {
      let kept = 0;
      for (let second = 0; second < count; second++) {
        for (let i = 0; i < flowsEach; i++) if (rate.keeps(FLOW)) kept++;
        nowMs += 1000;
        rate.advanceTo(nowMs);
      }
      return kept;
    },
  };
}

test('[KEEP-10] every flow is kept while that stays within the allowance', () => {
  const { rate, seconds } = setup();
  expect(seconds(100, 100)).toBe(10_000);
  expect(rate.oneIn).toBe(1);
});

test('[KEEP-10] faster flows are thinned out by a power of two to between half of the allowance and all of it', () => {
  for (const flowsEach of [101, 150, 799, 6_401, 25_000]) {
    const { rate, seconds } = setup();
    seconds(1, flowsEach);
    const kept = seconds(50, flowsEach);
    expect(Math.log2(rate.oneIn) % 1).toBe(0);
    expect(kept).toBeLessThanOrEqual(5_000 + 50);
    expect(kept).toBeGreaterThan(2_500 - 50);
    expect(Math.abs(kept - (50 * flowsEach) / rate.oneIn)).toBeLessThan(10);
  }
});

test('[KEEP-10] a sudden rush costs what is kept already a few seconds at most', () => {
  const { seconds } = setup();
  seconds(60, 100);
  expect(seconds(1, 100_000)).toBeLessThan(20 * 100);
});

test('[KEEP-10] the rate falls after ten seconds to what was enough for all of them', () => {
  const { rate, seconds } = setup();
  seconds(2, 1_600);
  expect(rate.oneIn).toBe(16);
  seconds(5, 100);
  seconds(1, 400);
  seconds(3, 100);
  expect(rate.oneIn).toBe(16);
  seconds(1, 100);
  expect(rate.oneIn).toBe(4);
  seconds(10, 100);
  expect(rate.oneIn).toBe(1);
});

test('[KEEP-11] the sample is even over whatever pattern the flows come in', () => {
  const { rate, seconds } = setup();
  seconds(2, 1_600);
  expect(rate.oneIn).toBe(16);
  for (const period of [2, 3, 4, 7, 8, 16, 32, 100]) {
    const kept = new Float64Array(period);
    const rounds = 3_200;
    for (let i = 0; i < rounds * period; i++) {
      // Of no length, so that the rate stays.
      if (rate.keeps(0)) kept[i % period]++;
    }
    for (const count of kept) expect(Math.abs(count - rounds / 16), `period ${period}`).toBeLessThan(rounds / 80);
  }
});
