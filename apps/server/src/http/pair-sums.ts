import {
  FIGURE_COUNT,
  VERDICT_COUNT,
  type EdgeIndex,
  type EdgeView,
  type Figure,
  type SecondRange,
} from '../aggregate/graph-view.ts';
import type { GroupIndex } from './vertex-groups.ts';

/** Row number of a pair. */
export type PairIndex = number;

/**
 * Sums over edges that are shown as one pair: figures of a range, and flows by verdict since the edges were first
 * seen. All figures are in one array, pair after pair:
 *
 *     pair 0 [ 18 figures of the range | 8 totals ] pair 1 [ ...
 */
export class PairSums {
  readonly #edges: EdgeView;
  readonly #range: SecondRange;
  readonly #byKey = new Map<string, PairIndex>();
  readonly #pairs: Pair[] = [];
  readonly #scratch = new Float64Array(FIGURE_COUNT);
  #figures = new Float64Array(64 * ROW);

  constructor(edges: EdgeView, range: SecondRange) {
    this.#edges = edges;
    this.#range = range;
  }

  get size(): number {
    return this.#pairs.length;
  }

  pair(index: PairIndex): Pair {
    return this.#pairs[index];
  }

  inRange(pair: PairIndex, figure: Figure): number {
    return this.#figures[pair * ROW + figure];
  }

  total(pair: PairIndex, verdict: number): number {
    return this.#figures[pair * ROW + FIGURE_COUNT + verdict];
  }

  /** Figures of one edge in the range; valid until the next call. */
  read(edge: EdgeIndex): Float64Array {
    this.#edges.readFigures(edge, this.#range, this.#scratch);
    return this.#scratch;
  }

  /** Adds `figures` of the edge, as `read` gave them, to the pair it is shown as. */
  add(edge: EdgeIndex, source: GroupIndex, destination: GroupIndex, figures: Float64Array): void {
    const port = this.#edges.port(edge);
    const protocol = this.#edges.protocol(edge);
    const key = `${source} ${destination} ${port} ${protocol}`;
    let index = this.#byKey.get(key);
    if (index === undefined) {
      index = this.#pairs.length;
      this.#byKey.set(key, index);
      this.#pairs.push({ source, destination, port, protocol, members: [], firstSeenMs: Infinity, lastSeenMs: 0 });
      this.#reserve(index + 1);
    }
    const pair = this.#pairs[index];
    pair.members.push({ edge, serial: this.#edges.serial(edge) });
    pair.firstSeenMs = Math.min(pair.firstSeenMs, this.#edges.firstSeenMs(edge));
    pair.lastSeenMs = Math.max(pair.lastSeenMs, this.#edges.lastSeenMs(edge));
    const start = index * ROW;
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) this.#figures[start + figure] += figures[figure];
    for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) {
      this.#figures[start + FIGURE_COUNT + verdict] += this.#edges.total(edge, verdict as Figure);
    }
  }

  #reserve(pairs: number): void {
    if (pairs * ROW <= this.#figures.length) return;
    const larger = new Float64Array(this.#figures.length * 2);
    larger.set(this.#figures);
    this.#figures = larger;
  }
}

export interface Pair {
  readonly source: GroupIndex;
  readonly destination: GroupIndex;
  readonly port: number;
  readonly protocol: number;
  /** The edges, with the serial each had: a row may have been given to another edge since. */
  readonly members: { readonly edge: EdgeIndex; readonly serial: number }[];
  firstSeenMs: number;
  lastSeenMs: number;
}

const ROW = FIGURE_COUNT + VERDICT_COUNT;
