import { expect, test } from 'vitest';
import { Random } from './random.ts';

test('[SIM-1] a seed gives one sequence, another seed another', () => {
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 100 }, () => random.uint32());
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(1)).not.toEqual(draw(1 + 2 ** 32));
});

test('[SIM-21] uuids have the form of version 4 and are distinct', () => {
  const random = new Random(3);
  const uuids = Array.from({ length: 20_000 }, () => random.uuid());
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(uuids).size).toBe(uuids.length);
});

test('[SIM-21] numbers are spread evenly', () => {
  const random = new Random(11);
  const counts = Array.from({ length: 10 }, () => 0);
  let sum = 0;
  for (let draw = 0; draw < 100_000; draw++) {
    counts[random.below(10)]++;
    sum += random.exponential(5);
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  expect(sum / 100_000).toBeCloseTo(5, 0);
});
