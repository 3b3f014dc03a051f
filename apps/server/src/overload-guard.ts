/** This far behind the stream, beyond what is usual, we begin to shed; below the other we take back. */
const SHED_ABOVE_MS = 2_000;
const RELIEF_BELOW_MS = 500;
const MAX_AHEAD_MS = 5_000;
/** With less of our time in use than this, what is late is late upstream. */
const BUSY_SHARE = 0.8;
/** At most 63 of 64 flows are shed. */
const MAX_LEVEL = 6;
/** What is usual is the least lag within this time. */
const USUAL_OVER_STEPS = 240;
/** Longer without a step or a flow, and this process stood still. */
const STOOD_STILL_MS = 2_000;

/**
 * Decides which flows are shed when we cannot keep up: of every 2^level flows one is counted in full, the others are
 * counted as dropped. Judged by how old the freshest flow of a step is, against the least age seen in the last
 * minute, so that clocks which differ from ours do no harm; and only while we are busy, because a stream may be late
 * without our doing. Flows that waited while this process stood still are old however fast we are.
 */
export class OverloadGuard {
  level = 0;
  #messages = 0;
  #freshestMs = Infinity;
  readonly #lags: number[] = [];
  #usualMs = 0;
  #lookedMs = Infinity;
  #awakeSinceMs = -Infinity;

  /** One flow was taken; `ageMs` is our clock minus its time. From the future it says nothing about us. */
  taken(ageMs: number, nowMs: number): void {
    this.#look(nowMs);
    if (ageMs - this.#usualMs > nowMs - this.#awakeSinceMs) return;
    if (ageMs > -MAX_AHEAD_MS && ageMs < this.#freshestMs) this.#freshestMs = ageMs;
  }

  /** Whether the next message is to be shed. */
  sheds(): boolean {
    return this.level > 0 && (++this.#messages & ((1 << this.level) - 1)) !== 0;
  }

  /** Ends a step of a quarter of a second; `busyShare` of it our thread was at work. */
  step(busyShare: number, nowMs: number): void {
    this.#look(nowMs);
    const lagMs = this.#freshestMs;
    this.#freshestMs = Infinity;
    if (lagMs === Infinity) {
      this.level = Math.max(0, this.level - 1);
      return;
    }
    this.#lags.push(lagMs);
    if (this.#lags.length > USUAL_OVER_STEPS) this.#lags.shift();
    this.#usualMs = Math.min(...this.#lags);
    const behindMs = lagMs - this.#usualMs;
    if (behindMs > SHED_ABOVE_MS && busyShare > BUSY_SHARE) this.level = Math.min(MAX_LEVEL, this.level + 1);
    else if (behindMs < RELIEF_BELOW_MS || busyShare < BUSY_SHARE) this.level = Math.max(0, this.level - 1);
  }

  #look(nowMs: number): void {
    if (nowMs - this.#lookedMs > STOOD_STILL_MS) this.#awakeSinceMs = nowMs;
    this.#lookedMs = nowMs;
  }
}
