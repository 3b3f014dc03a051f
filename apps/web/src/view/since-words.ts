import { clockTime } from '../base/numbers.ts';

const RECENT_MS = 600_000;
const DAY_MS = 86_400_000;

/** `since 03:09:09`: to the second while that tells something, with its day when that is another one. */
export function sinceWords(sinceMs: number, timeMs: number): string {
  const clock = clockTime(sinceMs);
  if (timeMs - sinceMs < RECENT_MS) return clock;
  if (timeMs - sinceMs < DAY_MS) return clock.slice(0, 5);
  return `${dayOf(sinceMs)} ${clock.slice(0, 5)}`;
}

/** The same in less room: of another day only the day. */
export function sinceShort(sinceMs: number, timeMs: number): string {
  return timeMs - sinceMs < DAY_MS ? clockTime(sinceMs) : dayOf(sinceMs);
}

const dayOf = (ms: number): string => new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
