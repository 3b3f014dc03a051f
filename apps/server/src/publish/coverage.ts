/** What one second of our own clock was like. */
export interface SecondSample {
  readonly nodesKnown: number;
  /** Those of them that we heard. */
  readonly nodesReporting: number;
  /** Events that reached this server and were not counted: shed or unreadable. Total since the start. */
  readonly shedTotal: number;
  /** Some node was not heard since this moment, and that is known only now. */
  readonly unheardSinceMs?: number | undefined;
}

/**
 * How well we listened in each of the last seconds, at its worst moment. A second without a sample (before the start, while the machine
 * slept) is a second in which nobody listened.
 *
 *     second      12    13    14    15
 *     nodes heard  -    1/2   2/2   2/2       meanShare over 4 s = 0.625
 */
export class Coverage {
  readonly #seconds = new Float64Array(KEPT_SECONDS).fill(Number.NaN);
  readonly #shares = new Float64Array(KEPT_SECONDS);
  readonly #missing = new Float64Array(KEPT_SECONDS);
  readonly #shed = new Float64Array(KEPT_SECONDS);
  #shedTotal = 0;
  #firstSecond = Number.NaN;
  #newestSecond = Number.NaN;

  note(second: number, sample: SecondSample): void {
    const { nodesKnown, nodesReporting, unheardSinceMs } = sample;
    const slot = slotOf(second);
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#shares[slot] = 1;
      this.#missing[slot] = 0;
      this.#shed[slot] = 0;
      this.#noteGap(second, nodesKnown);
    }
    this.#heard(second, nodesKnown, nodesReporting);
    if (unheardSinceMs !== undefined) {
      const since = Math.max(Math.floor(unheardSinceMs / 1000) + 1, second - KEPT_SECONDS + 1);
      for (let before = since; before < second; before += 1) this.#heard(before, nodesKnown, nodesReporting);
    }
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

  /** Sets, for each step of the range, how many nodes were missing at its worst moment. */
  setMissingTimeline(from: number, stepSeconds: number, out: Float64Array): void {
    for (let step = 0; step < out.length; step += 1) {
      out[step] = this.#mostMissing(from + step * stepSeconds, from + (step + 1) * stepSeconds);
    }
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

  /** Of seconds of which there is a sample. */
  #heard(second: number, nodesKnown: number, nodesReporting: number): void {
    const slot = slotOf(second);
    if (this.#seconds[slot] !== second) return;
    this.#shares[slot] = Math.min(this.#shares[slot], nodesKnown === 0 ? 0 : nodesReporting / nodesKnown);
    this.#missing[slot] = Math.max(this.#missing[slot], nodesKnown - nodesReporting);
  }

  /** Seconds that passed without a sample since the last: nobody heard any of the nodes. */
  #noteGap(second: number, nodesKnown: number): void {
    const from = Math.max(this.#newestSecond + 1, second - KEPT_SECONDS + 1);
    for (let missed = from; missed < second; missed += 1) this.#missing[slotOf(missed)] = nodesKnown;
    this.#newestSecond = second;
    if (!(this.#firstSecond <= second)) this.#firstSecond = second;
  }

  #mostMissing(from: number, to: number): number {
    let most = 0;
    const first = Math.max(from, this.#firstSecond, this.#newestSecond - KEPT_SECONDS + 1);
    for (let second = first; second < to && second <= this.#newestSecond; second += 1) {
      most = Math.max(most, this.#missing[slotOf(second)]);
    }
    return most;
  }
}

const KEPT_SECONDS = 1024;

function slotOf(second: number): number {
  return ((second % KEPT_SECONDS) + KEPT_SECONDS) % KEPT_SECONDS;
}
