/** Longer than any stream makes necessary, and a bound for the arithmetic. */
const MAX_ONE_IN = 2 ** 20;
/** The rate falls to what was enough for so long. */
const CALM_SECONDS = 10;
/** In a sudden rush the rate doubles whenever so many seconds' worth was kept within one. */
const RUSH_SECONDS = 2;
/** 2^32 divided by the golden ratio. */
const GOLDEN = 0x9e3779b1;

/**
 * Keeps one of 2^n flows, so that what is kept stays within an allowance of bytes a second.
 *
 *     bytes/s    ▂▂▂▂▇▇▇▇▇▇▂▂▂▂▂▂▂▂        allowance ▄
 *     one in     1   4     4 .. 10 s .. 1   up at once, down when less was enough for ten seconds
 *
 * Which flows are kept does not depend on what they say, and is even over any pattern in which they come: the n-th is
 * kept when the fraction of n / golden ratio is small, and multiples of that number never line up with a period.
 */
export class KeepRate {
  /** The n-th flow that is kept stands for so many. */
  oneIn = 1;
  /** What may be kept, on average. */
  bytesPerSecond: number;
  #limit = 2 ** 32;
  #place = 0;
  #seenBytes = 0;
  #keptBytes = 0;
  #rushBytes = 0;
  #sinceMs = 0;
  #calmSeconds = 0;
  #neededMeanwhile = 1;

  constructor(bytesPerSecond: number) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether to keep the next flow. */
  keeps(bytes: number): boolean {
    this.#seenBytes += bytes;
    this.#place = (this.#place + GOLDEN) >>> 0;
    if (this.#place >= this.#limit) return false;
    this.#keptBytes += bytes;
    this.#rushBytes += bytes;
    if (this.#rushBytes > this.bytesPerSecond * RUSH_SECONDS) {
      this.#rushBytes = 0;
      this.#keepOneIn(this.oneIn * 2);
    }
    return true;
  }

  /** Lets time pass. Returns how many bytes a second were kept, or undefined when no second has passed yet. */
  advanceTo(nowMs: number): number | undefined {
    const seconds = (nowMs - this.#sinceMs) / 1000;
    if (seconds >= 0 && seconds < 1) return undefined;
    const isFirst = this.#sinceMs === 0 || seconds < 0;
    const keptPerSecond = isFirst ? 0 : this.#keptBytes / seconds;
    if (!isFirst) this.#adapt(this.#seenBytes / seconds, seconds);
    this.#sinceMs = nowMs;
    this.#seenBytes = this.#keptBytes = this.#rushBytes = 0;
    return keptPerSecond;
  }

  #adapt(seenPerSecond: number, seconds: number): void {
    let needed = 1;
    while (needed < MAX_ONE_IN && seenPerSecond > this.bytesPerSecond * needed) needed *= 2;
    if (needed >= this.oneIn) {
      this.#calmSeconds = 0;
      this.#neededMeanwhile = 1;
      this.#keepOneIn(needed);
      return;
    }
    this.#calmSeconds += seconds;
    this.#neededMeanwhile = Math.max(this.#neededMeanwhile, needed);
    if (this.#calmSeconds < CALM_SECONDS) return;
    this.#keepOneIn(this.#neededMeanwhile);
    this.#calmSeconds = 0;
    this.#neededMeanwhile = 1;
  }

  #keepOneIn(oneIn: number): void {
    this.oneIn = Math.min(MAX_ONE_IN, oneIn);
    this.#limit = 2 ** 32 / this.oneIn;
  }
}
