import { clockTime } from '../base/numbers.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A time as people type it, in the zone of the browser; undefined for what is none. Without a day it is the last such
 * time that was:
 *
 *     14:03   14:03:20   2026-11-20 14:03   2026-11-20T14:03:20Z   -2h   -1h30m   now
 */
export function parseTyped(text: string, nowMs: number): number | undefined {
  const typed = text.trim().toLowerCase();
  if (typed === 'now') return nowMs;
  if (/^[-−]/.test(typed)) return ago(typed.slice(1).trim(), nowMs);
  const clock = CLOCK.exec(typed);
  if (clock !== null) return lastTime(clock.slice(1), nowMs);
  const dated = DATED.exec(typed);
  if (dated === null) return undefined;
  const [date = '', time = '00:00', zone = ''] = dated.slice(1);
  // Without a zone a date with a time is of the browser's.
  const ms = Date.parse(`${date}T${/^\d:/.test(time) ? '0' : ''}${time}${zone.toUpperCase()}`);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** As `parseTyped` reads it again: `14:03:20`, with its day unless that is the day of `nowMs`. */
export function typedText(ms: number, nowMs: number): string {
  return dateText(ms) === dateText(nowMs) ? clockTime(ms) : `${dateText(ms)} ${clockTime(ms)}`;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const DATED = /^(\d{4}-\d{2}-\d{2})(?:[t ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(z|[+-]\d{2}:\d{2})?)?$/;
const LENGTH = /^(?:\d{1,5}(?:\.\d{1,3})?\s*(?:min|s|m|h|d)\s*)+$/;

function ago(text: string, nowMs: number): number | undefined {
  if (!LENGTH.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)\s*(min|s|m|h|d)/g)) {
    sum += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return sum <= nowMs ? nowMs - sum : undefined;
}

function lastTime([hours, minutes, seconds]: readonly (string | undefined)[], nowMs: number): number | undefined {
  const [h, m, s] = [hours, minutes, seconds].map((part) => Number(part ?? 0));
  if (h > 23 || m > 59 || s > 59) return undefined;
  const date = new Date(nowMs);
  date.setHours(h, m, s, 0);
  if (date.getTime() > nowMs) date.setDate(date.getDate() - 1);
  return date.getTime();
}

function dateText(ms: number): string {
  const date = new Date(ms);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
