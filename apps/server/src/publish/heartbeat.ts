/**
 * Whether the other end of a socket still lives, asked with pings. An answer waits behind everything that is queued,
 * so on a slow line a queue that gets shorter counts as one, too.
 */
export class Heartbeat {
  #isUnanswered = false;
  #drainedBytes = 0;

  /** Called when a ping goes out. Returns false, and no ping should, when the last one was in vain. */
  ask(queuedBytes: number, sentBytes: number): boolean {
    const drainedBytes = sentBytes - queuedBytes;
    const hasDrained = queuedBytes > 0 && drainedBytes > this.#drainedBytes;
    if (this.#isUnanswered && !hasDrained) return false;
    this.#isUnanswered = true;
    this.#drainedBytes = drainedBytes;
    return true;
  }

  answered(): void {
    this.#isUnanswered = false;
  }
}
