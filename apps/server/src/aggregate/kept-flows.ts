import type { EdgeIndex, KeptFlow } from './graph-view.ts';

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
  #nextNumber = 1;

  constructor(maxBytes: number) {
    this.#segmentBytes = Math.min(MAX_SEGMENT_BYTES, Math.floor(maxBytes / (MIN_SEGMENTS * COST_PER_BYTE)));
    this.#maxSegments = Math.max(MIN_SEGMENTS, Math.floor(maxBytes / (this.#segmentBytes * COST_PER_BYTE)));
  }

  /** The number of a flow that does not go into the ring. */
  pass(): number {
    return this.#nextNumber++;
  }

  /** The number it can be found by; 0 when it is not kept. `oneIn`: of so many flows it is the one that is kept. */
  add(bytes: Uint8Array, edge: EdgeIndex, edgeSerial: number, verdict: number, timeMs: number, oneIn = 1): number {
    if (bytes.length > this.#segmentBytes) {
      this.tooLarge++;
      return 0;
    }
    const number = this.#nextNumber++;
    let segment = this.#segments[this.#current];
    if (segment === undefined || !segment.hasRoom(bytes.length)) segment = this.#turn(number);
    segment.add({ number, edge, edgeSerial, verdict, timeMs, oneIn, bytes });
    return number;
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

  #turn(firstNumber: number): Segment {
    if (this.#segments.length < this.#maxSegments) {
      this.#current = this.#segments.push(new Segment(this.#segmentBytes)) - 1;
    } else {
      this.#current = (this.#current + 1) % this.#segments.length;
    }
    const segment = this.#segments[this.#current];
    segment.reset(firstNumber);
    return segment;
  }
}

const MAX_SEGMENT_BYTES = 1024 * 1024;
const MIN_SEGMENTS = 4;
/** A segment has figures for one flow per 256 bytes, 37 bytes each. */
const BYTES_PER_FLOW = 256;
const COST_PER_BYTE = 1 + 37 / BYTES_PER_FLOW;

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
    this.#times = new Float64Array(flows);
    this.#oneIns = new Int32Array(flows);
  }

  reset(firstNumber: number): void {
    this.count = 0;
    this.used = 0;
    this.firstNumber = firstNumber;
  }

  hasRoom(bytes: number): boolean {
    return this.count < this.#ends.length && this.used + bytes <= this.#bytes.length;
  }

  add({ number, edge, edgeSerial, verdict, timeMs, oneIn, bytes }: KeptFlow): void {
    const row = this.count++;
    this.#bytes.set(bytes, this.used);
    this.used += bytes.length;
    this.#numbers[row] = number;
    this.#ends[row] = this.used;
    this.#edges[row] = edge;
    this.#serials[row] = edgeSerial;
    this.#verdicts[row] = verdict;
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
      timeMs: this.#times[row],
      oneIn: this.#oneIns[row],
      bytes: this.#bytes.subarray(row === 0 ? 0 : this.#ends[row - 1], this.#ends[row]),
    };
  }
}
