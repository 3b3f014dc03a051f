import { rangeBetween, type PastRange } from './past-range.ts';
import { windowText } from './time-window.ts';

/** What history is kept in; ranges that begin and end so are exact. */
const BUCKET_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Where nobody chose a range. */
const USUAL_MS = 10 * MINUTE_MS;

/** Two ranges, of which the later one is shown. */
export interface RangePair {
  readonly range: PastRange;
  readonly before: PastRange;
}

/** One of the usual ranges to compare with. */
export interface EarlierRange {
  readonly name: string;
  readonly before: PastRange;
}

/** The range that is compared: what is shown, or the ten minutes up to now. */
export function rangeToCompare(range: PastRange | undefined, nowMs: number): PastRange {
  if (range !== undefined) return range;
  const toMs = Math.floor(nowMs / BUCKET_MS) * BUCKET_MS;
  return { fromMs: toMs - USUAL_MS, toMs };
}

/** What a range is usually compared with: as long just before, ten minutes before, and the same time of other days. */
export function earlierRanges({ fromMs, toMs }: PastRange): readonly EarlierRange[] {
  const lengthMs = toMs - fromMs;
  const back = (byMs: number): PastRange | undefined => rangeBetween(fromMs - byMs, toMs - byMs);
  const choices: readonly (readonly [name: string, before: PastRange | undefined, isUseful: boolean])[] = [
    [`The ${lengthWords(lengthMs)} before`, back(lengthMs), true],
    ['The 10 minutes before', rangeBetween(fromMs - USUAL_MS, fromMs), lengthMs !== USUAL_MS],
    ['An hour earlier', back(HOUR_MS), lengthMs < HOUR_MS],
    ['A day earlier', back(DAY_MS), lengthMs < DAY_MS],
    ['A week earlier', back(7 * DAY_MS), lengthMs < 7 * DAY_MS],
  ];
  return choices.flatMap(([name, before, isUseful]) => (before !== undefined && isUseful ? [{ name, before }] : []));
}

/**
 * Around a moment at which something changed: as long after it as before, and nothing of the ten seconds in which it
 * happened. Of what was just now there is as much as there is.
 *
 *     before  ├──────────┤ ✱ ├──────────┤  range
 */
export function aroundMoment(atMs: number, lengthMs: number, nowMs: number): RangePair | undefined {
  const endsMs = Math.floor(atMs / BUCKET_MS) * BUCKET_MS;
  const beginsMs = endsMs + BUCKET_MS;
  const latestMs = Math.max(beginsMs + BUCKET_MS, Math.floor(nowMs / BUCKET_MS) * BUCKET_MS);
  const range = rangeBetween(beginsMs, Math.min(beginsMs + lengthMs, latestMs));
  const before = rangeBetween(endsMs - lengthMs, endsMs);
  return range === undefined || before === undefined ? undefined : { range, before };
}

/** `10 minutes`, `6 hours`, `1 min 30 s` */
function lengthWords(ms: number): string {
  for (const [unitMs, unit] of UNITS) {
    if (ms % unitMs !== 0) continue;
    const count = ms / unitMs;
    return count === 1 ? unit : `${count} ${unit}s`;
  }
  return windowText(ms / 1000);
}

const UNITS = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
] as const;
