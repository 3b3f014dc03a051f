import type { LateCount } from './graph-view.ts';

/** Of so many nobody is told singly; they are counted in `left`. */
const MAX_COUNTS = 200_000;

/**
 * What is counted after its bucket was closed: nodes that come back tell of minutes ago. Bounded: 200,000 counts between
 * two looks.
 */
export class LateCounts {
  /** Counts that found no room, since the start. */
  left = 0;
  #counts: LateCount[] = [];

  add(count: LateCount): void {
    if (this.#counts.length < MAX_COUNTS) this.#counts.push(count);
    else this.left++;
  }

  take(): readonly LateCount[] {
    const counts = this.#counts;
    this.#counts = [];
    return counts;
  }
}
