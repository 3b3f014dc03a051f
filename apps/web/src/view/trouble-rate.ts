import { shortNumber } from '../base/numbers.ts';
import { heardSeconds, type HeardTime } from './heard-time.ts';

/** The stretch of time that figures are of. */
export interface Span {
  readonly timeMs: number;
  readonly windowSeconds: number;
  /** Undefined where it is not known: all of the window. */
  readonly heard?: HeardTime | undefined;
  /** When the server began to listen; undefined when that is not known. */
  readonly listeningSinceMs: number | undefined;
}

const SECONDS_OF_A_MINUTE = 60;
/** A rate of less than this is luck. */
const FEWEST_SECONDS = 10;

/**
 * Events of the window as a rate per minute of what was heard of it. A window that began before the server listened, or
 * before the thing began that is counted, is as long as it could hold something; what began within the last minute is
 * counted over a minute:
 *
 *     window     ├──────────────── 15 min ────────────────┤
 *     since                                  ├── 3 min ───┤    936 events: 312 per minute
 */
export function perMinute(events: number, span: Span, sinceMs: number = -Infinity): number {
  return (events * SECONDS_OF_A_MINUTE) / observedSeconds(span, sinceMs);
}

/** How long something that began at `sinceMs` could be seen. All rates are of this time. */
export function observedSeconds(span: Span, sinceMs: number = -Infinity): number {
  const { timeMs, windowSeconds, listeningSinceMs } = span;
  const heard = span.heard ?? { fromMs: timeMs - windowSeconds * 1000, toMs: timeMs, silences: NO_SILENCES };
  const beganMs = Math.min(sinceMs, heard.toMs - SECONDS_OF_A_MINUTE * 1000);
  return Math.max(FEWEST_SECONDS, heardSeconds(heard, Math.max(beganMs, listeningSinceMs ?? -Infinity)));
}

const NO_SILENCES: HeardTime['silences'] = [];

/** `312`, `1,840`, `4.5`, `<0.1`: without its unit. */
export function rateNumber(rate: number): string {
  if (rate > 0 && rate < 0.1) return '<0.1';
  if (rate < 9.95 && Math.abs(rate - Math.round(rate)) >= 0.05) return rate.toFixed(1);
  const whole = Math.round(rate);
  return whole < 1000 ? String(whole) : shortNumber(whole);
}
