import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { LatencySketch } from './latency-sketch.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const QUANTILES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

const DISTRIBUTIONS = new Map<string, (random: Random) => number>([
  ['log-normal', (random) => 5 * Math.exp(1.5 * normal(random))],
  ['uniform', (random) => 0.01 + random.next() * 2000],
  ['constant', () => 12.5],
  ['two far humps', (random) => (random.chance(0.5) ? 0.002 : 3_600_000)],
]);

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function sketchOf(latenciesMs: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const latency of latenciesMs) sketch.add(latency * 1e6);
  return sketch;
}

function quantiles(sketch: LatencySketch): number[] {
  return QUANTILES.map((q) => sketch.quantileMs(q));
}

test.each([...DISTRIBUTIONS])('[L7-10] quantiles of %s latencies are within 1 %%', (_, draw) => {
  const random = new Random(SEED);
  const latencies = Array.from({ length: 20_000 }, () => draw(random));
  const sketch = sketchOf(latencies);
  latencies.sort((left, right) => left - right);
  for (const q of QUANTILES) {
    const exact = latencies[Math.max(1, Math.ceil(q * latencies.length)) - 1];
    expect(Math.abs(sketch.quantileMs(q) - exact) / exact, `seed ${SEED}, quantile ${q}`).toBeLessThanOrEqual(0.01);
  }
});

test('[L7-11] two merged sketches are the sketch of both, and what was added can be removed', () => {
  const random = new Random(SEED);
  for (let round = 0; round < 50; round++) {
    const draw = random.pick([...DISTRIBUTIONS.values()]);
    const [some, more] = [20, 30].map((length) => Array.from({ length }, () => draw(random)));
    const merged = sketchOf(some);
    merged.merge(sketchOf(more));
    expect(quantiles(merged), `seed ${SEED}, round ${round}`).toEqual(quantiles(sketchOf([...some, ...more])));
    const sketch = sketchOf(some);
    for (const bucket of more.map((latency) => sketch.add(latency * 1e6))) sketch.remove(bucket);
    expect([sketch.count, ...quantiles(sketch)], `seed ${SEED}, round ${round}`).toEqual([
      20,
      ...quantiles(sketchOf(some)),
    ]);
  }
});

test('[L7-11] an empty sketch answers 0, and latencies out of range count at the border', () => {
  expect(new LatencySketch().quantileMs(0.5)).toBe(0);
  expect(sketchOf([1e-9]).quantileMs(0.5)).toBeCloseTo(0.001, 4);
  expect(sketchOf([1e30]).quantileMs(0.5)).toBeGreaterThan(5 * 3_600_000);
});

test('[L7-67] the steps of a histogram add up to all latencies, and each is in its step', () => {
  const sketch = sketchOf([0.05, 0.3, 0.3, 3, 4, 7, 900, 60_000]);
  expect(sketch.histogram().filter(({ count }) => count > 0)).toEqual([
    { leMs: 0.1, count: 1 },
    { leMs: 0.5, count: 2 },
    { leMs: 5, count: 2 },
    { leMs: 10, count: 1 },
    { leMs: 1000, count: 1 },
    { leMs: Infinity, count: 1 },
  ]);
  expect(sketchOf([30, 30]).histogram()).toEqual([{ leMs: 50, count: 2 }]);
  expect(new LatencySketch().histogram()).toEqual([]);
  const random = new Random(SEED);
  for (const draw of DISTRIBUTIONS.values()) {
    const latencies = Array.from({ length: 5_000 }, () => draw(random));
    const steps = sketchOf(latencies).histogram();
    expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    for (const { leMs } of steps) {
      const told = steps.reduce((sum, step) => sum + (step.leMs <= leMs ? step.count : 0), 0);
      const [low, high] = [0.99, 1.01].map((factor) => latencies.filter((ms) => ms <= leMs * factor).length);
      expect(told >= low && told <= high, `seed ${SEED}, up to ${leMs}`).toBe(true);
    }
  }
});
