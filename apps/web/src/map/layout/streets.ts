import type { Arrangement } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import { LANE_CLEARANCE } from './measures.ts';

/**
 * Where edges may run. Channel `k` lies left of column `k`; in a channel one may go up and down except through the head
 * of a region on both of its sides. A column is crossed only in a gap between its cards and heads.
 *
 *     channel 1   column 1   channel 2
 *        |        [ card ]      |
 *        |------- gap ----------|
 *        |        [ card ]      |
 */
export interface Streets {
  readonly columns: number;
  /** By column, top down. */
  readonly gaps: readonly (readonly Gap[])[];
  readonly gapCount: number;
  /** By channel: heads that lie across it. */
  readonly bars: readonly (readonly Span[])[];
  /** By column: the grounds of regions. */
  readonly grounds: readonly (readonly Ground[])[];
}

export interface Span {
  readonly lo: number;
  readonly hi: number;
}

/** Heights at which a lane may cross the column, both ends included. */
export interface Gap extends Span {
  readonly id: number;
  readonly column: number;
}

export interface Ground extends Span {
  readonly region: string;
}

/** How far outside of everything lanes may run. */
const BEYOND = 400;

export function streetsOf({ columns, places, regions }: Arrangement, graph: GraphIndex): Streets {
  const walls = Array.from({ length: columns }, () => [] as Span[]);
  for (const [key, { column, y }] of places) {
    const height = graph.nodes.get(key)?.height ?? 0;
    walls[column].push({ lo: y - height / 2, hi: y + height / 2 });
  }
  const bars = Array.from({ length: columns + 1 }, () => [] as Span[]);
  const grounds = Array.from({ length: columns }, () => [] as Ground[]);
  for (const { key, from, to, top, bottom, headHeight } of regions) {
    const head = { lo: top, hi: top + headHeight };
    for (let column = from; column < to; column++) {
      walls[column].push(head);
      grounds[column].push({ region: key, lo: top, hi: bottom });
      if (column > from) bars[column].push(head);
    }
  }
  const all = walls.flat();
  const first = Math.min(0, ...all.map(({ lo }) => lo)) - BEYOND;
  const last = Math.max(0, ...all.map(({ hi }) => hi)) + BEYOND;
  let id = 0;
  const gaps = walls.map((spans, column) => {
    const found: Gap[] = [];
    let lo = first;
    for (const span of [...spans.toSorted((a, b) => a.lo - b.lo), { lo: last, hi: last }]) {
      const hi = span.lo - LANE_CLEARANCE;
      if (hi >= lo) found.push({ id: id++, column, lo, hi });
      lo = Math.max(lo, span.hi + LANE_CLEARANCE);
    }
    return found;
  });
  return { columns, gaps, gapCount: id, bars, grounds };
}

/** Whether one may go from one height to another in a channel. */
export function isOpen(streets: Streets, channel: number, a: number, b: number): boolean {
  const lo = Math.min(a, b);
  const hi = Math.max(a, b);
  return streets.bars[channel].every((bar) => bar.hi <= lo || bar.lo >= hi);
}

/** The region whose ground a lane crosses there; undefined for none. */
export function groundAt(streets: Streets, column: number, y: number): string | undefined {
  return streets.grounds[column].find(({ lo, hi }) => y > lo && y < hi)?.region;
}
