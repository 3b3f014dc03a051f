/**
 * What was sent to a page and is not known to be read. Bytes that left our queue may lie in the kernel for long, so now
 * and then a ping goes out behind them: its answer says that everything before it was read.
 *
 *     ├──────── read ────────┤──── in our queue, the kernel or the line ────┤
 *                         ping 262144             ping 393216            sent
 *
 * The payload of a ping is the number of bytes that were sent before it. Bytes behind the last ping count as unread
 * until there is another.
 */
export class UnreadBytes {
  #sent = 0;
  #pinged = 0;
  #read = 0;

  get count(): number {
    return this.#sent - this.#read;
  }

  /** Since the page came. */
  get sent(): number {
    return this.#sent;
  }

  /** Takes note of bytes that go out; returns the payload of the ping that should follow them, if one should. */
  add(bytes: number): Buffer | undefined {
    this.#sent += bytes;
    if (this.#sent - this.#pinged < BYTES_PER_PING) return undefined;
    this.#pinged = this.#sent;
    return Buffer.from(String(this.#sent), 'latin1');
  }

  /** Takes the payload of any answer; what we did not ask, a page may say, but it changes nothing. */
  answered(payload: Buffer): void {
    const text = payload.toString('latin1');
    const before = /^\d{1,15}$/.test(text) ? Number(text) : 0;
    if (before > this.#read && before <= this.#pinged) this.#read = before;
  }
}

/** Frames that are larger go out in parts of this size, so that each part can be answered. */
export const BYTES_PER_PING = 128 * 1024;
