import { clockTime } from '../base/numbers.ts';
import type { PastRange } from './past-range.ts';
import { dayText } from './time-window.ts';

export interface AxisTick {
  readonly ms: number;
  readonly text: string;
}

const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Steps that begin with the day. */
const STEPS_MS = [
  ...[5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];
const STEPS_DAYS = [1, 2, 7, 14, 30, 91, 182, 365];
const MOST_TICKS = 60;

/** Round times of the browser's zone, as many as fit: `14:30`, and `20 Nov` where a day begins. */
export function axisTicks({ fromMs, toMs }: PastRange, most: number): readonly AxisTick[] {
  const fits = (step: number): boolean => (toMs - fromMs) / step <= Math.min(MOST_TICKS, Math.max(1, most));
  const step = STEPS_MS.find(fits);
  const ticks: AxisTick[] = [];
  if (step !== undefined) {
    for (let day = midnight(fromMs, 0); day < toMs; day = midnight(day, 1)) {
      const next = midnight(day, 1);
      for (let ms = Math.max(day, day + Math.ceil((fromMs - day) / step) * step); ms < next && ms <= toMs; ms += step) {
        ticks.push({ ms, text: ms === day ? dayText(ms) : clockTime(ms).slice(0, step < MINUTE ? 8 : 5) });
      }
    }
    return ticks;
  }
  const days = STEPS_DAYS.find((count) => fits(count * DAY)) ?? 365;
  for (let ms = midnight(fromMs, 1); ms <= toMs && ticks.length < MOST_TICKS; ms = midnight(ms, days)) {
    ticks.push({ ms, text: dayText(ms) });
  }
  return ticks;
}

/** When a day began, or one so many days after it. */
function midnight(ms: number, days: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
}
