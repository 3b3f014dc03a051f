/**
 * Knows which flows were counted, by the hash of their uuid, so that what a relay replays is not counted twice.
 *
 *     newest generation   [ . k . k k . ]   written
 *     older ones          [ k k . k . k ]   only read, and only for flows that are not newer than all before
 *
 * Bounded: 64 generations of 98,304 keys, 64 MB when all are used. A generation is closed when it is three quarters
 * full or 75 seconds old, and forgotten when it is the 65th or ten minutes old: so a replay of up to ten minutes is
 * recognised at up to 9,000 flows/s, and of the newest 6 million flows above that. Generations are small because
 * every flow writes to a random place of the newest one, and that is quick only while it fits the cache.
 */
export class DuplicateFilter {
  readonly #generations: Generation[] = [];

  /**
   * Remembers a key and says whether it was there. `mayBeOld` false spares the look into older generations: a flow
   * that is newer than everything its node sent was not sent before.
   */
  isDuplicate(low: number, high: number, mayBeOld: boolean, nowMs: number): boolean {
    low |= 0;
    high |= 0;
    if (low === 0 && high === 0) high = 1;
    let newest = this.#generations[0];
    if (newest === undefined || newest.count >= MAX_COUNT || nowMs - newest.openedMs > GENERATION_MS) {
      newest = this.#open(nowMs);
    }
    if (mayBeOld) {
      for (let i = 1; i < this.#generations.length; i++) if (this.#generations[i].has(low, high)) return true;
    }
    return !newest.add(low, high);
  }

  /** How long ago the oldest remembered key came. */
  horizonMs(nowMs: number): number {
    const oldest = this.#generations.at(-1);
    return oldest === undefined ? 0 : nowMs - oldest.openedMs;
  }

  #open(nowMs: number): Generation {
    const isFull = this.#generations.length === MAX_GENERATIONS;
    const last = this.#generations.at(-1);
    const isStale = last !== undefined && nowMs - last.openedMs > HORIZON_MS + GENERATION_MS;
    const reused = isFull || isStale ? this.#generations.pop() : undefined;
    const newest = reused ?? new Generation();
    newest.reset(nowMs);
    this.#generations.unshift(newest);
    return newest;
  }
}

const SLOTS = 1 << 17;
const MAX_COUNT = SLOTS * 0.75;
const MAX_GENERATIONS = 64;
const HORIZON_MS = 600_000;
const GENERATION_MS = 75_000;

class Generation {
  count = 0;
  openedMs = 0;
  /** Two numbers a key; zero and zero is empty. */
  readonly #keys = new Int32Array(2 * SLOTS);

  reset(nowMs: number): void {
    if (this.count > 0) this.#keys.fill(0);
    this.count = 0;
    this.openedMs = nowMs;
  }

  has(low: number, high: number): boolean {
    const at = this.#find(low, high);
    return this.#keys[at] !== 0 || this.#keys[at + 1] !== 0;
  }

  add(low: number, high: number): boolean {
    const at = this.#find(low, high);
    if (this.#keys[at] !== 0 || this.#keys[at + 1] !== 0) return false;
    this.#keys[at] = low;
    this.#keys[at + 1] = high;
    this.count++;
    return true;
  }

  /** Where the key is, or the empty place where it would be. */
  #find(low: number, high: number): number {
    const keys = this.#keys;
    let at = (low & (SLOTS - 1)) * 2;
    while (keys[at] !== 0 || keys[at + 1] !== 0) {
      if (keys[at] === low && keys[at + 1] === high) return at;
      at = (at + 2) & (2 * SLOTS - 1);
    }
    return at;
  }
}
