import { Causes } from './causes.ts';
import { EdgeIndexTable } from './edge-index.ts';
import {
  DESTINATION,
  EdgeRows,
  FIRST_SEEN,
  LANES,
  LAST_SEEN,
  LINKS,
  NUMBERS,
  REVISION,
  SECOND,
  SERIAL,
  SERVICE,
  SOURCE,
  STORED,
  TOTALS,
} from './edge-rows.ts';
import { LateCounts } from './late-counts.ts';
import { ReadingState } from './reading-state.ts';
import { FigureWindows, SECONDS } from './figure-windows.ts';
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
  /** What was counted for seconds that were closed before. */
  readonly late = new LateCounts();
  readonly #maxEdges: number;
  readonly #windows: FigureWindows;
  readonly #index = new EdgeIndexTable();
  readonly #freeRows: EdgeIndex[] = [];
  readonly #reading = new ReadingState();
  readonly #onFold: (edge: EdgeIndex, into: EdgeIndex) => void;
  readonly #otherVertex: VertexIndex;
  #other: EdgeIndex = -1;
  #nextSerial = 1;
  readonly #rows = new EdgeRows();
  #newestSecond = 0;

  constructor(maxEdges: number, otherVertex: VertexIndex, onFold: (edge: EdgeIndex, into: EdgeIndex) => void) {
    this.#maxEdges = maxEdges;
    this.#windows = new FigureWindows(maxEdges * LANES_PER_EDGE + LANES_OF_TWO);
    this.#otherVertex = otherVertex;
    this.#onFold = onFold;
  }

  find(source: VertexIndex, destination: VertexIndex, service: number): EdgeIndex {
    return this.#index.find(this.#rows, source, destination, service);
  }

  findOrAdd(source: VertexIndex, destination: VertexIndex, service: number, timeMs: number): EdgeIndex {
    const edge = this.#index.find(this.#rows, source, destination, service);
    return edge >= 0 ? edge : this.#addRow(source, destination, service, timeMs);
  }

  /** One flow of a verdict. Verdicts that are newer than this program count as unknown. */
  addFlow(edge: EdgeIndex, verdict: number, timeMs: number): void {
    const figure = (verdict > 0 && verdict < 8 ? verdict : FIGURE.unknown) as Figure;
    const { numbers } = this.#rows;
    const row = edge * NUMBERS;
    if (timeMs > numbers[row + LAST_SEEN]) numbers[row + LAST_SEEN] = timeMs;
    if (!this.count(edge, figure, timeMs, 1)) this.lateFlows++;
  }

  /**
   * Adds to a figure. False when `timeMs` is too long ago for the windows; the total has it all the same. What is
   * counted in one second goes to the windows at once, when the second is over or somebody reads.
   */
  count(edge: EdgeIndex, figure: Figure, timeMs: number, amount: number): boolean {
    const second = (timeMs / 1000) >>> 0;
    if (second > this.#newestSecond) this.#newestSecond = second;
    const { numbers } = this.#rows;
    const row = edge * NUMBERS;
    numbers[row + REVISION]++;
    if (second < this.#reading.lateBefore && this.#reading.isLate(edge, second, this.#other)) {
      this.late.add({ edge, serial: numbers[row + SERIAL], figure, second, amount });
    }
    if (second > numbers[row + SECOND]) {
      this.#store(edge);
      numbers[row + SECOND] = second;
    }
    numbers[row + TOTALS + figure] += amount;
    if (second === numbers[row + SECOND]) return true;
    numbers[row + STORED + figure] += amount;
    return this.#windows.add(this.#lane(edge, figure), second, amount);
  }

  closeBefore(second: number): void {
    this.#reading.closeBefore(second);
  }
  beginReading(range: SecondRange): void {
    this.#reading.begin(range);
  }
  readTo(edge: EdgeIndex): void {
    this.#reading.next = edge;
  }
  endReading(): ArrayLike<number> | undefined {
    return this.#reading.end();
  }
  get foldEdge(): EdgeIndex {
    return this.#other;
  }

  addCause(edge: EdgeIndex, ...cause: DropFirst<Parameters<Causes['add']>>): void {
    this.causesOf.add(edge, ...cause);
    this.#rows.numbers[edge * NUMBERS + REVISION]++;
  }

  moveDenied(from: EdgeIndex, to: EdgeIndex, dropReason: number): void {
    this.causesOf.moveDenied(from, to, dropReason);
    this.#rows.numbers[from * NUMBERS + REVISION]++;
    this.#rows.numbers[to * NUMBERS + REVISION]++;
  }

  nameDenied(edge: EdgeIndex, ...named: DropFirst<Parameters<Causes['nameDenied']>>): void {
    this.causesOf.nameDenied(edge, ...named);
    this.#rows.numbers[edge * NUMBERS + REVISION]++;
  }

  isLive(edge: EdgeIndex): boolean {
    return this.#rows.numbers[edge * NUMBERS + SERIAL] !== 0;
  }
  serial(edge: EdgeIndex): number {
    return this.#rows.numbers[edge * NUMBERS + SERIAL];
  }
  source(edge: EdgeIndex): VertexIndex {
    return this.#rows.links[edge * LINKS + SOURCE];
  }
  destination(edge: EdgeIndex): VertexIndex {
    return this.#rows.links[edge * LINKS + DESTINATION];
  }
  port(edge: EdgeIndex): number {
    return this.#rows.links[edge * LINKS + SERVICE] >>> 3;
  }
  protocol(edge: EdgeIndex): number {
    return this.#rows.links[edge * LINKS + SERVICE] & 7;
  }
  firstSeenMs(edge: EdgeIndex): number {
    return this.#rows.numbers[edge * NUMBERS + FIRST_SEEN];
  }
  lastSeenMs(edge: EdgeIndex): number {
    return this.#rows.numbers[edge * NUMBERS + LAST_SEEN];
  }
  revision(edge: EdgeIndex): number {
    return this.#rows.numbers[edge * NUMBERS + REVISION];
  }
  total(edge: EdgeIndex, figure: Figure): number {
    return this.#rows.numbers[edge * NUMBERS + TOTALS + figure];
  }
  causes(edge: EdgeIndex): readonly Cause[] {
    return this.causesOf.of(edge);
  }
  allowedBy(edge: EdgeIndex): readonly string[] {
    return this.causesOf.allowedBy(edge);
  }

  readFigures(edge: EdgeIndex, range: SecondRange, out: Float64Array): void {
    this.#store(edge);
    const bySecond = this.#isWithinSeconds(range);
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const lane = this.#rows.links[edge * LINKS + LANES + figure] - 1;
      out[figure] = lane < 0 ? 0 : this.#sum(lane, range.from, range.to, bySecond);
    }
  }

  addTimeline(edge: EdgeIndex, range: SecondRange, stepSeconds: number, out: TimelineColumns): void {
    this.#store(edge);
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
    const lane = this.#rows.links[edge * LINKS + LANES + figure] - 1;
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
    this.#rows.reserve(edge);
    this.#rows.links[edge * LINKS + SOURCE] = source;
    this.#rows.links[edge * LINKS + DESTINATION] = destination;
    this.#rows.links[edge * LINKS + SERVICE] = service;
    this.#rows.numbers[edge * NUMBERS + SERIAL] = this.#nextSerial++;
    this.#rows.numbers[edge * NUMBERS + REVISION]++;
    this.#rows.numbers[edge * NUMBERS + FIRST_SEEN] = timeMs;
    this.#rows.numbers[edge * NUMBERS + LAST_SEEN] = timeMs;
    this.#index.insert(this.#rows, edge);
    return edge;
  }

  get #edgeCount(): number {
    return this.size - this.#freeRows.length - (this.#other < 0 ? 0 : 1);
  }

  /** Puts what was counted in the current second of an edge into its windows. */
  #store(edge: EdgeIndex): void {
    const { numbers } = this.#rows;
    const row = edge * NUMBERS;
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const amount = numbers[row + TOTALS + figure] - numbers[row + STORED + figure];
      if (amount === 0) continue;
      numbers[row + STORED + figure] = numbers[row + TOTALS + figure];
      this.#windows.add(this.#lane(edge, figure as Figure), numbers[row + SECOND], amount);
    }
  }

  /** The lane of a figure, made when it is needed. */
  #lane(edge: EdgeIndex, figure: Figure): number {
    const known = this.#rows.links[edge * LINKS + LANES + figure] - 1;
    if (known >= 0) return known;
    let lane = this.#windows.allocate();
    while (lane < 0) {
      this.#fold(edge);
      lane = this.#windows.allocate();
    }
    this.#rows.links[edge * LINKS + LANES + figure] = lane + 1;
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
    const seenMs = Float64Array.from(rows, (edge) => this.#rows.numbers[edge * NUMBERS + LAST_SEEN]).sort();
    const coldMs = seenMs[Math.min(room, rows.length) - 1];
    const rest = keep < 0 ? [this.#other] : [this.#other, keep];
    for (const edge of rows) {
      if (room > 0 && this.#rows.numbers[edge * NUMBERS + LAST_SEEN] <= coldMs) {
        this.#foldRow(edge);
        room--;
      } else {
        rest.push(edge);
      }
    }
    this.#index.rebuild(this.#rows, rest);
  }

  /** The row of the folded is not counted among `maxEdges`. */
  #takeOther(): EdgeIndex {
    const edge = this.#freeRows.pop() ?? this.size++;
    this.#rows.reserve(edge);
    this.#rows.links[edge * LINKS + SOURCE] = this.#rows.links[edge * LINKS + DESTINATION] = this.#otherVertex;
    this.#rows.links[edge * LINKS + SERVICE] = 0;
    this.#rows.numbers[edge * NUMBERS + SERIAL] = this.#nextSerial++;
    this.#rows.numbers[edge * NUMBERS + FIRST_SEEN] = Infinity;
    return edge;
  }

  #foldRow(edge: EdgeIndex): void {
    const other = this.#other;
    this.#onFold(edge, other);
    this.#foldRead(edge);
    const { numbers, links } = this.#rows;
    const row = edge * NUMBERS;
    const into = other * NUMBERS;
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const total = numbers[row + TOTALS + figure];
      const notStored = total - numbers[row + STORED + figure];
      numbers[into + TOTALS + figure] += total;
      numbers[into + STORED + figure] += total;
      numbers[row + TOTALS + figure] = numbers[row + STORED + figure] = 0;
      this.#foldLane(edge * LINKS + LANES + figure, other * LINKS + LANES + figure);
      if (notStored === 0) continue;
      if (links[other * LINKS + LANES + figure] === 0)
        links[other * LINKS + LANES + figure] = this.#windows.allocate() + 1;
      this.#windows.add(links[other * LINKS + LANES + figure] - 1, numbers[row + SECOND], notStored);
    }
    numbers[row + SECOND] = 0;
    this.#rows.numbers[other * NUMBERS + FIRST_SEEN] = Math.min(
      this.#rows.numbers[other * NUMBERS + FIRST_SEEN],
      this.#rows.numbers[edge * NUMBERS + FIRST_SEEN],
    );
    this.#rows.numbers[other * NUMBERS + LAST_SEEN] = Math.max(
      this.#rows.numbers[other * NUMBERS + LAST_SEEN],
      this.#rows.numbers[edge * NUMBERS + LAST_SEEN],
    );
    this.#rows.numbers[other * NUMBERS + REVISION]++;
    this.causesOf.forget(edge);
    this.#rows.numbers[edge * NUMBERS + SERIAL] = 0;
    this.#rows.numbers[edge * NUMBERS + REVISION]++;
    this.#freeRows.push(edge);
    this.foldedEdges++;
  }

  /** What somebody read of an edge is read again with the one it is folded into, and has to be known for that. */
  #foldRead(edge: EdgeIndex): void {
    const { range, next } = this.#reading;
    if (range === undefined || edge >= next) return;
    const { numbers, links } = this.#rows;
    const row = edge * NUMBERS;
    const second = numbers[row + SECOND];
    for (let figure = 0; figure < FIGURE_COUNT; figure++) {
      const lane = links[edge * LINKS + LANES + figure] - 1;
      let amount = lane < 0 ? 0 : this.#sum(lane, range.from, range.to, false);
      if (second >= range.from && second < range.to) {
        amount += numbers[row + TOTALS + figure] - numbers[row + STORED + figure];
      }
      if (amount > 0) this.#reading.fold(figure as Figure, amount);
    }
  }

  #foldLane(from: number, into: number): void {
    const { links } = this.#rows;
    const lane = links[from] - 1;
    if (lane < 0) return;
    links[from] = 0;
    if (links[into] === 0) {
      links[into] = lane + 1;
    } else {
      this.#windows.merge(lane, links[into] - 1);
      this.#windows.release(lane);
    }
  }
}

/** Windows reach this far back. */
export const WINDOW_SECONDS = 900;

type DropFirst<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;
