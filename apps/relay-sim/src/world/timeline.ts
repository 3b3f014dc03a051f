import type { SimEvent } from '../sim-event.ts';

/**
 * Events that are made but not yet due, as a binary heap by time and then by the order in which they were
 * made. Its size is bounded by what happens in the longest exchange, about ten seconds of events.
 */
export class Timeline {
  readonly #heap: Entry[] = [];
  #made = 0;

  /** Events ever pushed. */
  get made(): number {
    return this.#made;
  }

  get pending(): number {
    return this.#heap.length;
  }

  push(event: SimEvent): void {
    const heap = this.#heap;
    const entry: Entry = { timeMs: event.timeMs, order: this.#made++, event };
    let hole = heap.length;
    heap.push(entry);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (isBefore(above, entry)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  /** The earliest event, if it is before `untilMs`. */
  shiftBefore(untilMs: number): SimEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.timeMs >= untilMs) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) sink(heap, last);
    return first.event;
  }
}

interface Entry {
  readonly timeMs: number;
  readonly order: number;
  readonly event: SimEvent;
}

function sink(heap: Entry[], entry: Entry): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (isBefore(entry, heap[child])) break;
    heap[hole] = heap[child]!;
    hole = child;
  }
  heap[hole] = entry;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
}
