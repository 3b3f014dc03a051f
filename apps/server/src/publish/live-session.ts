import type { LiveLimits } from './live-limits.ts';
import type { EndReason, LiveCounters } from './live-stats.ts';

/** What a session needs of a WebSocket. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(bytes: Uint8Array): void;
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
 * Queued for it are at most `bufferedBytes`, one frame, and what is left of its last snapshot.
 */
export class LiveSession {
  readonly #socket: LiveSocket;
  readonly #limits: LiveLimits;
  readonly #counters: LiveCounters;
  #state: SessionState;
  /** Size of the last snapshot until it has gone out: a big one does not put its own reader behind. */
  #snapshotBytes = 0;
  #sentBytes = 0;

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
    return this.#sentBytes;
  }

  /** The page looks at something else from now on. */
  startOver(clockMs: number): void {
    if (this.#state.kind === 'current') this.#state = { kind: 'behind', sinceMs: clockMs, skippedPatches: 0 };
  }

  /** One call per tick. Returns why the session must end, if it must. */
  offer(patch: Uint8Array | undefined, snapshot: () => Uint8Array, clockMs: number): EndReason | undefined {
    const buffered = this.#socket.bufferedAmount;
    if (buffered <= this.#limits.bufferedBytes) this.#snapshotBytes = 0;
    const hasRoom = buffered <= this.#limits.bufferedBytes + this.#snapshotBytes;
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
        return this.#whyEnd(buffered, clockMs - sinceMs);
      }
    }
  }

  /** Sends a frame that is for this page alone; one that does not read gets none. */
  tell(frame: Uint8Array): void {
    if (this.#socket.bufferedAmount <= this.#limits.bufferedBytes) this.#send(frame);
  }

  #sendSnapshot(bytes: Uint8Array): void {
    this.#send(bytes);
    this.#counters.snapshotsSent += 1;
    this.#snapshotBytes = bytes.length;
    this.#state = { kind: 'current' };
  }

  #send(bytes: Uint8Array): void {
    this.#socket.send(bytes);
    this.#sentBytes += bytes.length;
    this.#counters.framesSent += 1;
    this.#counters.bytesSent += bytes.length;
  }

  #skip(state: SessionState): void {
    this.#snapshotBytes = 0;
    this.#counters.patchesSkipped += 1;
    this.#state = state;
  }

  #whyEnd(buffered: number, behindMs: number): EndReason | undefined {
    if (behindMs > this.#limits.stalledAfterMs) return 'stalled';
    if (behindMs > this.#limits.tooFullAfterMs && buffered > this.#limits.tooFullBytes) return 'too-full';
    return undefined;
  }
}
