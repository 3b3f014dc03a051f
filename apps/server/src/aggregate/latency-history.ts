import { LatencySketch } from './latency-sketch.ts';
import type { TenRange } from './row-counts.ts';

/** Tens of seconds in an age: five minutes. */
const AGE_TENS = 30;
/** Enough that a range of 15 minutes is whole however it lies. */
const AGES = 4;

/** Buckets of the ages of all histories of a table together. */
export class LatencyRoom {
  used = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  get isFull(): boolean {
    return this.used >= this.#max;
  }
}

interface Age {
  number: number;
  readonly sketch: LatencySketch;
}

/** Latencies since `sinceTen`; 0 for all that there ever were. */
export interface LatencySpan {
  readonly sinceTen: number;
  readonly sketch: LatencySketch;
}

/**
 * Latencies of one row in ages of five minutes, and those of before in one sketch:
 *
 *     before ... | age | age | age | age going on |       an age that falls out is added to before
 *
 * Each latency is in one of them. When the table has no room left it goes to `before` at once, and a range that begins
 * earlier than that is answered with everything there is.
 */
export class LatencyHistory {
  readonly #room: LatencyRoom;
  readonly #before = new LatencySketch();
  /** The newest age of which something is in `before`; -1 for none. */
  #beforeAge = -1;
  readonly #ages: Age[] = [];

  constructor(room: LatencyRoom) {
    this.#room = room;
  }

  /** The bucket it went to, for `remove`. */
  add(latencyNs: number, ten: number): number {
    const number = ageOf(ten);
    const age = this.#room.isFull ? undefined : this.#ageFor(number);
    if (age === undefined) {
      this.#beforeAge = Math.max(this.#beforeAge, number);
      return this.#before.add(latencyNs);
    }
    const before = age.sketch.buckets;
    const bucket = age.sketch.add(latencyNs);
    this.#room.used += age.sketch.buckets - before;
    return bucket;
  }

  /** Takes away what was added at that ten. */
  remove(bucket: number, ten: number): void {
    const age = this.#find(ageOf(ten));
    if (age === undefined || !age.sketch.remove(bucket)) this.#before.remove(bucket);
  }

  get count(): number {
    return this.#ages.reduce((sum, { sketch }) => sum + sketch.count, this.#before.count);
  }

  /** What the ages that touch the range hold, or everything when they do not reach back so far. */
  in(range: TenRange | undefined): LatencySpan {
    const sketch = new LatencySketch();
    const from = range === undefined ? -1 : ageOf(range.from);
    const isWhole = from > this.#beforeAge;
    if (!isWhole) sketch.merge(this.#before);
    for (const age of this.#ages) {
      const isIn = range !== undefined && age.number >= from && age.number * AGE_TENS < range.to;
      if (!isWhole || isIn) sketch.merge(age.sketch);
    }
    return { sinceTen: isWhole ? from * AGE_TENS : 0, sketch };
  }

  /** Adds everything to `into`. Not to be used any more after that. */
  moveTo(into: LatencyHistory): void {
    into.#before.merge(this.#before);
    into.#beforeAge = Math.max(into.#beforeAge, this.#beforeAge);
    for (const { number, sketch } of this.#ages) {
      into.#before.merge(sketch);
      if (sketch.count > 0) into.#beforeAge = Math.max(into.#beforeAge, number);
    }
    this.release();
  }

  /** Gives the room of ages back that fell out by that ten. */
  retire(ten: number): void {
    const oldest = ageOf(ten) - AGES + 1;
    const fallenOut = this.#ages.filter(({ number }) => number < oldest);
    for (const age of fallenOut) this.#leave(this.#ages.indexOf(age));
  }

  /** Gives all room back. */
  release(): void {
    for (const { sketch } of this.#ages) this.#room.used -= sketch.buckets;
    this.#ages.length = 0;
  }

  #find(number: number): Age | undefined {
    for (const age of this.#ages) if (age.number === number) return age;
    return undefined;
  }

  /** The age of that number; undefined when it fell out already. */
  #ageFor(number: number): Age | undefined {
    const known = this.#find(number);
    if (known !== undefined) return known;
    if (this.#ages.length < AGES) return this.#begin(number);
    let oldest = 0;
    for (let i = 1; i < AGES; i++) if (this.#ages[i].number < this.#ages[oldest].number) oldest = i;
    if (number < this.#ages[oldest].number) return undefined;
    this.#leave(oldest);
    return this.#begin(number);
  }

  #leave(row: number): void {
    const [{ number, sketch }] = this.#ages.splice(row, 1);
    this.#before.merge(sketch);
    this.#beforeAge = Math.max(this.#beforeAge, number);
    this.#room.used -= sketch.buckets;
  }

  #begin(number: number): Age {
    const age = { number, sketch: new LatencySketch() };
    this.#ages.push(age);
    return age;
  }
}

export function ageOf(ten: number): number {
  return Math.floor(ten / AGE_TENS);
}
