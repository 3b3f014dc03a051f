/** More than this between two looks, and it was us who stood still. */
const MAX_STEP_MS = 500;

/**
 * How long nothing was heard of a server while we listened, ms. What passed between two looks counts, and half a second
 * of it at most: when this process stands still, what was said meanwhile lies unread, and timers run before it is read.
 *
 *     looks        |    |    |        stopped        |    |
 *     silence      0   200  400                     900  1100
 */
export class Silence {
  #silentMs = 0;
  #lookedMs: number;

  /** Times are of the monotonic clock. */
  constructor(nowMs: number) {
    this.#lookedMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#silentMs = 0;
    this.#lookedMs = nowMs;
  }

  look(nowMs: number): number {
    this.#silentMs += Math.min(MAX_STEP_MS, nowMs - this.#lookedMs);
    this.#lookedMs = nowMs;
    return this.#silentMs;
  }
}
