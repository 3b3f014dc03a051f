import {
  FIGURE_COUNT,
  VERDICT_COUNT,
  type EdgeIndex,
  type GraphView,
  type SecondRange,
} from '../aggregate/graph-view.ts';
import { copied, grownLength } from './graph-changes.ts';

/** Seconds of one step of the time strip, and of the rhythm in which a window moves. */
export type StepSeconds = 1 | 10;

/**
 * The figures of every edge in one sliding window, read once per tick for all views of that length.
 *
 *     60 s   ├──────────── 60 steps of 1 s ───────────┤
 *     900 s  ├──────────── 90 steps of 10 s ──────────┤ the newest step is not over yet
 *
 * Edges that changed are read at once. When the window moves, all others in it are read again, so that what fell
 * out is gone: a small graph at once, a big one in slices over the next ticks.
 */
export class WindowFigures {
  readonly windowSeconds: number;
  readonly stepSeconds: StepSeconds;
  readonly #graph: GraphView;
  readonly #row = new Float64Array(FIGURE_COUNT);
  #range: SecondRange = { from: 0, to: 0 };
  /** Per edge row: the number of the `advance` that read it last. */
  #readAt = new Float64Array(0);
  #advances = 0;
  #rowsToSweep = 0;
  #sweepAt = 0;

  /** FIGURE_COUNT numbers per edge row. */
  values = new Uint32Array(0);
  /** Flows of all verdicts per edge row; 0 when the edge has none in the window. */
  flows = new Float64Array(0);
  /** Per edge row, as of when it was read. */
  lastSeenMs = new Float64Array(0);
  /** Sum of `flows`. */
  totalFlows = 0;
  /** Rows whose figures or last flow are others than before the last `advance`. */
  readonly changed: EdgeIndex[] = [];

  constructor(graph: GraphView, windowSeconds: number) {
    this.#graph = graph;
    this.windowSeconds = windowSeconds;
    this.stepSeconds = windowSeconds > 60 ? 10 : 1;
  }

  get range(): SecondRange {
    return this.#range;
  }

  /** `dirty` are the rows that changed since the last call. */
  advance(nowMs: number, dirty: Iterable<EdgeIndex>): void {
    this.changed.length = 0;
    this.#advances += 1;
    const range = windowRange(nowMs, this.windowSeconds, this.stepSeconds);
    const hasMoved = range.to !== this.#range.to;
    this.#range = range;
    this.#makeRoom(this.#graph.edges.size);
    if (hasMoved) this.#rowsToSweep = this.flows.length;
    for (const row of dirty) this.#read(row);
    this.#sweep();
  }

  #sweep(): void {
    const { edges } = this.#graph;
    const fromMs = this.#range.from * 1000;
    let slice = Math.min(this.#rowsToSweep, Math.max(ROWS_SWEPT_AT_ONCE, Math.ceil(this.flows.length / 4)));
    this.#rowsToSweep -= slice;
    for (; slice > 0; slice -= 1) {
      if (this.#sweepAt >= this.flows.length) this.#sweepAt = 0;
      const row = this.#sweepAt;
      this.#sweepAt += 1;
      const mayHaveFlows =
        this.flows[row] !== 0 || (row < edges.size && edges.isLive(row) && edges.lastSeenMs(row) >= fromMs);
      if (mayHaveFlows) this.#read(row);
    }
  }

  #read(row: EdgeIndex): void {
    if (this.#readAt[row] === this.#advances) return;
    this.#readAt[row] = this.#advances;
    const { edges } = this.#graph;
    const figures = this.#row;
    const isLive = row < edges.size && edges.isLive(row);
    if (isLive) edges.readFigures(row, this.#range, figures);
    else figures.fill(0);
    const lastSeenMs = isLive ? edges.lastSeenMs(row) : 0;
    let isOther = lastSeenMs !== this.lastSeenMs[row];
    this.lastSeenMs[row] = lastSeenMs;
    const base = row * FIGURE_COUNT;
    let flows = 0;
    for (let figure = 0; figure < FIGURE_COUNT; figure += 1) {
      const value = Math.min(figures[figure], MAX_UINT32);
      if (this.values[base + figure] !== value) {
        this.values[base + figure] = value;
        isOther = true;
      }
      if (figure < VERDICT_COUNT) flows += value;
    }
    if (!isOther) return;
    this.totalFlows += flows - this.flows[row];
    this.flows[row] = flows;
    this.changed.push(row);
  }

  #makeRoom(size: number): void {
    if (size <= this.flows.length) return;
    const length = grownLength(size);
    this.values = copied(new Uint32Array(length * FIGURE_COUNT), this.values);
    this.flows = copied(new Float64Array(length), this.flows);
    this.lastSeenMs = copied(new Float64Array(length), this.lastSeenMs);
    this.#readAt = copied(new Float64Array(length), this.#readAt);
  }
}

/** The whole steps that end with the one that `nowMs` is in. */
export function windowRange(nowMs: number, windowSeconds: number, stepSeconds: StepSeconds): SecondRange {
  const step = Math.floor(nowMs / 1000 / stepSeconds);
  const to = (step + 1) * stepSeconds;
  return { from: to - windowSeconds, to };
}

const ROWS_SWEPT_AT_ONCE = 5_000;
const MAX_UINT32 = 0xffff_ffff;
