import { expect, test } from 'vitest';
import { diskLevel, type DiskLevel } from './disk-guard.ts';

test.each<[before: DiskLevel, freeShare: number, after: DiskLevel]>([
  ['enough', 0.5, 'enough'],
  ['enough', 0.0999, 'low'],
  ['low', 0.105, 'low'],
  ['low', 0.111, 'enough'],
  ['low', 0.0199, 'full'],
  ['enough', 0.01, 'full'],
  ['full', 0.025, 'full'],
  ['full', 0.031, 'low'],
  ['full', 0.5, 'enough'],
])('[HIST-12] a disk that was %s and has %f free is %s', (before, freeShare, after) => {
  expect(diskLevel(before, freeShare)).toBe(after);
});
