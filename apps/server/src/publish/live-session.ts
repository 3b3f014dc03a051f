import type { LiveLimits } from './live-limits.ts';
import type { EndReason, LiveCounters } from './live-stats.ts';
import { BYTES_PER_PING, UnreadBytes } from './unread-bytes.ts';

/** What a session needs of a WebSocket. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  /** A message goes out in one part or several; `fin` is true for the last. */
  send(part: Uint8Array, options: { readonly binary: true; readonly fin: boolean }): void;
  ping(payload: Uint8Array): void;
}

export type SessionState =
  | { readonly kind: 'current' }
  /** A page that has just come is behind, too. Times are of a clock that only goes forward. */
  | { readonly kind: 'behind'; readonly sinceMs: number; readonly skippedPatches: number };

/**
 * One page. It gets every patch of its view, or, after it fell behind, one snapshot in their place:
 *
 *     current ──no room──► behind ──room again: snapshot──► current
 *                            └──────too long──────► ended
 *
 * There is room while at most `bufferedBytes` wait in our queue and at most `unreadBytes` are not known to be read, or
 * what is left of its last snapshot more than that. So a page costs these, one frame and one snapshot.
 */
export class LiveSession {
  readonly #socket: LiveSocket;
  readonly #limits: LiveLimits;
  readonly #counters: LiveCounters;
  #state: SessionState;
  /** Size of the last snapshot until it has gone out: a big one does not put its own reader behind. */
  #snapshotBytes = 0;
  readonly #unread = new UnreadBytes();

  constructor(socket: LiveSocket, limits: LiveLimits, counters: LiveCounters, clockMs: number) {
    this.#socket = socket;
    this.#limits = limits;
    this.#counters = counters;
    this.#state = { kind: 'behind', sinceMs: clockMs, skippedPatches: 0 };
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Since the page came, queued ones included. */
  get sentBytes(): number {
    return this.#unread.sent;
  }

  /** The page answered a ping. */
  answered(payload: Buffer): void {
    this.#unread.answered(payload);
  }

  /** The page looks at something else from now on. */
  startOver(clockMs: number): void {
    if (this.#state.kind === 'current') this.#state = { kind: 'behind', sinceMs: clockMs, skippedPatches: 0 };
  }

  /** One call per tick. Returns why the session must end, if it must. */
  offer(patch: Uint8Array | undefined, snapshot: () => Uint8Array, clockMs: number): EndReason | undefined {
    if (this.#hasRoom(0)) this.#snapshotBytes = 0;
    const hasRoom = this.#hasRoom(this.#snapshotBytes);
    switch (this.#state.kind) {
      case 'current':
        if (patch === undefined) return undefined;
        if (hasRoom) this.#send(patch);
        else this.#skip({ kind: 'behind', sinceMs: clockMs, skippedPatches: 1 });
        return undefined;
      case 'behind': {
        if (hasRoom) {
          this.#sendSnapshot(snapshot());
          return undefined;
        }
        const { sinceMs, skippedPatches } = this.#state;
        if (patch !== undefined) this.#skip({ kind: 'behind', sinceMs, skippedPatches: skippedPatches + 1 });
        return this.#whyEnd(clockMs - sinceMs);
      }
    }
  }

  /** Sends a frame that is for this page alone; one that does not read gets none. */
  tell(frame: Uint8Array): void {
    if (this.#hasRoom(0)) this.#send(frame);
  }

  #hasRoom(moreBytes: number): boolean {
    const { bufferedBytes, unreadBytes } = this.#limits;
    return this.#socket.bufferedAmount <= bufferedBytes + moreBytes && this.#unread.count <= unreadBytes + moreBytes;
  }

  #sendSnapshot(bytes: Uint8Array): void {
    this.#send(bytes);
    this.#counters.snapshotsSent += 1;
    this.#snapshotBytes = bytes.length;
    this.#state = { kind: 'current' };
  }

  #send(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += BYTES_PER_PING) {
      const part = bytes.subarray(from, from + BYTES_PER_PING);
      this.#socket.send(part, { binary: true, fin: from + part.length === bytes.length });
      const ping = this.#unread.add(part.length);
      if (ping !== undefined) this.#socket.ping(ping);
    }
    this.#counters.framesSent += 1;
    this.#counters.bytesSent += bytes.length;
  }

  #skip(state: SessionState): void {
    this.#snapshotBytes = 0;
    this.#counters.patchesSkipped += 1;
    this.#state = state;
  }

  #whyEnd(behindMs: number): EndReason | undefined {
    if (behindMs > this.#limits.stalledAfterMs) return 'stalled';
    if (behindMs > this.#limits.tooFullAfterMs && this.#socket.bufferedAmount > this.#limits.tooFullBytes)
      return 'too-full';
    return undefined;
  }
}
