export const FIRST_BACKOFF_MS = 250;
export const LAST_BACKOFF_MS = 5_000;

/** How long to wait before try number `attempt`, counted from 0. `random` is in [0, 1): full jitter. */
export function backoffMs(attempt: number, random: number): number {
  const ceilingMs = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(attempt, 16));
  return Math.floor(random * ceilingMs);
}
