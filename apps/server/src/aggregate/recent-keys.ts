/**
 * A bounded memory of 64-bit keys, in sets of four. `find` gives a slot for a key; callers keep columns of their own
 * beside it. A full set gives its oldest slot to the new key: what it stood for is forgotten.
 */
export class RecentKeys {
  readonly slots: number;
  /** When the slot was last touched, milliseconds; 0 for never. Owned by the caller, read here to find the oldest. */
  readonly touchedMs: Float64Array;
  /** Keys that were pushed out before their time. */
  evicted = 0;
  /** Whether the last `find` met the key. */
  found = false;
  readonly #mask: number;
  readonly #low: Int32Array;
  readonly #high: Int32Array;

  /** `sets` is a power of two. */
  constructor(sets: number) {
    this.slots = sets * WAYS;
    this.#mask = sets - 1;
    this.#low = new Int32Array(this.slots);
    this.#high = new Int32Array(this.slots);
    this.touchedMs = new Float64Array(this.slots);
  }

  /** The slot of the key, or -1. */
  peek(low: number, high: number): number {
    const first = (low & this.#mask) * WAYS;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#low[slot] === low && this.#high[slot] === high && this.touchedMs[slot] !== 0) return slot;
    }
    return -1;
  }

  /** The slot of the key; a fresh one, with `found` false, if it was not there. `keepAfterMs`: younger ones count as evicted. */
  find(low: number, high: number, keepAfterMs: number): number {
    low |= 0;
    high |= 0;
    const first = (low & this.#mask) * WAYS;
    let oldest = first;
    for (let slot = first; slot < first + WAYS; slot++) {
      if (this.#low[slot] === low && this.#high[slot] === high && this.touchedMs[slot] !== 0) {
        this.found = true;
        return slot;
      }
      if (this.touchedMs[slot] < this.touchedMs[oldest]) oldest = slot;
    }
    if (this.touchedMs[oldest] > keepAfterMs) this.evicted++;
    this.#low[oldest] = low;
    this.#high[oldest] = high;
    this.found = false;
    return oldest;
  }
}

const WAYS = 4;
