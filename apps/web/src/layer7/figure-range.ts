import type { EdgeMoment } from '../view/edge-moment.ts';
import { observedSeconds, rateNumber } from '../view/trouble-rate.ts';
import { lastWindow } from '../view/time-window.ts';
import { clockTime, shortNumber } from '../base/numbers.ts';
import type { FigureRange } from './layer7-answer.ts';

/** The time that the figures of a table are of, for rates and for the words below it. */
export interface FigureTime {
  /** Undefined where the figures are of all time since their rows were first seen: such figures are no rates. */
  readonly seconds: number | undefined;
  readonly words: string;
}

export function figureTime(range: FigureRange | undefined, moment: EdgeMoment): FigureTime {
  if (range === undefined) return { seconds: undefined, words: 'since first seen' };
  const { timeMs, windowSeconds, heard, options } = moment;
  // The server rounds outward; what has not come yet is no time in which something could be seen.
  const toMs = Math.max(range.toMs - ROUNDED_MS, Math.min(range.toMs, timeMs));
  const span = {
    timeMs: toMs,
    windowSeconds: (toMs - range.fromMs) / 1000,
    heard: { fromMs: range.fromMs, toMs, silences: heard?.silences ?? [] },
    listeningSinceMs: options.listeningSinceMs,
  };
  const isWindow = Math.abs(span.windowSeconds - windowSeconds) * 1000 <= 2 * ROUNDED_MS;
  return {
    seconds: observedSeconds(span),
    words: isWindow ? `in ${lastWindow(moment)}` : `from ${clockTime(range.fromMs)} to ${clockTime(toMs)}`,
  };
}

/** Windows are kept in steps of ten seconds. */
const ROUNDED_MS = 10_000;

/** Per minute of the time, or the count itself where there is no time to divide by. */
export function countCell(count: number, { seconds }: FigureTime): string {
  return seconds === undefined ? shortNumber(count) : rateNumber((count * 60) / seconds);
}
