/**
 * Counters over time, in lanes. A lane holds a minute in seconds and 15 minutes in tens of seconds, and a little more
 * of both, so that they are whole also when the newest flow is ahead of our clock:
 *
 *     lane  [ newest ][ sum ][ s s s s ... 66 ][ t t t ... 92 ]     a slot is used again when its time fell out
 *
 * `newest` is the latest second a lane has seen; what lies before it and inside the rings is valid. `sum` is that of all
 * seconds, so that nearly all of them are added up by what is left out. Time in a lane only moves forward: an earlier
 * second is still added where it is valid, and refused where it is not.
 *
 * Bounded: `maxLanes` x 640 bytes, taken in blocks when needed. `allocate` answers -1 past the bound.
 */
export class FigureWindows {
  readonly #maxLanes: number;
  readonly #blocks: Uint32Array[] = [];
  readonly #free: number[] = [];
  #used = 0;

  constructor(maxLanes: number) {
    this.#maxLanes = maxLanes;
  }

  get lanesInUse(): number {
    return this.#used - this.#free.length;
  }

  allocate(): number {
    const freed = this.#free.pop();
    if (freed !== undefined) return freed;
    if (this.#used >= this.#maxLanes) return -1;
    if (this.#used % LANES_PER_BLOCK === 0) {
      this.#blocks.push(new Uint32Array(LANES_PER_BLOCK * SLOTS));
    }
    return this.#used++;
  }

  release(lane: number): void {
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    this.#block(lane).fill(0, at, at + SLOTS);
    this.#free.push(lane);
  }

  /** False when `second` fell out of the lane already; nothing is added then. */
  add(lane: number, second: number, amount: number): boolean {
    const block = this.#block(lane);
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    const newest = block[at];
    const ten = (second / 10) | 0;
    if (second > newest) {
      advance(block, at, newest, second);
      block[at] = second;
    } else if (ten <= ((newest / 10) | 0) - TENS) {
      return false;
    }
    if (second > newest - SECONDS) addToSecond(block, at, second, amount);
    block[at + RING + SECONDS + (ten % TENS)] += amount;
    return true;
  }

  /** Sum over seconds [from, to), which must lie within the last minute of the lane to be complete. */
  sumSeconds(lane: number, from: number, to: number): number {
    const newest = this.#newestOf(lane);
    const first = Math.max(0, newest - SECONDS + 1);
    const start = Math.max(from, first);
    const end = Math.min(to, newest + 1);
    if (end - start < SECONDS / 2) return this.#sum(lane, RING, SECONDS, start, end);
    const leftOut = this.#sum(lane, RING, SECONDS, first, start) + this.#sum(lane, RING, SECONDS, end, newest + 1);
    return this.#block(lane)[(lane % LANES_PER_BLOCK) * SLOTS + SUM] - leftOut;
  }

  /** Sum over tens of seconds [fromTen, toTen), numbered from 1970. */
  sumTens(lane: number, fromTen: number, toTen: number): number {
    const newest = (this.#newestOf(lane) / 10) | 0;
    return this.#sum(lane, RING + SECONDS, TENS, Math.max(fromTen, newest - TENS + 1), Math.min(toTen, newest + 1));
  }

  /** Adds everything that `from` holds to `into`, slot by slot. */
  merge(from: number, into: number): void {
    const newest = this.#newestOf(from);
    if (newest === 0) return;
    const block = this.#block(from);
    const at = (from % LANES_PER_BLOCK) * SLOTS;
    const newestTen = (newest / 10) | 0;
    for (let ten = Math.max(0, newestTen - TENS + 1); ten <= newestTen; ten++) {
      const amount = block[at + RING + SECONDS + (ten % TENS)];
      if (amount > 0) this.#addTen(into, ten, amount);
    }
    for (let second = Math.max(0, newest - SECONDS + 1); second <= newest; second++) {
      const amount = block[at + RING + (second % SECONDS)];
      if (amount > 0) this.#addSecond(into, second, amount);
    }
  }

  #addTen(lane: number, ten: number, amount: number): void {
    const second = ten * 10;
    if (!this.add(lane, second, amount)) return;
    if (second <= this.#newestOf(lane) - SECONDS) return;
    addToSecond(this.#block(lane), (lane % LANES_PER_BLOCK) * SLOTS, second, -amount);
  }

  #addSecond(lane: number, second: number, amount: number): void {
    if (!this.add(lane, second, amount)) return;
    this.#block(lane)[(lane % LANES_PER_BLOCK) * SLOTS + RING + SECONDS + (((second / 10) | 0) % TENS)] -= amount;
  }

  #sum(lane: number, ring: number, length: number, from: number, to: number): number {
    const block = this.#block(lane);
    const at = (lane % LANES_PER_BLOCK) * SLOTS + ring;
    const start = Math.max(0, from);
    let slot = start % length;
    let sum = 0;
    for (let time = start; time < to; time++) {
      sum += block[at + slot];
      if (++slot === length) slot = 0;
    }
    return sum;
  }

  #block(lane: number): Uint32Array {
    return this.#blocks[(lane / LANES_PER_BLOCK) | 0];
  }

  #newestOf(lane: number): number {
    return this.#block(lane)[(lane % LANES_PER_BLOCK) * SLOTS];
  }
}

export const SECONDS = 66;
export const TENS = 92;
const SUM = 1;
const RING = 2;
const SLOTS = RING + SECONDS + TENS;
const LANES_PER_BLOCK = 4096;

function addToSecond(block: Uint32Array, at: number, second: number, amount: number): void {
  block[at + RING + (second % SECONDS)] += amount;
  block[at + SUM] += amount;
}

function advance(block: Uint32Array, at: number, newest: number, second: number): void {
  const firstSecond = Math.max(newest + 1, second - SECONDS + 1);
  for (let time = firstSecond; time <= second; time++) {
    const slot = at + RING + (time % SECONDS);
    block[at + SUM] -= block[slot];
    block[slot] = 0;
  }
  const ten = (second / 10) | 0;
  const firstTen = Math.max(((newest / 10) | 0) + 1, ten - TENS + 1);
  for (let time = firstTen; time <= ten; time++) block[at + RING + SECONDS + (time % TENS)] = 0;
}
