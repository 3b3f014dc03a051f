import type { EdgeIndex, KeptFlow } from './graph-view.ts';

/** The newest flows as the bytes that came, in segments that are used in turn:
 *
 *     segment 0 [ flow 900 | flow 901 | ... ]   segment 1 [ flow 500 | ... ]   segment 2 [ flow 700 | ... ]
 *                        writing ▲                  next to be overwritten
 *
 * Bounded by `maxBytes`, figures beside the bytes included; the oldest segment makes room.
 */
export class KeptFlows {
  readonly #segments: Segment[] = [];
  readonly #maxSegments: number;
  #current = -1;
  #nextNumber = 1;

  constructor(maxBytes: number) {
    this.#maxSegments = Math.max(2, Math.floor(maxBytes / SEGMENT_COST));
  }

  /** The number it can be found by. */
  add(bytes: Uint8Array, edge: EdgeIndex, edgeSerial: number, verdict: number, timeMs: number): number {
    const number = this.#nextNumber++;
    if (bytes.length > SEGMENT_BYTES) return number;
    let segment = this.#segments[this.#current];
    if (segment === undefined || !segment.hasRoom(bytes.length)) segment = this.#turn(number);
    segment.add(bytes, edge, edgeSerial, verdict, timeMs);
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
    for (let back = 0; back < this.#segments.length; back++) {
      const segment = this.#segments[(this.#current - back + this.#segments.length) % this.#segments.length];
      const { firstNumber } = segment;
      if (firstNumber >= cursor) continue;
      for (let row = Math.min(segment.count, cursor - firstNumber) - 1; row >= 0; row--) {
        yield segment.at(row);
        if (segment.firstNumber !== firstNumber) return;
      }
    }
  }

  #turn(firstNumber: number): Segment {
    if (this.#segments.length < this.#maxSegments) {
      this.#current = this.#segments.push(new Segment()) - 1;
    } else {
      this.#current = (this.#current + 1) % this.#segments.length;
    }
    const segment = this.#segments[this.#current];
    segment.reset(firstNumber);
    return segment;
  }
}

const SEGMENT_BYTES = 1024 * 1024;
const SEGMENT_FLOWS = 4096;
const SEGMENT_COST = SEGMENT_BYTES + SEGMENT_FLOWS * 29;

class Segment {
  count = 0;
  used = 0;
  firstNumber = 0;
  readonly #bytes = new Uint8Array(SEGMENT_BYTES);
  readonly #ends = new Int32Array(SEGMENT_FLOWS);
  readonly #edges = new Int32Array(SEGMENT_FLOWS);
  readonly #serials = new Float64Array(SEGMENT_FLOWS);
  readonly #verdicts = new Uint8Array(SEGMENT_FLOWS);
  readonly #times = new Float64Array(SEGMENT_FLOWS);

  reset(firstNumber: number): void {
    this.count = 0;
    this.used = 0;
    this.firstNumber = firstNumber;
  }

  hasRoom(bytes: number): boolean {
    return this.count < SEGMENT_FLOWS && this.used + bytes <= SEGMENT_BYTES;
  }

  add(bytes: Uint8Array, edge: EdgeIndex, serial: number, verdict: number, timeMs: number): void {
    const row = this.count++;
    this.#bytes.set(bytes, this.used);
    this.used += bytes.length;
    this.#ends[row] = this.used;
    this.#edges[row] = edge;
    this.#serials[row] = serial;
    this.#verdicts[row] = verdict;
    this.#times[row] = timeMs;
  }

  at(row: number): KeptFlow {
    return {
      number: this.firstNumber + row,
      edge: this.#edges[row],
      edgeSerial: this.#serials[row],
      verdict: this.#verdicts[row],
      timeMs: this.#times[row],
      bytes: this.#bytes.subarray(row === 0 ? 0 : this.#ends[row - 1], this.#ends[row]),
    };
  }
}
