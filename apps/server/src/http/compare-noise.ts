/** A rate that is less than this much larger or smaller is called the same, however sure it is. */
const LEAST_FACTOR = 1.5;
/** In standard deviations. Traffic comes in bursts, so the bar is above the usual three: 1 of 16,000 passes it by luck. */
const LEAST_DEVIATIONS = 4;
/** Where fewer than this were to be expected, none at all is no news: by luck it is so in one of a thousand cases, in bursts more often. */
const FEWEST_EXPECTED = 7;

/** So many of something in so many seconds. */
export interface Counted {
  readonly count: number;
  readonly seconds: number;
}

/**
 * Whether the rate of what was counted changed by more than counting does by itself. Counts vary by their square root, so
 * roots are compared, which vary by a half whatever the rate (Anscombe):
 *
 *     before   120 in 600 s              2 (sqrt(300 + 3/8) - sqrt(r (120 + 3/8)))
 *     after    300 in 600 s, r = 1       ----------------------------------------- = 9 deviations
 *                                                      sqrt(1 + r)
 */
export function isBeyondNoise(before: Counted, after: Counted): boolean {
  const factor = factorOf(before, after);
  if (factor === undefined || (factor < LEAST_FACTOR && factor > 1 / LEAST_FACTOR)) return false;
  const longer = after.seconds / before.seconds;
  const apart = 2 * (Math.sqrt(after.count + 0.375) - Math.sqrt(longer * (before.count + 0.375)));
  return Math.abs(apart) / Math.sqrt(1 + longer) >= LEAST_DEVIATIONS;
}

/** The later rate by the earlier one; undefined where nothing can be divided. */
export function factorOf(before: Counted, after: Counted): number | undefined {
  if (before.seconds <= 0 || after.seconds <= 0 || before.count <= 0) return undefined;
  return after.count / after.seconds / (before.count / before.seconds);
}

/** That nothing of it was seen in so many other seconds may be luck. */
export function mayBeMissed({ count, seconds }: Counted, otherSeconds: number): boolean {
  return seconds <= 0 || (count / seconds) * otherSeconds < FEWEST_EXPECTED;
}

export function perMinute({ count, seconds }: Counted): number {
  return seconds <= 0 ? 0 : (count * 60) / seconds;
}
