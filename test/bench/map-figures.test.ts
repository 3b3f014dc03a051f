import { expect, test } from 'vitest';
import { median, shiftsPx, slopePerMinute } from './map-figures.ts';

const box = (left: number, top: number) => ({ left, top, width: 100, height: 40 });

test('[WEB-160] a node that went away does not count as moved, and one that is new neither', () => {
  const before = [
    { key: 'cart', box: box(0, 0) },
    { key: 'redis', box: box(10, 10) },
    { key: 'gone', box: box(0, 0) },
  ];
  const after = [
    { key: 'cart', box: box(0, 0) },
    { key: 'redis', box: box(13, 14) },
    { key: 'new', box: box(900, 0) },
  ];
  expect(shiftsPx(before, after)).toEqual([0, 5]);
});

test('[WEB-160] the slope of the heap is its growth per minute, whatever noise lies on it', () => {
  const noisy = Array.from({ length: 61 }, (_, second) => ({
    atMs: second * 1000,
    value: 100 + second / 30 + (second % 2),
  }));
  expect(slopePerMinute(noisy)).toBeCloseTo(2, 1);
  expect(slopePerMinute(noisy.slice(0, 1))).toBe(0);
  expect(median([3, 1, 2])).toBe(2);
});
