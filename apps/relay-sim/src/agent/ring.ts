import type { StreamItem } from './stream-item.ts';

/**
 * The newest events of one node. 2^n slots, of which one is always being written, so 2^n-1 are kept:
 *
 *     oldest            next
 *       v                v
 *     [ 5 ][ 6 ][ 7 ]( 4 )      capacity 3, positions 5 to 7
 *
 * Positions count up for ever; the oldest item is overwritten.
 */
export class Ring {
  readonly capacity: number;
  readonly #slots: (StreamItem | undefined)[];
  readonly #mask: number;
  #next = 0;

  constructor(capacity: number) {
    if (!isRingCapacity(capacity)) throw new RangeError(`a ring holds 2^n-1 events, at most 65535, not ${capacity}`);
    this.capacity = capacity;
    this.#mask = capacity;
    this.#slots = Array.from({ length: capacity + 1 });
  }

  /** Position that is written next. */
  get next(): number {
    return this.#next;
  }

  get oldest(): number {
    return Math.max(0, this.#next - this.capacity);
  }

  get size(): number {
    return this.#next - this.oldest;
  }

  write(item: StreamItem): void {
    this.#slots[this.#next & this.#mask] = item;
    this.#next++;
  }

  at(position: number): StreamItem {
    const item = this.#slots[position & this.#mask];
    if (item === undefined || position < this.oldest || position >= this.#next) {
      throw new RangeError(`no event at position ${position}`);
    }
    return item;
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.#next = 0;
  }
}

export function isRingCapacity(capacity: number): boolean {
  return Number.isInteger(capacity) && capacity >= 1 && capacity <= 65535 && ((capacity + 1) & capacity) === 0;
}
