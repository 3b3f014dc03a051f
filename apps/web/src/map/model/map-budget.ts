import type { Level } from '../layout/topology.ts';

/** The most that can still be read. What is beyond is merged or counted, never silently left out. */
export interface Budget {
  /** Forwarded edges that are drawn; of more, the heaviest. */
  readonly quietEdges: number;
  /** Troubled edges that each have a line of their own; further ones are merged by pair of nodes and verdict. */
  readonly troubledAlone: number;
  /** Lines of troubled edges, merged ones included. */
  readonly troubledEdges: number;
  /** Marks for what is outside, of which troubled ones are not counted. */
  readonly marks: number;
  /** New edges whose label is drawn. */
  readonly newLabels: number;
}

export const BUDGETS: Readonly<Record<Level, Budget>> = {
  far: { quietEdges: 56, troubledAlone: 8, troubledEdges: 26, marks: 12, newLabels: 3 },
  middle: { quietEdges: 400, troubledAlone: 120, troubledEdges: 200, marks: 24, newLabels: 12 },
  near: { quietEdges: 400, troubledAlone: 120, troubledEdges: 200, marks: 24, newLabels: 12 },
};

/** What is already shown gives way only to what is four times as much. */
export const STAYING_BONUS = 2;

/** 0, 1 (from 1), 2 (from 2), 3 (from 4): figures that waver inside of one power move nothing. */
export function powerOfTwo(value: number): number {
  return value < 1 ? 0 : 1 + Math.floor(Math.log2(value));
}

/** By code unit: the order is the same in every browser. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
