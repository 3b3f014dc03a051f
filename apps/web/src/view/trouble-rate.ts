import { shortNumber } from '../base/numbers.ts';

/** The stretch of time that figures are of. */
export interface Span {
  readonly timeMs: number;
  readonly windowSeconds: number;
  /** When the server began to listen; undefined when that is not known. */
  readonly listeningSinceMs: number | undefined;
}

const SECONDS_OF_A_MINUTE = 60;
/** A rate of less than this is luck. */
const FEWEST_SECONDS = 10;

/**
 * Events of the window as a rate per minute. A window that began before the server listened, or before the thing began
 * that is counted, is as long as it could hold something; what began within the last minute is counted over a minute:
 *
 *     window     ├──────────────── 15 min ────────────────┤
 *     since                                  ├── 3 min ───┤    936 events: 312 per minute
 */
export function perMinute(events: number, span: Span, sinceMs: number = -Infinity): number {
  const { timeMs, windowSeconds, listeningSinceMs } = span;
  const sinceBegin = Math.max(SECONDS_OF_A_MINUTE, (timeMs - sinceMs) / 1000);
  const listened = Math.max(FEWEST_SECONDS, (timeMs - (listeningSinceMs ?? -Infinity)) / 1000);
  const seconds = Math.min(windowSeconds, sinceBegin, listened);
  return (events * SECONDS_OF_A_MINUTE) / seconds;
}

/** `312`, `1,840`, `4.5`, `<0.1`: without its unit. */
export function rateNumber(rate: number): string {
  if (rate > 0 && rate < 0.1) return '<0.1';
  if (rate < 9.95 && Math.abs(rate - Math.round(rate)) >= 0.05) return rate.toFixed(1);
  const whole = Math.round(rate);
  return whole < 1000 ? String(whole) : shortNumber(whole);
}
