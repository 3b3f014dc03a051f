import type { PastRange } from './past-range.ts';

/** What a hand took of a range: its whole, one of its ends, or nothing, which draws a new one. */
export type Grip = 'whole' | 'from' | 'to' | 'new';

/** Ranges lie on whole tens of seconds, as history is written, or coarser where a pixel is more. */
const SNAPS_MS = [10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400].map((seconds) => seconds * 1000);
const LEAST_MS = 10_000;
const PIXELS_PER_SNAP = 2;
/** px beside an end that belong to it. */
const END_REACH = 7;

/** Time on a strip, and its room in pixels. */
export interface StripScale extends PastRange {
  readonly width: number;
}

export function timeAt({ fromMs, toMs, width }: StripScale, x: number): number {
  return width === 0 ? fromMs : fromMs + ((toMs - fromMs) * x) / width;
}

export function placeAt({ fromMs, toMs, width }: StripScale, ms: number): number {
  return toMs === fromMs ? 0 : ((ms - fromMs) * width) / (toMs - fromMs);
}

/** The coarseness with which a hand can choose. */
export function snapMs({ fromMs, toMs, width }: StripScale): number {
  const least = width === 0 ? 0 : ((toMs - fromMs) * PIXELS_PER_SNAP) / width;
  return SNAPS_MS.find((snap) => snap >= least) ?? SNAPS_MS.at(-1) ?? LEAST_MS;
}

/** What a hand at `x` takes. Of a range too narrow for its ends it takes the nearer end, from outside. */
export function gripAt(scale: StripScale, range: PastRange | undefined, x: number): Grip {
  if (range === undefined) return 'new';
  const [from, to] = [placeAt(scale, range.fromMs), placeAt(scale, range.toMs)];
  const inside = Math.min(END_REACH, (to - from) / 4);
  if (x > from + inside && x < to - inside) return 'whole';
  if (Math.abs(x - from) <= END_REACH && x <= from + inside) return 'from';
  return Math.abs(x - to) <= END_REACH && x >= to - inside ? 'to' : 'new';
}

/** The range after a hand went from one time to another. Ends that pass each other change their parts. */
export function draggedRange(
  grip: Grip,
  range: PastRange | undefined,
  [fromMs, toMs]: readonly [number, number],
  snap: number,
  bounds: PastRange,
): PastRange {
  const near = (ms: number): number => Math.round(ms / snap) * snap;
  if (grip === 'new' || range === undefined) return ordered(near(fromMs), near(toMs), snap, bounds);
  const by = near(toMs - fromMs);
  switch (grip) {
    case 'whole':
      return movedRange(range, by, bounds);
    case 'from':
      return ordered(near(range.fromMs + (toMs - fromMs)), range.toMs, snap, bounds);
    case 'to':
      return ordered(range.fromMs, near(range.toMs + (toMs - fromMs)), snap, bounds);
  }
}

/** As long as before, and within the bounds as far as it fits. */
export function movedRange({ fromMs, toMs }: PastRange, byMs: number, bounds: PastRange): PastRange {
  const most = Math.max(0, bounds.toMs - toMs);
  const least = Math.min(0, bounds.fromMs - fromMs);
  const by = Math.max(least, Math.min(most, byMs));
  return { fromMs: fromMs + by, toMs: toMs + by };
}

/** Moved into the bounds; one that is longer than they are is cut to them. */
export function rangeWithin({ fromMs, toMs }: PastRange, bounds: PastRange): PastRange {
  const by = Math.max(bounds.fromMs - fromMs, Math.min(0, bounds.toMs - toMs));
  return { fromMs: fromMs + by, toMs: Math.min(bounds.toMs, toMs + by) };
}

/** One of the ends moved; it stops before the other one. */
export function resizedRange(
  range: PastRange,
  end: 'from' | 'to',
  byMs: number,
  snap: number,
  bounds: PastRange,
): PastRange {
  const { fromMs, toMs } = range;
  const least = Math.max(snap, LEAST_MS);
  if (end === 'from') return { fromMs: Math.max(bounds.fromMs, Math.min(toMs - least, fromMs + byMs)), toMs };
  return { fromMs, toMs: Math.min(bounds.toMs, Math.max(fromMs + least, toMs + byMs)) };
}

function ordered(a: number, b: number, snap: number, bounds: PastRange): PastRange {
  const least = Math.max(snap, LEAST_MS);
  const from = Math.max(bounds.fromMs, Math.min(a, b));
  const to = Math.min(bounds.toMs, Math.max(a, b));
  if (to - from >= least) return { fromMs: from, toMs: to };
  return from + least <= bounds.toMs ? { fromMs: from, toMs: from + least } : { fromMs: to - least, toMs: to };
}
