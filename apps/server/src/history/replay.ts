/** Whoever is away for longer is not waited for: what it tells then is late. */
const LONGEST_HOLD_MS = 60_000;
/** Nodes are not told in one order: a replay is over a moment after it came to its end. */
const SETTLE_MS = 2000;
/** On a quiet cluster nothing is told at all. */
const QUIET_MS = 8000;

/**
 * How far one source has come with what happened while it was not heard. Until then no bucket is closed, for a server
 * that dies in between leaves to its successor exactly what is not closed:
 *
 *     connected ── away ── asked for what is missing ── told ── settled ── connected
 *                 └──────────────── behind ────────────────────┘
 *
 * Times are of our clock, but for those of flows.
 */
export class Replay {
  #isOn = true;
  #behindSinceMs: number | undefined;
  #askedMs = Infinity;
  #lastMs = Infinity;
  #reachedMs: number | undefined;
  #isFirst = true;

  /** Whether flows have to be told here. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** A stream was asked for what is missing. */
  asked(nowMs: number): void {
    this.#isOn = true;
    this.#isFirst = true;
    this.#askedMs = this.#lastMs = nowMs;
    this.#reachedMs = undefined;
    this.#behindSinceMs ??= nowMs;
  }

  /** A flow of that time came. */
  told(flowMs: number, nowMs: number): void {
    // Whoever was away for long is waited for again when it begins to tell.
    if (this.#isFirst) this.#behindSinceMs = nowMs;
    this.#isFirst = false;
    this.#lastMs = nowMs;
    if (flowMs >= this.#askedMs) this.#reachedMs ??= nowMs;
  }

  /** Whether buckets have to wait for this source. */
  isBehind(isConnected: boolean, nowMs: number): boolean {
    if (isConnected && (!this.#isOn || this.#isOver(nowMs))) {
      this.#isOn = false;
      this.#behindSinceMs = undefined;
      return false;
    }
    this.#behindSinceMs ??= nowMs;
    return nowMs - this.#behindSinceMs < LONGEST_HOLD_MS;
  }

  #isOver(nowMs: number): boolean {
    if (this.#reachedMs !== undefined) return nowMs - this.#reachedMs >= SETTLE_MS;
    return nowMs - this.#lastMs >= QUIET_MS;
  }
}
