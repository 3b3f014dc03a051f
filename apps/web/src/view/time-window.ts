import { clockTime } from '../base/numbers.ts';

/** The stretch of time that figures are of: the last one or, in the past, one that ended. */
export interface TimeWindow {
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `10 min`, `6 h 10 min`, `7 d`: the two largest units in which something is left. */
export function windowText(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.round(seconds));
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
    // What is finer than the next unit says nothing beside this one.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** `the last minute`, `the last 15 minutes`; of the past `these 10 minutes`, for its times are told above. */
export function lastWindow({ windowSeconds, isPast }: TimeWindow): string {
  const minutes = windowSeconds / 60;
  const isOne = windowSeconds === 60 || windowSeconds === 3600;
  const length = windowSeconds === 3600 ? 'hour' : isOne ? 'minute' : undefined;
  if (length !== undefined) return `${isPast ? 'this' : 'the last'} ${length}`;
  const text = Number.isInteger(minutes) && minutes < 60 ? `${minutes} minutes` : windowText(windowSeconds);
  return `${isPast ? 'these' : 'the last'} ${text}`;
}

/** The same where there is less room: `in the last 10 min`, `in these 10 min`. */
export function inWindow({ windowSeconds, isPast }: TimeWindow): string {
  return `in ${isPast ? 'these' : 'the last'} ${windowText(windowSeconds)}`;
}

/** As the beginning of a sentence. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `14:03:20 – 14:13:20`, with its day where that is not the day of `nowMs`. */
export function rangeText(fromMs: number, toMs: number, nowMs: number): string {
  const [from, to, now] = [fromMs, toMs, nowMs].map((ms) => dayText(ms));
  const begins = from === now && to === now ? clockTime(fromMs) : `${from} ${clockTime(fromMs)}`;
  return `${begins} – ${to === from ? '' : `${to} `}${clockTime(toMs)}`;
}

/** `20 Nov` */
export function dayText(ms: number): string {
  return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}
