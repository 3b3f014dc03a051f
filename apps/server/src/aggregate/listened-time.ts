/** Time is let pass four times a second: more between two looks, and this process stood still, or the clock was set. */
const MAX_STEP_MS = 2_000;
/** What came meanwhile lies unread, and is read within this time. */
const BACKLOG_MS = 1_000;

/**
 * Our clock without the time in which we listened to nobody, for what waits to be heard.
 *
 *     our clock    0   250 .. 3000    stopped    15000   15250 ..
 *     listened     0   250 .. 3000                2000    2250 ..
 *
 * It goes back by a second when we stood still, so that the backlog comes before what is due, and never otherwise.
 */
export class ListenedTime {
  #unheardMs = 0;
  #lookedMs = Number.NaN;

  at(nowMs: number): number {
    const passedMs = nowMs - this.#lookedMs;
    this.#lookedMs = nowMs;
    if (passedMs > MAX_STEP_MS) this.#unheardMs += passedMs + BACKLOG_MS;
    else if (passedMs < 0) this.#unheardMs += passedMs;
    return nowMs - this.#unheardMs;
  }
}
