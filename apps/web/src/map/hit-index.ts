import type { Box, Point, Scene } from './layout/scene.ts';

/** What can be pointed at, by its key. */
export type Hit =
  | { readonly kind: 'edge'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string }
  | { readonly kind: 'region'; readonly key: string };

const CELL = 64;
/** Edges can be met from this far, in pixels of the screen. */
const REACH = 12;
/** The head of a region, from its top. */
const HEAD = 32;

interface Run {
  readonly key: string;
  readonly from: Point;
  readonly to: Point;
}

/** A grid over one scene: what is in sight of a point, without asking everything. */
export class HitIndex {
  readonly #scene: Scene;
  readonly #isTroubled: (edge: string) => boolean;
  readonly #labels = new Map<string, string[]>();
  readonly #nodes = new Map<string, string[]>();
  readonly #runs = new Map<string, Run[]>();
  readonly #boxes = new Map<string, Box>();

  /** What is troubled is asked when it matters: it changes more often than a scene. */
  constructor(scene: Scene, isTroubled: (edge: string) => boolean) {
    this.#scene = scene;
    this.#isTroubled = isTroubled;
    for (const { key, box } of scene.nodes) this.#put(this.#nodes, `node ${key}`, key, box);
    for (const { key, box } of scene.labels) this.#put(this.#labels, `label ${key}`, key, box);
    for (const { key, points } of scene.routes) {
      for (let i = 1; i < points.length; i += 1) {
        const [from, to] = [points[i - 1], points[i]];
        if (from === undefined || to === undefined) continue;
        const run: Run = { key, from, to };
        for (const cell of cellsOf(runBox(from, to))) listIn(this.#runs, cell).push(run);
      }
    }
  }

  /** Labels and nodes before edges, the nearest edge before others, heads of regions last. */
  at(point: Point, scale: number): Hit | undefined {
    const cell = cellAt(point.x, point.y);
    const label = this.#labels.get(cell)?.find((key) => holds(this.#boxes.get(`label ${key}`), point));
    if (label !== undefined) return { kind: 'edge', key: label };
    const node = this.#nodes.get(cell)?.find((key) => holds(this.#boxes.get(`node ${key}`), point));
    if (node !== undefined) return { kind: 'node', key: node };
    const edge = this.#nearestRun(this.#runs.get(cell) ?? [], point, REACH / scale);
    if (edge !== undefined) return { kind: 'edge', key: edge };
    const region = this.#scene.regions.find(({ box }) => holds({ ...box, height: HEAD }, point));
    return region && { kind: 'region', key: region.key };
  }

  /** The region around a point, anywhere in it. */
  regionAt(point: Point): string | undefined {
    return this.#scene.regions.find(({ box }) => holds(box, point))?.key;
  }

  #nearestRun(runs: readonly Run[], point: Point, reach: number): string | undefined {
    let best: string | undefined;
    let least = Infinity;
    for (const { key, from, to } of runs) {
      const away = awayFrom(point, from, to);
      if (away > reach) continue;
      const felt = away - (this.#isTroubled(key) ? TROUBLE_PULLS : 0);
      if (felt < least) [best, least] = [key, felt];
    }
    return best;
  }

  #put(cells: Map<string, string[]>, name: string, key: string, box: Box): void {
    this.#boxes.set(name, box);
    for (const cell of cellsOf(box)) listIn(cells, cell).push(key);
  }
}

/** So much nearer a troubled edge seems than it is. */
const TROUBLE_PULLS = 3;

function cellAt(x: number, y: number): string {
  return `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
}

function* cellsOf({ left, top, width, height }: Box): Generator<string> {
  for (let x = Math.floor(left / CELL); x <= Math.floor((left + width) / CELL); x += 1) {
    for (let y = Math.floor(top / CELL); y <= Math.floor((top + height) / CELL); y += 1) yield `${x} ${y}`;
  }
}

function runBox(from: Point, to: Point): Box {
  const reach = REACH * 1.4;
  return {
    left: Math.min(from.x, to.x) - reach,
    top: Math.min(from.y, to.y) - reach,
    width: Math.abs(from.x - to.x) + 2 * reach,
    height: Math.abs(from.y - to.y) + 2 * reach,
  };
}

function awayFrom(point: Point, from: Point, to: Point): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const length = x * x + y * y;
  const share = length === 0 ? 0 : ((point.x - from.x) * x + (point.y - from.y) * y) / length;
  const along = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - x * along, point.y - from.y - y * along);
}

function holds(box: Box | undefined, { x, y }: Point): boolean {
  if (box === undefined) return false;
  return x >= box.left && x < box.left + box.width && y >= box.top && y < box.top + box.height;
}

function listIn<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
