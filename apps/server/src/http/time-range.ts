import type { SecondRange } from '../aggregate/graph-view.ts';
import { badRequest } from './request-error.ts';

/** Half-open; an end that was not asked for is undefined. */
export interface AskedTimes {
  readonly sinceMs: number | undefined;
  readonly untilMs: number | undefined;
}

export function isWithin({ sinceMs = -Infinity, untilMs = Infinity }: AskedTimes, timeMs: number): boolean {
  return timeMs >= sinceMs && timeMs < untilMs;
}

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
/** Clocks of nodes may be ahead of ours by so much; a range that ends now takes them in. */
const CLOCK_SKEW_SECONDS = 5;

export function parseTimes(since: string | undefined, until: string | undefined, nowMs: number): AskedTimes {
  const sinceMs = since === undefined ? undefined : parseTime('since', since, nowMs);
  const untilMs = until === undefined ? undefined : parseTime('until', until, nowMs);
  if ((sinceMs ?? -Infinity) >= (untilMs ?? Infinity)) throw badRequest('bad_range', 'since is not before until');
  return { sinceMs, untilMs };
}

/** RFC 3339, `now`, or a Go-like duration back from now such as `-15m` and `-1h30m`. */
export function parseTime(name: string, text: string, nowMs: number): number {
  if (text === 'now') return nowMs;
  const ms = text.startsWith('-') ? nowMs - durationMs(text.slice(1)) : rfc3339Ms(text);
  if (!Number.isNaN(ms) && Math.abs(ms) <= 8.64e15) return ms;
  throw badRequest('bad_time', `${name} is not a time; use RFC 3339 (2026-11-20T09:30:00Z), now, or -15m`);
}

/**
 * The whole seconds that answer the times: the last `defaultSeconds` when none was asked. An end that is now or
 * later is moved a little into the future.
 */
export function secondRange(asked: AskedTimes, nowMs: number, defaultSeconds: number): SecondRange {
  const untilMs = asked.untilMs ?? nowMs;
  const endsNow = untilMs >= nowMs;
  const to = Math.ceil((endsNow ? nowMs : untilMs) / 1000) + (endsNow ? CLOCK_SKEW_SECONDS : 0);
  const sinceMs = asked.sinceMs ?? (endsNow ? nowMs : untilMs) - defaultSeconds * 1000;
  return { from: Math.min(Math.floor(sinceMs / 1000), to), to };
}

/** RFC 3339 in UTC; null for a moment that has not been. */
export function timeText(ms: number): string | null {
  return ms > 0 && ms <= 8.64e15 ? new Date(ms).toISOString() : null;
}

function durationMs(text: string): number {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|s|m|h|d))+$/.test(text)) return Number.NaN;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g)) sum += Number(amount) * UNIT_MS.get(unit)!;
  return sum;
}

/** In a query string an unescaped `+` of the offset arrives as a space. */
function rfc3339Ms(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(?:[Zz]|([+ -])(\d{2}:\d{2}))$/.exec(text);
  if (match === null) return Number.NaN;
  const [, date, time, fraction, sign, offset] = match;
  const zone = offset === undefined ? 'Z' : `${sign === ' ' ? '+' : sign}${offset}`;
  return Date.parse(`${date}T${time}${(fraction ?? '.0').slice(0, 4)}${zone}`);
}
