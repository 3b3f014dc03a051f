const SECONDS = 60;

/** Events per second over the last minute, in one-second buckets that are reused. */
export class RateMeter {
  readonly #counts = new Float64Array(SECONDS);
  #second = 0;
  readonly #startedMs: number;

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.#second = Math.floor(nowMs / 1000);
  }

  add(nowMs: number): void {
    this.#moveTo(nowMs);
    const bucket = this.#second % SECONDS;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  perSecond(nowMs: number): number {
    this.#moveTo(nowMs);
    const spanSeconds = Math.min(SECONDS, Math.max(1, (nowMs - this.#startedMs) / 1000));
    return this.#counts.reduce((sum, count) => sum + count, 0) / spanSeconds;
  }

  #moveTo(nowMs: number): void {
    const second = Math.floor(nowMs / 1000);
    if (second - this.#second >= SECONDS) this.#counts.fill(0);
    else for (let s = this.#second + 1; s <= second; s++) this.#counts[s % SECONDS] = 0;
    this.#second = Math.max(second, this.#second);
  }
}
