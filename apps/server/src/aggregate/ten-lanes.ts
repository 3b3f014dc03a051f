/** A quarter of an hour in tens of seconds, and a little more, for flows that are ahead of our clock. */
export const LANE_TENS = 92;

/** Who holds a lane. The pool sets `lane` to -1 when it takes back a lane in which nothing is left. */
export interface LaneHolder {
  lane: number;
}

/**
 * Counters of the last quarter of an hour by tens of seconds since 1970, in lanes that come from a pool:
 *
 *     lane  [ newest ][ t t t t ... 92 ]       a slot is used again when its time fell out
 *
 * Bounded: `maxLanes` x 372 bytes, taken in blocks when needed. At the bound, lanes that held nothing new for a quarter
 * of an hour are taken back; when there are none `allocate` answers -1.
 */
export class TenLanes {
  readonly #maxLanes: number;
  readonly #blocks: Uint32Array[] = [];
  readonly #holders: (LaneHolder | undefined)[] = [];
  readonly #free: number[] = [];
  #newestTen = 0;
  #sweptTen = 0;

  constructor(maxLanes: number) {
    this.#maxLanes = maxLanes;
  }

  get inUse(): number {
    return this.#holders.length - this.#free.length;
  }

  /** A lane of zeros for the holder, or -1. */
  allocate(holder: LaneHolder): number {
    if (this.#free.length === 0 && this.#holders.length >= this.#maxLanes) this.#sweep();
    const freed = this.#free.pop();
    if (freed !== undefined) {
      this.#holders[freed] = holder;
      return freed;
    }
    const lane = this.#holders.length;
    if (lane >= this.#maxLanes) return -1;
    if (lane % LANES_PER_BLOCK === 0) this.#blocks.push(new Uint32Array(LANES_PER_BLOCK * SLOTS));
    this.#holders.push(holder);
    return lane;
  }

  release(lane: number): void {
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    this.#block(lane).fill(0, at, at + SLOTS);
    this.#holders[lane] = undefined;
    this.#free.push(lane);
  }

  /** `amount` may take away what was added before. Nothing is added where time fell out already. */
  add(lane: number, ten: number, amount: number): void {
    const block = this.#block(lane);
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    const newest = block[at];
    if (ten > newest) {
      const first = Math.max(newest + 1, ten - LANE_TENS + 1);
      for (let time = first; time <= ten; time++) block[at + 1 + (time % LANE_TENS)] = 0;
      block[at] = ten;
      if (ten > this.#newestTen) this.#newestTen = ten;
    } else if (ten <= newest - LANE_TENS) return;
    const slot = at + 1 + (ten % LANE_TENS);
    block[slot] = Math.max(0, block[slot] + amount);
  }

  /** Sum over the tens [from, to). */
  sum(lane: number, from: number, to: number): number {
    const block = this.#block(lane);
    const at = (lane % LANES_PER_BLOCK) * SLOTS;
    const end = Math.min(to, block[at] + 1);
    let sum = 0;
    for (let ten = Math.max(0, from, block[at] - LANE_TENS + 1); ten < end; ten++) {
      sum += block[at + 1 + (ten % LANE_TENS)];
    }
    return sum;
  }

  /** Whether a lane that was last added to at `ten` holds nothing of the last quarter of an hour. */
  isStale(ten: number): boolean {
    return ten <= this.#newestTen - LANE_TENS;
  }

  /** The ten that a lane was last added to. */
  newestOf(lane: number): number {
    return this.#block(lane)[(lane % LANES_PER_BLOCK) * SLOTS];
  }

  #sweep(): void {
    if (this.#newestTen === this.#sweptTen) return;
    this.#sweptTen = this.#newestTen;
    for (const [lane, holder] of this.#holders.entries()) {
      if (holder === undefined || !this.isStale(this.newestOf(lane))) continue;
      this.release(lane);
      holder.lane = -1;
    }
  }

  #block(lane: number): Uint32Array {
    return this.#blocks[(lane / LANES_PER_BLOCK) | 0];
  }
}

const SLOTS = 1 + LANE_TENS;
const LANES_PER_BLOCK = 1024;

/** The ten of seconds, numbered from 1970. */
export function tenOf(timeMs: number): number {
  return (timeMs / 10_000) | 0;
}
