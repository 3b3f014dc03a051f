import type { Level } from './topology.ts';

/** Where everything stands, in CSS pixels at zoom 1. Plain data: it crosses from the worker by structured clone. */
export interface Scene {
  readonly level: Level;
  readonly bounds: Box;
  /** What is left of here calls from outside, what is right of `insideRight` is called outside. */
  readonly insideLeft: number;
  readonly insideRight: number;
  readonly regions: readonly PlacedRegion[];
  readonly nodes: readonly PlacedNode[];
  readonly routes: readonly Route[];
  readonly labels: readonly PlacedLabel[];
  /** Keys of edges whose label found no room: a symbol on the edge, and a word in the trouble rail. */
  readonly unlabelled: readonly string[];
}

/** Half-open: `left <= x < left + width`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The ground of a region. One that outgrew its ground has another one elsewhere, with the same key. */
export interface PlacedRegion {
  readonly key: string;
  readonly box: Box;
}

export interface PlacedNode {
  readonly key: string;
  readonly region: string;
  readonly box: Box;
}

/** From the source's side to the destination's side, in horizontal and vertical runs; corners are rounded when drawn. */
export interface Route {
  /** Key of the edge. */
  readonly key: string;
  readonly points: readonly Point[];
}

export interface PlacedLabel {
  /** Key of the edge. */
  readonly key: string;
  /** Which of its forms found room: 0 for the first. */
  readonly form: 0 | 1 | 2;
  readonly box: Box;
  /** A line from the box to its edge, where the box does not lie on it. */
  readonly leader: readonly [Point, Point] | undefined;
}
