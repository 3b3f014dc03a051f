import type { PastRange } from './past-range.ts';

/** How much time the strip shows at once. */
export const STRIP_SPANS = ['15m', '1h', '6h', '24h', '7d', '30d', 'all'] as const;
export type StripSpan = (typeof STRIP_SPANS)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SPAN_MS: Readonly<Record<Exclude<StripSpan, 'all'>, number>> = {
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
};

export const SPAN_WORDS: Readonly<Record<StripSpan, string>> = {
  '15m': '15 min',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  all: 'All',
};

/** What is beside a range is half of why one looks at it. */
const ROOM_BESIDE = 3;
const LEAST_MS = 15 * MINUTE_MS;
/** As history is written. */
const TEN_SECONDS_MS = 10_000;

/** `fit` is what fits the range or, without one, the history. */
export const STRIP_CHOICES = ['fit', ...STRIP_SPANS] as const;
export type StripChoice = (typeof STRIP_CHOICES)[number];

/** The first span in which a range stands with room beside it; without one an hour, if the history is as long. */
export function fittingSpan(range: PastRange | undefined, history: PastRange | undefined): StripSpan {
  if (range === undefined) {
    return history !== undefined && history.toMs - history.fromMs <= SPAN_MS['15m'] ? '15m' : '1h';
  }
  const wanted = (range.toMs - range.fromMs) * ROOM_BESIDE;
  return STRIP_SPANS.find((span) => span !== 'all' && SPAN_MS[span] >= wanted) ?? 'all';
}

/** The next wider or narrower span. */
export function zoomedSpan(span: StripSpan, by: -1 | 1): StripSpan {
  return STRIP_SPANS[Math.max(0, Math.min(STRIP_SPANS.length - 1, STRIP_SPANS.indexOf(span) + by))] ?? span;
}

/**
 * The stretch that the strip shows. It ends where the history does as long as the range is in it; a range of before
 * stands in its middle. A strip that shows the range already stays where it is:
 *
 *     history  ├───────────────────────────────────────────────┤
 *     no range                                    ├─── span ───┤
 *     range               ├── span ─[range]───┤
 */
export function stripExtent(
  span: StripSpan,
  range: PastRange | undefined,
  history: PastRange,
  before: PastRange | undefined,
): PastRange {
  if (span === 'all') return whole(history);
  const length = SPAN_MS[span];
  const end = upToTens(Math.max(history.toMs, range?.toMs ?? 0));
  if (before !== undefined && before.toMs - before.fromMs === length) {
    const isHeld = range !== undefined && before.fromMs <= range.fromMs && range.toMs <= before.toMs;
    if (isHeld && before.toMs <= end) return before;
  }
  if (range === undefined || range.fromMs >= end - length) return { fromMs: end - length, toMs: end };
  const middle = (range.fromMs + range.toMs) / 2;
  const from = upToTens(Math.max(0, Math.min(middle, end - length / 2) - length / 2));
  return { fromMs: from, toMs: from + length };
}

/** The same stretch, so much earlier or later, and not past the end of the history. */
export function pannedExtent({ fromMs, toMs }: PastRange, byMs: number, history: PastRange): PastRange {
  const by = Math.round(byMs / TEN_SECONDS_MS) * TEN_SECONDS_MS;
  const most = Math.max(0, upToTens(history.toMs) - toMs);
  const least = Math.min(0, history.fromMs - (toMs - fromMs) / 2 - fromMs);
  const bounded = Math.max(Math.min(by, most), Math.max(least, -fromMs));
  return { fromMs: fromMs + bounded, toMs: toMs + bounded };
}

function whole({ fromMs, toMs }: PastRange): PastRange {
  const end = upToTens(toMs);
  return { fromMs: Math.min(Math.floor(fromMs / TEN_SECONDS_MS) * TEN_SECONDS_MS, end - LEAST_MS), toMs: end };
}

function upToTens(ms: number): number {
  return Math.ceil(ms / TEN_SECONDS_MS) * TEN_SECONDS_MS;
}
