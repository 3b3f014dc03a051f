import type { KeptFlow } from './graph-view.ts';

/**
 * The newest flows, or a sample of them, as the bytes that came, in segments that are used in turn:
 *
 *     segment 0 [ flow 900 | flow 901 | ... ]   segment 1 [ flow 500 | ... ]   segment 2 [ flow 700 | ... ]
 *                        writing ▲                  next to be overwritten
 *
 * Bounded by `maxBytes`, figures beside the bytes included; the oldest segment makes room. A flow that is larger than a
 * segment is not kept (`tooLarge`).
 */
export class KeptFlows {
  tooLarge = 0;
  readonly #segments: Segment[] = [];
  readonly #segmentBytes: number;
  readonly #maxSegments: number;
  #current = -1;
  #hasTurned = false;

  constructor(maxBytes: number) {
    this.#segmentBytes = Math.min(MAX_SEGMENT_BYTES, Math.floor(maxBytes / (MIN_SEGMENTS * COST_PER_BYTE)));
    this.#maxSegments = Math.max(MIN_SEGMENTS, Math.floor(maxBytes / (this.#segmentBytes * COST_PER_BYTE)));
  }

  /** Copies the bytes. Numbers grow from flow to flow. False when it is too large to be kept. */
  add(flow: KeptFlow): boolean {
    const { length } = flow.bytes;
    if (length > this.#segmentBytes) {
      this.tooLarge++;
      return false;
    }
    let segment = this.#segments[this.#current];
    if (segment === undefined || !segment.hasRoom(length)) segment = this.#turn(flow.number);
    segment.add(flow);
    return true;
  }

  get count(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.count, 0);
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.used, 0);
  }

  /** Newest first, from below `cursor`. Ends early when the ring overtakes the reader. */
  *newestFirst(cursor = Infinity): Iterable<KeptFlow> {
    const newest = this.#current;
    const { length } = this.#segments;
    let above = Infinity;
    for (let back = 0; back < length; back++) {
      const segment = this.#segments[(newest - back + length) % length];
      const { firstNumber } = segment;
      if (firstNumber >= above) return;
      above = firstNumber;
      if (firstNumber >= cursor) continue;
      for (let row = segment.rowsBelow(cursor) - 1; row >= 0; row--) {
        yield segment.at(row);
        if (segment.firstNumber !== firstNumber) return;
      }
    }
  }

  /**
   * Oldest first, from above `after`; for readers that finish before control returns to the event loop, as the ring
   * stands still for them.
   */
  *oldestFirst(after: number): Iterable<KeptFlow> {
    const { length } = this.#segments;
    for (let ahead = 1; ahead <= length; ahead++) {
      const segment = this.#segments[(this.#current + ahead) % length];
      if (segment.lastNumber <= after) continue;
      for (let row = segment.rowsBelow(after + 1); row < segment.count; row++) yield segment.at(row);
    }
  }

  /** Flows with smaller numbers may have left the ring; 0 while none has. */
  get forgottenBelow(): number {
    if (!this.#hasTurned) return 0;
    return this.#segments[(this.#current + 1) % this.#segments.length].firstNumber;
  }

  #turn(firstNumber: number): Segment {
    if (this.#segments.length < this.#maxSegments) {
      this.#current = this.#segments.push(new Segment(this.#segmentBytes)) - 1;
    } else {
      this.#current = (this.#current + 1) % this.#segments.length;
      this.#hasTurned = true;
    }
    const segment = this.#segments[this.#current];
    segment.reset(firstNumber);
    return segment;
  }
}

const MAX_SEGMENT_BYTES = 1024 * 1024;
const MIN_SEGMENTS = 4;
/** A segment has figures for one flow per 256 bytes, 38 bytes each. */
const BYTES_PER_FLOW = 256;
const COST_PER_BYTE = 1 + 38 / BYTES_PER_FLOW;

class Segment {
  count = 0;
  used = 0;
  firstNumber = 0;
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #ends: Int32Array;
  readonly #edges: Int32Array;
  readonly #serials: Float64Array;
  readonly #verdicts: Uint8Array;
  readonly #shelves: Uint8Array;
  readonly #times: Float64Array;
  readonly #oneIns: Int32Array;

  constructor(bytes: number) {
    const flows = Math.floor(bytes / BYTES_PER_FLOW);
    this.#bytes = new Uint8Array(bytes);
    this.#numbers = new Float64Array(flows);
    this.#ends = new Int32Array(flows);
    this.#edges = new Int32Array(flows);
    this.#serials = new Float64Array(flows);
    this.#verdicts = new Uint8Array(flows);
    this.#shelves = new Uint8Array(flows);
    this.#times = new Float64Array(flows);
    this.#oneIns = new Int32Array(flows);
  }

  reset(firstNumber: number): void {
    this.count = 0;
    this.used = 0;
    this.firstNumber = firstNumber;
  }

  get lastNumber(): number {
    return this.count === 0 ? 0 : this.#numbers[this.count - 1];
  }

  hasRoom(bytes: number): boolean {
    return this.count < this.#ends.length && this.used + bytes <= this.#bytes.length;
  }

  add({ number, edge, edgeSerial, verdict, shelf, timeMs, oneIn, bytes }: KeptFlow): void {
    const row = this.count++;
    this.#bytes.set(bytes, this.used);
    this.used += bytes.length;
    this.#numbers[row] = number;
    this.#ends[row] = this.used;
    this.#edges[row] = edge;
    this.#serials[row] = edgeSerial;
    this.#verdicts[row] = verdict;
    this.#shelves[row] = shelf;
    this.#times[row] = timeMs;
    this.#oneIns[row] = oneIn;
  }

  /** How many flows have numbers below `number`. */
  rowsBelow(number: number): number {
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (this.#numbers[middle] < number) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  at(row: number): KeptFlow {
    return {
      number: this.#numbers[row],
      edge: this.#edges[row],
      edgeSerial: this.#serials[row],
      verdict: this.#verdicts[row],
      shelf: this.#shelves[row],
      timeMs: this.#times[row],
      oneIn: this.#oneIns[row],
      bytes: this.#bytes.subarray(row === 0 ? 0 : this.#ends[row - 1], this.#ends[row]),
    };
  }
}
