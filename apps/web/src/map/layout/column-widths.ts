import type { Arrangement } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import {
  CHANNEL_FOR_LABELS,
  CHANNEL_LEAST,
  CHANNEL_MOST,
  CHANNEL_PAD,
  CHANNEL_PAD_LEAST,
  HULL_LEAST,
  MARGIN,
  REGION_PAD,
  SIGHT_MARGIN,
  TRACK_STEP,
} from './measures.ts';
import type { Span } from './streets.ts';

/** From left to right. Channel `k` lies left of column `k`; both as half-open spans of x. */
export interface Across {
  readonly columns: readonly Span[];
  readonly channels: readonly Span[];
}

/** A channel is not narrowed below this for a column that grows. */
export const TIGHT_CHANNEL = CHANNEL_LEAST + 2 * HULL_LEAST;
/** What a layout may push to the right, at the most. */
const PUSHED_MOST = 6;
/** Tracks that a channel has room for besides those it needs. */
const SPARE = 5;
/** A map so many times as wide as the window is never seen as a whole: it does not get narrow for that. */
const TOO_WIDE = 1.4;

/** What was wide before. Widths that are kept keep the map still. */
export interface KeptWidths {
  readonly viewportWidth: number;
  /** Where the first channel begins. What grows left of the first column inside grows to the left. */
  readonly left: number;
  readonly columns: readonly number[];
  readonly channels: readonly number[];
}

/** Columns as wide as their widest node; channels as wide as their tracks, and they share what is left of the viewport. */
export function acrossOf(
  arrangement: Arrangement,
  graph: GraphIndex,
  tracks: readonly number[],
  viewportWidth: number,
  kept: KeptWidths | undefined,
): { readonly across: Across; readonly kept: KeptWidths } {
  const before = kept?.columns.length === arrangement.columns ? kept : undefined;
  const needed = columnWidths(arrangement, graph);
  const columns = needed.map((width, at) => Math.max(width, before?.columns[at] ?? 0));
  const least = tracks.map((count, at) => leastWidth(count, at, columns, arrangement));
  const isSame = before !== undefined && before.viewportWidth === viewportWidth;
  // A map that cannot be seen whole beside a panel stays as it was: nothing is won by moving it.
  const isTooWide = sum(columns) + sum(least) > TOO_WIDE * viewportWidth;
  const channels =
    before !== undefined && (isSame || isTooWide)
      ? yielding(tracks, least, before, columns)
      : shared(least, tracks, columns, viewportWidth, arrangement);
  const left = before === undefined ? MARGIN : leftOf(before, { columns, channels }, isSame || isTooWide);
  return { across: across(columns, channels, left), kept: { viewportWidth, left, columns, channels } };
}

const sum = (widths: readonly number[]): number => widths.reduce((all, width) => all + width, 0);

function columnWidths({ columns, places, regions }: Arrangement, graph: GraphIndex): number[] {
  const widths = Array.from({ length: columns }, () => 0);
  for (const [key, { column }] of places) widths[column] = Math.max(widths[column], graph.nodes.get(key)?.width ?? 0);
  for (const { key, from, to } of regions) {
    const own = widths.slice(from, to).reduce((sum, width) => sum + width, (to - from - 1) * CHANNEL_LEAST);
    const missing = (graph.regions.get(key)?.headWidth ?? 0) - own - 4;
    if (missing > 0) widths[from] += missing;
  }
  return widths.map((width) => Math.ceil(width));
}

function leastWidth(tracks: number, channel: number, columns: readonly number[], { regions }: Arrangement): number {
  const isOuter = channel === 0 || channel === columns.length;
  if (isOuter) return tracks === 0 ? 0 : CHANNEL_PAD + tracks * TRACK_STEP.wished;
  const isBesideNothing =
    (channel === 1 && columns[0] === 0) || (channel === columns.length - 1 && columns.at(-1) === 0);
  if (isBesideNothing && tracks === 0) return REGION_PAD;
  const hulls = Number(regions.some(({ to }) => to === channel)) + Number(regions.some(({ from }) => from === channel));
  return Math.max(CHANNEL_LEAST + hulls * HULL_LEAST, 2 * CHANNEL_PAD_LEAST + Math.ceil(tracks * TRACK_STEP.least));
}

/** The first column inside stays where it is, but for what it takes from the channel before it. */
function leftOf(before: KeptWidths, now: Pick<KeptWidths, 'columns' | 'channels'>, isSame: boolean): number {
  const taken = isSame
    ? Math.max(0, Math.min(now.columns[1] - before.columns[1], before.channels[1] - now.channels[1]))
    : 0;
  return before.left + beforeInside(before) - beforeInside(now) - taken;
}

/** From the left end to the first column inside. */
function beforeInside({ columns, channels }: Pick<KeptWidths, 'columns' | 'channels'>): number {
  return channels[0] + columns[0] + channels[1];
}

/**
 * Channels as they were. Columns that grew take from the channels beside them; a channel whose tracks need more gets it
 * in small steps, because it pushes everything to its right; at both ends nothing is pushed.
 */
function yielding(
  tracks: readonly number[],
  least: readonly number[],
  before: KeptWidths,
  columns: readonly number[],
): number[] {
  const widths = [...before.channels];
  for (let at = 1; at < columns.length - 1; at++) {
    let missing = columns[at] - before.columns[at];
    for (const [channel, share] of [
      [at, 0.5],
      [at + 1, 1],
      [at, 1],
    ]) {
      const taken = Math.min(Math.ceil(missing * share), Math.max(0, Math.floor(widths[channel] - TIGHT_CHANNEL)));
      widths[channel] -= taken;
      missing -= taken;
    }
  }
  const isOutsideEmpty = before.columns.at(-1) === 0;
  const isAtEnd = (at: number) => at < 2 || at >= columns.length - (isOutsideEmpty ? 1 : 0);
  const missing = widths.map((width, at) => Math.max(0, CHANNEL_PAD + tracks[at] * TRACK_STEP.tight - width));
  const pushing = missing.reduce((sum, width, at) => sum + (isAtEnd(at) ? 0 : width), 0);
  const share = pushing === 0 ? 0 : Math.min(1, PUSHED_MOST / pushing);
  return widths.map((width, at) =>
    isAtEnd(at) ? Math.max(width, least[at]) : Math.round(width + missing[at] * share),
  );
}

/**
 * As narrow as can be; what the viewport has left goes first to the tracks and some that may come later, then to where
 * labels stand, then everywhere.
 */
function shared(
  least: readonly number[],
  tracks: readonly number[],
  columns: readonly number[],
  viewportWidth: number,
  { regions }: Arrangement,
): number[] {
  const channels = [...least];
  const inSight = viewportWidth - 2 * (MARGIN + SIGHT_MARGIN) - sum(columns);
  const isInner = (at: number) => at > 0 && at < columns.length && least[at] > REGION_PAD;
  const isBetween = (at: number) =>
    isInner(at) && at > 1 && at < columns.length - 1 && !regions.some(({ from, to }) => from < at && at < to);
  const wishes = [
    (at: number) => (isInner(at) ? 2 * CHANNEL_PAD + (tracks[at] + SPARE) * TRACK_STEP.usual : 0),
    (at: number) => (isInner(at) ? 2 * CHANNEL_PAD + Math.max(3, tracks[at]) * TRACK_STEP.wished : 0),
    (at: number) => (isBetween(at) ? CHANNEL_FOR_LABELS : 0),
    (at: number) => (isInner(at) ? Math.max(CHANNEL_MOST, 2 * CHANNEL_PAD + tracks[at] * 2 * TRACK_STEP.wished) : 0),
  ];
  const isTooWide = sum(columns) + sum(least) > TOO_WIDE * viewportWidth;
  for (const [at, wish] of wishes.entries()) {
    const free = at === 0 && isTooWide ? Infinity : Math.max(0, inSight - sum(channels));
    const missing = channels.map((width, at) => Math.max(0, wish(at) - width));
    const share = sum(missing) === 0 ? 0 : Math.min(1, free / sum(missing));
    for (const channel of channels.keys()) channels[channel] = Math.floor(channels[channel] + missing[channel] * share);
  }
  return channels;
}

function across(columns: readonly number[], channels: readonly number[], left: number): Across {
  const spans: { columns: Span[]; channels: Span[] } = { columns: [], channels: [] };
  let x = left;
  for (let at = 0; at <= columns.length; at++) {
    spans.channels.push({ lo: x, hi: x + channels[at] });
    x += channels[at];
    if (at === columns.length) break;
    spans.columns.push({ lo: x, hi: x + columns[at] });
    x += columns[at];
  }
  return spans;
}
