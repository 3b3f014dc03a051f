import { Causes } from './causes.ts';
import { EdgeIndexTable } from './edge-index.ts';
import type { EdgeKeys } from './edge-index.ts';
import { FigureWindows, SECONDS, TENS } from './figure-windows.ts';
import { FIGURE, FIGURE_COUNT } from './graph-view.ts';
import type { Cause, EdgeIndex, EdgeView, Figure, SecondRange, TimelineColumns, VertexIndex } from './graph-view.ts';

/** An edge has at most 18 figures; three lanes is what one with ordinary traffic uses. */
const LANES_PER_EDGE = 6;
/** The edge that is counted and the one that others are folded into always find room. */
const LANES_OF_TWO = 2 * FIGURE_COUNT;

/**
 * All edges as columns. `service` is port x 8 + protocol.
 *
 * Bounded: `maxEdges` rows and 6 lanes of windows per row on average. When either is used up, the coldest hundredth
 * of the edges is folded into one edge between `other` and `other`, figures, windows and all; `fold` says which went.
 */
export class EdgeTable implements EdgeView {
  size = 0;
  foldedEdges = 0;
  /** Flows that came too late for the windows of their edge; they are in the totals. */
  lateFlows = 0;
  readonly causesOf = new Causes();
  readonly #maxEdges: number;
  readonly #windows: FigureWindows;
  readonly #index = new EdgeIndexTable();
  readonly #freeRows: EdgeIndex[] = [];
  readonly #onFold: (edge: EdgeIndex) => void;
  readonly #otherVertex: VertexIndex;
  #other: EdgeIndex = -1;
  #nextSerial = 1;
  #capacity = 1024;
  #sources = new Int32Array(this.#capacity);
  #destinations = new Int32Array(this.#capacity);
  #services = new Int32Array(this.#capacity);
  #serials = new Float64Array(this.#capacity);
  #revisions = new Float64Array(this.#capacity);
  #firstSeenMs = new Float64Array(this.#capacity);
  #lastSeenMs = new Float64Array(this.#capacity);
  #keys: EdgeKeys = { sources: this.#sources, destinations: this.#destinations, services: this.#services };
  #newestSecond = 0;
  /** Row after row, FIGURE_COUNT each. */
  #totals = new Float64Array(this.#capacity * FIGURE_COUNT);
  /** Lane + 1, or 0 while the figure was never counted. */
  #lanes = new Int32Array(this.#capacity * FIGURE_COUNT);

  constructor(maxEdges: number, otherVertex: VertexIndex, onFold: (edge: EdgeIndex) => void) {
    this.#maxEdges = maxEdges;
    this.#windows = new FigureWindows(maxEdges * LANES_PER_EDGE + LANES_OF_TWO);
    this.#otherVertex = otherVertex;
    this.#onFold = onFold;
  }

  find(source: VertexIndex, destination: VertexIndex, service: number): EdgeIndex {
    return this.#index.find(this.#keys, source, destination, service);
  }

  findOrAdd(source: VertexIndex, destination: VertexIndex, service: number, timeMs: number): EdgeIndex {
    const edge = this.#index.find(this.#keys, source, destination, service);
    return edge >= 0 ? edge : this.#addRow(source, destination, service, timeMs);
  }

  /** One flow of a verdict. Verdicts that are newer than this program count as unknown. */
  addFlow(edge: EdgeIndex, verdict: number, timeMs: number): void {
    const figure = (verdict > 0 && verdict < 8 ? verdict : FIGURE.unknown) as Figure;
    if (timeMs > this.#lastSeenMs[edge]) this.#lastSeenMs[edge] = timeMs;
    if (!this.count(edge, figure, timeMs, 1)) this.lateFlows++;
  }

  /** Adds to a figure. False when `timeMs` is too long ago for the windows; the total has it all the same. */
  count(edge: EdgeIndex, figure: Figure, timeMs: number, amount: number): boolean {
    const second = (timeMs / 1000) >>> 0;
    if (second > this.#newestSecond) this.#newestSecond = second;
    const at = edge * FIGURE_COUNT + figure;
    this.#revisions[edge]++;
    this.#totals[at] += amount;
    let lane = this.#lanes[at] - 1;
    if (lane < 0) {
      lane = this.#allocateLane(edge);
      this.#lanes[at] = lane + 1;
    }
    return this.#windows.add(lane, second, amount);
  }

  addCause(edge: EdgeIndex, ...cause: DropFirst<Parameters<Causes['add']>>): void {
    this.causesOf.add(edge, ...cause);
    this.#revisions[edge]++;
  }

  moveDenied(from: EdgeIndex, to: EdgeIndex, dropReason: number): void {
    this.causesOf.moveDenied(from, to, dropReason);
    this.#revisions[from]++;
    this.#revisions[to]++;
  }

  nameDenied(edge: EdgeIndex, ...named: DropFirst<Parameters<Causes['nameDenied']>>): void {
    this.causesOf.nameDenied(edge, ...named);
    this.#revisions[edge]++;
  }

  isLive(edge: EdgeIndex): boolean {
    return this.#serials[edge] !== 0;
  }
  serial(edge: EdgeIndex): number {
    return this.#serials[edge];
  }
  source(edge: EdgeIndex): VertexIndex {
    return this.#sources[edge];
  }
  destination(edge: EdgeIndex): VertexIndex {
    return this.#destinations[edge];
  }
  port(edge: EdgeIndex): number {
    return this.#services[edge] >>> 3;
  }
  protocol(edge: EdgeIndex): number {
    return this.#services[edge] & 7;
  }
  firstSeenMs(edge: EdgeIndex): number {
    return this.#firstSeenMs[edge];
  }
  lastSeenMs(edge: EdgeIndex): number {
    return this.#lastSeenMs[edge];
  }
  revision(edge: EdgeIndex): number {
    return this.#revisions[edge];
  }
  total(edge: EdgeIndex, figure: Figure): number {
    return this.#totals[edge * FIGURE_COUNT + figure];
  }
  causes(edge: EdgeIndex): readonly Cause[] {
    return this.causesOf.of(edge);
  }
  allowedBy(edge: EdgeIndex): readonly string[] {
    return this.causesOf.allowedBy(edge);
  }

  readFigures(edge: EdgeIndex, range: SecondRange, out: Float64Array): void {
    const bySecond = this.#isWithinSeconds(range);
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const lane = this.#lanes[edge * FIGURE_COUNT + figure] - 1;
      out[figure] = lane < 0 ? 0 : this.#sum(lane, range.from, range.to, bySecond);
    }
  }

  addTimeline(edge: EdgeIndex, range: SecondRange, stepSeconds: number, out: TimelineColumns): void {
    this.#addSteps(edge, FIGURE.forwarded, range, stepSeconds, out.forwarded);
    this.#addSteps(edge, FIGURE.redirected, range, stepSeconds, out.forwarded);
    this.#addSteps(edge, FIGURE.audit, range, stepSeconds, out.audited);
    this.#addSteps(edge, FIGURE.dropped, range, stepSeconds, out.dropped);
    this.#addSteps(edge, FIGURE.error, range, stepSeconds, out.other);
    this.#addSteps(edge, FIGURE.traced, range, stepSeconds, out.other);
    this.#addSteps(edge, FIGURE.translated, range, stepSeconds, out.other);
    this.#addSteps(edge, FIGURE.unknown, range, stepSeconds, out.other);
  }

  #addSteps(edge: EdgeIndex, figure: Figure, range: SecondRange, stepSeconds: number, out: Float64Array): void {
    const lane = this.#lanes[edge * FIGURE_COUNT + figure] - 1;
    if (lane < 0) return;
    const bySecond = stepSeconds < 10;
    for (let i = 0, from = range.from; from < range.to; i++, from += stepSeconds) {
      out[i] += this.#sum(lane, from, from + stepSeconds, bySecond);
    }
  }

  #isWithinSeconds(range: SecondRange): boolean {
    return range.from > this.#newestSecond - SECONDS;
  }

  #sum(lane: number, from: number, to: number, bySecond: boolean): number {
    return bySecond
      ? this.#windows.sumSeconds(lane, from, to)
      : this.#windows.sumTens(lane, Math.floor(from / 10), Math.ceil(to / 10));
  }

  #addRow(source: VertexIndex, destination: VertexIndex, service: number, timeMs: number): EdgeIndex {
    if (this.#edgeCount >= this.#maxEdges) this.#fold();
    const edge = this.#freeRows.pop() ?? this.size++;
    if (edge >= this.#capacity) this.#grow();
    this.#sources[edge] = source;
    this.#destinations[edge] = destination;
    this.#services[edge] = service;
    this.#serials[edge] = this.#nextSerial++;
    this.#revisions[edge]++;
    this.#firstSeenMs[edge] = timeMs;
    this.#lastSeenMs[edge] = timeMs;
    this.#index.insert(this.#keys, edge);
    return edge;
  }

  get #edgeCount(): number {
    return this.size - this.#freeRows.length - (this.#other < 0 ? 0 : 1);
  }

  #allocateLane(edge: EdgeIndex): number {
    let lane = this.#windows.allocate();
    while (lane < 0) {
      this.#fold(edge);
      lane = this.#windows.allocate();
    }
    return lane;
  }

  /** Folds the coldest hundredth, never `keep`. */
  #fold(keep: EdgeIndex = -1): void {
    if (this.#other < 0) this.#other = this.#takeOther();
    const rows: EdgeIndex[] = [];
    for (let edge = 0; edge < this.size; edge++) {
      if (this.isLive(edge) && edge !== this.#other && edge !== keep) rows.push(edge);
    }
    let room = Math.max(1, (rows.length / 100) | 0);
    const seenMs = Float64Array.from(rows, (edge) => this.#lastSeenMs[edge]).sort();
    const coldMs = seenMs[Math.min(room, rows.length) - 1];
    const rest = keep < 0 ? [this.#other] : [this.#other, keep];
    for (const edge of rows) {
      if (room > 0 && this.#lastSeenMs[edge] <= coldMs) {
        this.#foldRow(edge);
        room--;
      } else {
        rest.push(edge);
      }
    }
    this.#index.rebuild(this.#keys, rest);
  }

  /** The row of the folded is not counted among `maxEdges`. */
  #takeOther(): EdgeIndex {
    const edge = this.#freeRows.pop() ?? this.size++;
    if (edge >= this.#capacity) this.#grow();
    this.#sources[edge] = this.#destinations[edge] = this.#otherVertex;
    this.#services[edge] = 0;
    this.#serials[edge] = this.#nextSerial++;
    this.#firstSeenMs[edge] = Infinity;
    return edge;
  }

  #foldRow(edge: EdgeIndex): void {
    this.#onFold(edge);
    const other = this.#other;
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const at = edge * FIGURE_COUNT + figure;
      const into = other * FIGURE_COUNT + figure;
      this.#totals[into] += this.#totals[at];
      this.#totals[at] = 0;
      const lane = this.#lanes[at] - 1;
      if (lane < 0) continue;
      this.#lanes[at] = 0;
      if (this.#lanes[into] === 0) {
        this.#lanes[into] = lane + 1;
      } else {
        this.#windows.merge(lane, this.#lanes[into] - 1);
        this.#windows.release(lane);
      }
    }
    this.#firstSeenMs[other] = Math.min(this.#firstSeenMs[other], this.#firstSeenMs[edge]);
    this.#lastSeenMs[other] = Math.max(this.#lastSeenMs[other], this.#lastSeenMs[edge]);
    this.#revisions[other]++;
    this.causesOf.forget(edge);
    this.#serials[edge] = 0;
    this.#revisions[edge]++;
    this.#freeRows.push(edge);
    this.foldedEdges++;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#sources = grown(this.#sources, new Int32Array(this.#capacity));
    this.#destinations = grown(this.#destinations, new Int32Array(this.#capacity));
    this.#services = grown(this.#services, new Int32Array(this.#capacity));
    this.#serials = grown(this.#serials, new Float64Array(this.#capacity));
    this.#revisions = grown(this.#revisions, new Float64Array(this.#capacity));
    this.#firstSeenMs = grown(this.#firstSeenMs, new Float64Array(this.#capacity));
    this.#lastSeenMs = grown(this.#lastSeenMs, new Float64Array(this.#capacity));
    this.#totals = grown(this.#totals, new Float64Array(this.#capacity * FIGURE_COUNT));
    this.#lanes = grown(this.#lanes, new Int32Array(this.#capacity * FIGURE_COUNT));
    this.#keys = { sources: this.#sources, destinations: this.#destinations, services: this.#services };
  }
}

/** Windows reach this far back. */
export const WINDOW_SECONDS = TENS * 10;

type DropFirst<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

function grown<T extends Int32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
