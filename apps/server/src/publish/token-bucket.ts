/** Lets `perSecond` events through in any second, after a quiet one as many at once. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, clockMs: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#filledAtMs = clockMs;
  }

  take(clockMs: number): boolean {
    if (this.available(clockMs) < 1) return false;
    this.spend(1);
    return true;
  }

  /** How many may go through now. */
  available(clockMs: number): number {
    const elapsedMs = Math.max(0, clockMs - this.#filledAtMs);
    this.#filledAtMs = clockMs;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMs / 1000) * this.#perSecond);
    return Math.floor(this.#tokens);
  }

  /** Of those that are available. */
  spend(count: number): void {
    this.#tokens -= count;
  }
}
