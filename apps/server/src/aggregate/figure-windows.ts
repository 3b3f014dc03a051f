/**
 * Counters over time, in lanes. A lane holds the last minute in seconds and the last 15 minutes in tens of seconds:
 *
 *     lane  [ s s s s ... 60 ][ t t t ... 90 ]     a slot is used again when its time fell out
 *
 * `newest` is the latest second a lane has seen; what lies before it and inside the rings is valid. Time in a lane
 * only moves forward: an earlier second is still added where it is valid, and refused where it is not.
 *
 * Bounded: `maxLanes` x 604 bytes, taken in blocks when needed. `allocate` answers -1 past the bound.
 */
export class FigureWindows {
  readonly #maxLanes: number;
  readonly #blocks: Uint32Array[] = [];
  readonly #newest: Uint32Array[] = [];
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
      this.#newest.push(new Uint32Array(LANES_PER_BLOCK));
    }
    return this.#used++;
  }

  release(lane: number): void {
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    this.#block(lane).fill(0, at, at + SLOTS);
    this.#newest[(lane / LANES_PER_BLOCK) | 0][lane % LANES_PER_BLOCK] = 0;
    this.#free.push(lane);
  }

  /** False when `second` fell out of the lane already; nothing is added then. */
  add(lane: number, second: number, amount: number): boolean {
    const block = this.#block(lane);
    const newestOf = this.#newest[(lane / LANES_PER_BLOCK) | 0];
    const row = lane % LANES_PER_BLOCK;
    const at = row * SLOTS;
    const newest = newestOf[row];
    const ten = (second / 10) | 0;
    if (second > newest) {
      advance(block, at, newest, second);
      newestOf[row] = second;
    } else if (ten <= ((newest / 10) | 0) - TENS) {
      return false;
    }
    if (second > newest - SECONDS) block[at + (second % SECONDS)] += amount;
    block[at + SECONDS + (ten % TENS)] += amount;
    return true;
  }

  /** Sum over seconds [from, to), which must lie within the last minute of the lane to be complete. */
  sumSeconds(lane: number, from: number, to: number): number {
    const newest = this.#newestOf(lane);
    return this.#sum(lane, 0, SECONDS, Math.max(from, newest - SECONDS + 1), Math.min(to, newest + 1));
  }

  /** Sum over tens of seconds [fromTen, toTen), numbered from 1970. */
  sumTens(lane: number, fromTen: number, toTen: number): number {
    const newest = (this.#newestOf(lane) / 10) | 0;
    return this.#sum(lane, SECONDS, TENS, Math.max(fromTen, newest - TENS + 1), Math.min(toTen, newest + 1));
  }

  /** Adds everything that `from` holds to `into`, slot by slot. */
  merge(from: number, into: number): void {
    const newest = this.#newestOf(from);
    if (newest === 0) return;
    const block = this.#block(from);
    const at = (from % LANES_PER_BLOCK) * SLOTS;
    const newestTen = (newest / 10) | 0;
    for (let ten = Math.max(0, newestTen - TENS + 1); ten <= newestTen; ten++) {
      const amount = block[at + SECONDS + (ten % TENS)];
      if (amount > 0) this.#addTen(into, ten, amount);
    }
    for (let second = Math.max(0, newest - SECONDS + 1); second <= newest; second++) {
      const amount = block[at + (second % SECONDS)];
      if (amount > 0) this.#addSecond(into, second, amount);
    }
  }

  #addTen(lane: number, ten: number, amount: number): void {
    const second = ten * 10;
    if (!this.add(lane, second, amount)) return;
    const block = this.#block(lane);
    if (second > this.#newestOf(lane) - SECONDS) block[(lane % LANES_PER_BLOCK) * SLOTS + (second % SECONDS)] -= amount;
  }

  #addSecond(lane: number, second: number, amount: number): void {
    if (!this.add(lane, second, amount)) return;
    this.#block(lane)[(lane % LANES_PER_BLOCK) * SLOTS + SECONDS + (((second / 10) | 0) % TENS)] -= amount;
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
    return this.#newest[(lane / LANES_PER_BLOCK) | 0][lane % LANES_PER_BLOCK];
  }
}

export const SECONDS = 60;
export const TENS = 90;
const SLOTS = SECONDS + TENS;
const LANES_PER_BLOCK = 4096;

function advance(block: Uint32Array, at: number, newest: number, second: number): void {
  const firstSecond = Math.max(newest + 1, second - SECONDS + 1);
  for (let time = firstSecond; time <= second; time++) block[at + (time % SECONDS)] = 0;
  const ten = (second / 10) | 0;
  const firstTen = Math.max(((newest / 10) | 0) + 1, ten - TENS + 1);
  for (let time = firstTen; time <= ten; time++) block[at + SECONDS + (time % TENS)] = 0;
}
