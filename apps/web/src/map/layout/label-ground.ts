import { bottomOf, grown, holds, lengthInside, overlaps, rightOf } from './box.ts';
import { BoxGrid } from './box-grid.ts';
import { LABEL_CLEARANCE } from './measures.ts';
import type { Box, PlacedLabel, Point, Route } from './scene.ts';

/** A straight piece of a route. */
export interface Piece {
  readonly from: Point;
  readonly to: Point;
  readonly length: number;
}

/** A route whose label is looked for. */
export interface LabelledRoute {
  readonly key: string;
  readonly pieces: readonly Piece[];
  readonly length: number;
  /** Its end, with what leads there. */
  readonly lastStretch: readonly Piece[];
}

/** A label covers at most this much of its own route; the rest shows what it is about. */
const COVERED_MOST = 0.45;
/** Around the end of another troubled edge, which is never hidden. */
const END = 18;
/** The last of an edge, with its arrow or bar: its own label is never there. */
const LAST_STRETCH = 28;
/** Shortest and longest leader. */
export const LEADER = { least: 8, most: 60 } as const;
const COST = { quietEdge: 9, troubledEdge: 60, ownStart: 30, otherEnd: 40 } as const;

/** How far a box may be moved. */
interface Reach {
  readonly least: number;
  readonly most: number;
}

interface Moved {
  readonly box: Box;
  readonly away: number;
}

export function labelledRoute({ key, points }: Route): LabelledRoute {
  const pieces = points.slice(1).map((to, at) => {
    const from = points[at];
    return { from, to, length: Math.abs(to.x - from.x) + Math.abs(to.y - from.y) };
  });
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { key, pieces, length, lastStretch: lastStretchOf(pieces) };
}

function lastStretchOf(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  let missing = LAST_STRETCH;
  for (const { from, to, length } of pieces.toReversed()) {
    const share = Math.min(1, missing / Math.max(1, length));
    const start = { x: to.x + (from.x - to.x) * share, y: to.y + (from.y - to.y) * share };
    found.push({ from: start, to, length: length * share });
    missing -= length;
    if (missing <= 0) break;
  }
  return found;
}

/** What is on the map already, for the question whether a label may stand somewhere. */
export class LabelGround {
  readonly #walls = new BoxGrid<undefined>();
  readonly #ends = new BoxGrid<string>();
  readonly #lastStretches = new BoxGrid<string>();
  readonly #pieces = new BoxGrid<{ readonly key: string; readonly isTroubled: boolean; readonly piece: Piece }>();

  constructor(routes: readonly Route[], troubled: ReadonlySet<string>, walls: readonly Box[]) {
    for (const box of walls) this.#walls.add(grown(box, LABEL_CLEARANCE), undefined);
    for (const route of routes) {
      const isTroubled = troubled.has(route.key);
      for (const piece of labelledRoute(route).pieces) {
        this.#pieces.add(boxAround(piece.from, piece.to, 0), { key: route.key, isTroubled, piece });
      }
      if (!isTroubled) continue;
      const ends = [route.points.at(0), route.points.at(-1)];
      for (const { from, to } of labelledRoute(route).lastStretch)
        this.#lastStretches.add(boxAround(from, to, 2), route.key);
      for (const end of ends) if (end !== undefined) this.#ends.add(boxAround(end, end, END / 2), route.key);
    }
  }

  add({ box, leader }: PlacedLabel): void {
    this.#walls.add(grown(box, LABEL_CLEARANCE), undefined);
    if (leader !== undefined) this.#walls.add(boxAround(leader[0], leader[1], 2), undefined);
  }

  /** Whether a label may stand there: it and its leader hide nothing that must be seen. */
  isFree(box: Box, route: LabelledRoute): boolean {
    if (!this.#isClear(box, route)) return false;
    const leader = leaderOf(box, route);
    return leader === undefined || (isShortAndStraight(leader) && this.#isLeaderClear(box, leader));
  }

  /** The nearest place with room for a box that is moved aside by so much: up or left, or else down or right. */
  nearestRoom(box: Box, isSideways: boolean, side: -1 | 1, by: Reach): Moved | undefined {
    let away = by.least;
    while (away <= by.most) {
      const here = isSideways ? { ...box, left: box.left + side * away } : { ...box, top: box.top + side * away };
      const wall = this.#wallAt(here);
      if (wall === undefined) return { box: here, away };
      const [start, end] = isSideways ? [box.left, rightOf(box)] : [box.top, bottomOf(box)];
      const past =
        side < 0 ? end - (isSideways ? wall.left : wall.top) : (isSideways ? rightOf(wall) : bottomOf(wall)) - start;
      away = Math.max(away + 1, Math.ceil(past));
    }
    return undefined;
  }

  #wallAt(box: Box): Box | undefined {
    for (const { box: wall } of this.#walls.near(box)) if (overlaps(wall, box)) return wall;
    return undefined;
  }

  #isClear(box: Box, route: LabelledRoute): boolean {
    if (this.#wallAt(box) !== undefined) return false;
    for (const { box: end, item } of this.#ends.near(box)) if (item !== route.key && overlaps(end, box)) return false;
    const around = grown(box, 2);
    if (route.lastStretch.some(({ from, to }) => lengthInside(around, from, to) > 0)) return false;
    const covered = route.pieces.reduce((sum, { from, to }) => sum + lengthInside(box, from, to), 0);
    return covered <= COVERED_MOST * route.length;
  }

  /** A leader crosses no card, head or label. */
  #isLeaderClear(box: Box, [from, to]: readonly [Point, Point]): boolean {
    const line = boxAround(from, to, 1);
    for (const { box: wall } of this.#walls.near(line)) {
      if (overlaps(grown(wall, -LABEL_CLEARANCE), line) && !overlaps(grown(wall, -LABEL_CLEARANCE - 1), box))
        return false;
    }
    return true;
  }

  /** What it hides that may be hidden, but is better seen. */
  costOf(box: Box, route: LabelledRoute): number {
    const seen = new Set<Piece>();
    let cost = 0;
    for (const { item } of this.#pieces.near(box)) {
      if (item.key === route.key || seen.has(item.piece)) continue;
      seen.add(item.piece);
      const { from, to } = item.piece;
      if (lengthInside(grown(box, 2), from, to) > 0) cost += item.isTroubled ? COST.troubledEdge : COST.quietEdge;
    }
    const start = route.pieces.at(0)?.from;
    if (start !== undefined && holds(grown(box, END / 2), start)) cost += COST.ownStart;
    for (const { box: end, item } of this.#lastStretches.near(box)) {
      if (item !== route.key && overlaps(end, box)) cost += COST.otherEnd;
    }
    return cost;
  }
}

export function isShortAndStraight([from, to]: readonly [Point, Point]): boolean {
  if (from.x !== to.x && from.y !== to.y) return false;
  return Math.abs(from.x - to.x) + Math.abs(from.y - to.y) <= LEADER.most;
}

/** From a label that does not lie on its route to the nearest point of it. */
export function leaderOf(box: Box, { pieces }: LabelledRoute): readonly [Point, Point] | undefined {
  let best: readonly [Point, Point] | undefined;
  let least = Infinity;
  for (const { from, to } of pieces) {
    if (lengthInside(box, from, to) > 0) return undefined;
    const x = clamp(box.left + box.width / 2, Math.min(from.x, to.x), Math.max(from.x, to.x));
    const y = clamp(box.top + box.height / 2, Math.min(from.y, to.y), Math.max(from.y, to.y));
    const start = { x: clamp(x, box.left, rightOf(box)), y: clamp(y, box.top, bottomOf(box)) };
    const away = Math.abs(start.x - x) + Math.abs(start.y - y);
    if (away >= least) continue;
    least = away;
    best = [start, { x, y }];
  }
  return best;
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

function boxAround(a: Point, b: Point, by: number): Box {
  const left = Math.min(a.x, b.x) - by;
  const top = Math.min(a.y, b.y) - by;
  return { left, top, width: Math.abs(a.x - b.x) + 2 * by, height: Math.abs(a.y - b.y) + 2 * by };
}
