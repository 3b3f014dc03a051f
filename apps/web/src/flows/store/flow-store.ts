import { scanResponse } from './scan-response.ts';

export interface FlowStoreBounds {
  readonly flows: number;
  /** A whole number of segments. */
  readonly segments: number;
  readonly segmentBytes: number;
}

/** 100,000 flows in at most 96 MiB. */
export const FLOW_STORE_BOUNDS: FlowStoreBounds = { flows: 100_000, segments: 96, segmentBytes: 1024 * 1024 };

/** Verdicts of the schema have numbers below it; newer ones count as unknown. */
export const VERDICTS = 8;

/**
 * The newest flows, as the bytes that came. A flow has a serial, which is never used again; serials are half-open:
 *
 *     serial      0 ......... from ................ to
 *                  left         kept                  the next
 *
 * The bytes lie one behind the other in segments, which are used in turn. At either bound the oldest flows leave, or,
 * while nothing may be lost, the new one is refused. A flow larger than a segment is refused always.
 */
export class FlowStore {
  readonly #bounds: FlowStoreBounds;
  readonly #segments: Uint8Array[] = [];
  /** Serial of the segment that is written to; its place is the remainder. */
  #segment = 0;
  #written = 0;
  #from = 0;
  #to = 0;
  // Columns by serial, used in turn.
  readonly #number: Float64Array;
  readonly #timeMs: Float64Array;
  readonly #verdict: Uint8Array;
  readonly #segmentOf: Uint32Array;
  readonly #start: Uint32Array;
  readonly #length: Uint32Array;
  readonly #counts = new Float64Array(VERDICTS);

  constructor(bounds: FlowStoreBounds = FLOW_STORE_BOUNDS) {
    this.#bounds = bounds;
    const { flows } = bounds;
    this.#number = new Float64Array(flows);
    this.#timeMs = new Float64Array(flows);
    this.#verdict = new Uint8Array(flows);
    this.#segmentOf = new Uint32Array(flows);
    this.#start = new Uint32Array(flows);
    this.#length = new Uint32Array(flows);
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  /** Of segments, whether they are full or not. */
  get bytes(): number {
    return this.#segments.length * this.#bounds.segmentBytes;
  }

  /** Keeps a copy. False when it is refused. */
  append(number: number, response: Uint8Array, mayLose: boolean): boolean {
    const { flows, segments, segmentBytes } = this.#bounds;
    if (response.length > segmentBytes) return false;
    const startsSegment = this.#written + response.length > segmentBytes;
    const overwrites =
      startsSegment && this.#from < this.#to && this.#segmentOfOldest() <= this.#segment + 1 - segments;
    if (!mayLose && (overwrites || this.#to - this.#from >= flows)) return false;
    if (startsSegment) this.#nextSegment();
    if (this.#to - this.#from >= flows) this.#loseOldest();

    const place = (this.#segments[this.#segment % segments] ??= new Uint8Array(segmentBytes));
    place.set(response, this.#written);
    const { verdict, timeMs } = scanResponse(response);
    const at = this.#to % flows;
    this.#number[at] = number;
    this.#timeMs[at] = timeMs;
    this.#verdict[at] = verdict < VERDICTS ? verdict : 0;
    this.#segmentOf[at] = this.#segment;
    this.#start[at] = this.#written;
    this.#length[at] = response.length;
    this.#count(at, 1);
    this.#written += response.length;
    this.#to += 1;
    return true;
  }

  /** A view of the bytes, until the next `append`. Undefined for what is not kept. */
  bytesOf(serial: number): Uint8Array | undefined {
    if (serial < this.#from || serial >= this.#to) return undefined;
    const at = serial % this.#bounds.flows;
    const start = this.#start[at] ?? 0;
    return this.#segments[(this.#segmentOf[at] ?? 0) % this.#bounds.segments]?.subarray(
      start,
      start + (this.#length[at] ?? 0),
    );
  }

  numberOf(serial: number): number {
    return this.#number[serial % this.#bounds.flows] ?? 0;
  }

  timeMsOf(serial: number): number {
    return this.#timeMs[serial % this.#bounds.flows] ?? Number.NaN;
  }

  verdictOf(serial: number): number {
    return this.#verdict[serial % this.#bounds.flows] ?? 0;
  }

  /** Flows by verdict, of those that are kept and older than `to`. */
  countsUpTo(to: number): readonly number[] {
    const counts = [...this.#counts];
    for (let serial = Math.max(to, this.#from); serial < this.#to; serial += 1) {
      const verdict = this.verdictOf(serial);
      counts[verdict] = (counts[verdict] ?? 0) - 1;
    }
    return counts;
  }

  /** Forgets everything that is kept; serials go on. */
  clear(): void {
    this.#from = this.#to;
    this.#counts.fill(0);
  }

  #nextSegment(): void {
    this.#segment += 1;
    this.#written = 0;
    const gone = this.#segment - this.#bounds.segments;
    while (this.#from < this.#to && this.#segmentOfOldest() <= gone) this.#loseOldest();
  }

  #segmentOfOldest(): number {
    return this.#segmentOf[this.#from % this.#bounds.flows] ?? 0;
  }

  #loseOldest(): void {
    this.#count(this.#from % this.#bounds.flows, -1);
    this.#from += 1;
  }

  #count(at: number, by: 1 | -1): void {
    const verdict = this.#verdict[at] ?? 0;
    this.#counts[verdict] = (this.#counts[verdict] ?? 0) + by;
  }
}
