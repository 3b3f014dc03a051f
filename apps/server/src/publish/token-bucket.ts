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
    const elapsedMs = Math.max(0, clockMs - this.#filledAtMs);
    this.#filledAtMs = clockMs;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + (elapsedMs / 1000) * this.#perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
