import type { StreamItem } from '../agent/stream-item.ts';
import { MinHeap } from './min-heap.ts';

/**
 * Puts items in order of time as far as a bounded heap can: a full heap gives its oldest item away before it takes
 * the next. Only when nothing came for `drainMs`, what is older than `drainMs` is let go.
 */
export class SortBuffer {
  readonly #length: number;
  readonly #drainMs: number;
  readonly #send: (item: StreamItem) => void;
  readonly #mayDrain: () => boolean;
  readonly #heap = new MinHeap<StreamItem>(isEarlier);
  #timer: NodeJS.Timeout | undefined;
  #lastItemMs = 0;
  /** What is older is on its way out; -Infinity when nothing is. */
  #drainUntilMs = -Infinity;

  /** A stream whose client takes nothing does not drain either; `mayDrain` tells. */
  constructor(length: number, drainMs: number, send: (item: StreamItem) => void, mayDrain: () => boolean) {
    this.#length = length;
    this.#drainMs = drainMs;
    this.#send = send;
    this.#mayDrain = mayDrain;
  }

  get size(): number {
    return this.#heap.size;
  }

  add(item: StreamItem): void {
    if (this.#heap.size >= this.#length) this.#sendOldest();
    this.#heap.push(item);
    this.#lastItemMs = performance.now();
    this.#timer ??= setTimeout(() => this.#drain(), this.#drainMs);
  }

  /** Lets everything go, in order. */
  flush(): void {
    while (this.#heap.size > 0) this.#sendOldest();
  }

  /** Goes on with a drain that a blocked client interrupted. */
  resume(): void {
    while (this.#mayDrain()) {
      if ((this.#heap.peek()?.timeMs ?? Infinity) >= this.#drainUntilMs) {
        this.#drainUntilMs = -Infinity;
        return;
      }
      this.#sendOldest();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #drain(): void {
    this.#timer = undefined;
    const quietMs = performance.now() - this.#lastItemMs;
    const isQuiet = quietMs >= this.#drainMs - 1;
    if (isQuiet) {
      this.#drainUntilMs = Date.now() - this.#drainMs;
      this.resume();
    }
    if (this.#heap.size > 0) {
      this.#timer = setTimeout(() => this.#drain(), isQuiet ? this.#drainMs : this.#drainMs - quietMs);
    }
  }

  #sendOldest(): void {
    const item = this.#heap.pop();
    if (item !== undefined) this.#send(item);
  }
}

function isEarlier(a: StreamItem, b: StreamItem): boolean {
  return a.timeMs === b.timeMs ? a.arrival < b.arrival : a.timeMs < b.timeMs;
}
