import { expect, test } from 'vitest';
import { backoffMs, FIRST_BACKOFF_MS, LAST_BACKOFF_MS } from './backoff.ts';

test('[RLY-1] waits grow from a quarter of a second to five seconds, with full jitter', () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => backoffMs(attempt, 1 - Number.EPSILON));
  expect(longest).toEqual([249, 499, 999, 1_999, 3_999, 4_999, 4_999, 4_999]);
  for (const attempt of [0, 3, 9, 100_000]) {
    expect(backoffMs(attempt, 0)).toBe(0);
    expect(backoffMs(attempt, 0.5)).toBe(Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt) / 2);
  }
});
