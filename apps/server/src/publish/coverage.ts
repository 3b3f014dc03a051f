/** What one second of our own clock was like. */
export interface SecondSample {
  /** Share of the known nodes that we heard: 0 to 1. */
  readonly nodeShare: number;
  /** Events that reached this server and were not counted: shed or unreadable. Total since the start. */
  readonly shedTotal: number;
}

/**
 * How well we listened in each of the last seconds, at its worst moment. A second without a sample (before the start, while the machine
 * slept) is a second in which nobody listened.
 *
 *     second      12    13    14    15
 *     nodeShare    -    0.5    1     1        meanShare over 4 s = 0.625
 */
export class Coverage {
  readonly #seconds = new Float64Array(KEPT_SECONDS).fill(Number.NaN);
  readonly #shares = new Float64Array(KEPT_SECONDS);
  readonly #shed = new Float64Array(KEPT_SECONDS);
  #shedTotal = 0;

  note(second: number, sample: SecondSample): void {
    const slot = slotOf(second);
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#shares[slot] = sample.nodeShare;
      this.#shed[slot] = 0;
    }
    this.#shares[slot] = Math.min(this.#shares[slot], sample.nodeShare);
    this.#shed[slot] = this.#shed[slot] + Math.max(0, sample.shedTotal - this.#shedTotal);
    this.#shedTotal = sample.shedTotal;
  }

  /** Mean share of nodes over the half-open range of seconds. */
  meanShare(from: number, to: number): number {
    let sum = 0;
    for (let second = from; second < to; second += 1) {
      if (this.#seconds[slotOf(second)] === second) sum += this.#shares[slotOf(second)];
    }
    return to > from ? sum / (to - from) : 1;
  }

  /** Events shed in the half-open range of seconds. */
  shed(from: number, to: number): number {
    let sum = 0;
    for (let second = from; second < to; second += 1) {
      if (this.#seconds[slotOf(second)] === second) sum += this.#shed[slotOf(second)];
    }
    return sum;
  }

  /** Seconds of the range in which some node was not heard. */
  secondsWithGaps(from: number, to: number): number {
    let gaps = 0;
    for (let second = from; second < to; second += 1) {
      const slot = slotOf(second);
      if (this.#seconds[slot] !== second || this.#shares[slot] < 1) gaps += 1;
    }
    return gaps;
  }
}

const KEPT_SECONDS = 1024;

function slotOf(second: number): number {
  return ((second % KEPT_SECONDS) + KEPT_SECONDS) % KEPT_SECONDS;
}
