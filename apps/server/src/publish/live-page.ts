import { WebSocket } from 'ws';
import { Heartbeat } from './heartbeat.ts';
import type { LiveLimits } from './live-limits.ts';
import { LiveSession } from './live-session.ts';
import type { EndReason, LiveCounters } from './live-stats.ts';
import type { ViewReader } from './live-views.ts';
import { TokenBucket } from './token-bucket.ts';

/** A socket, its session, and what it may still say. */
export class LivePage implements ViewReader {
  readonly webSocket: WebSocket;
  readonly session: LiveSession;
  readonly #end: (reason: EndReason) => void;
  readonly #talk: TokenBucket;
  readonly #heartbeat = new Heartbeat();

  constructor(webSocket: WebSocket, limits: LiveLimits, counters: LiveCounters, end: (reason: EndReason) => void) {
    const clockMs = performance.now();
    this.webSocket = webSocket;
    this.session = new LiveSession(webSocket, limits, counters, clockMs);
    this.#end = end;
    this.#talk = new TokenBucket(limits.messagesPerSecond, clockMs);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  offer(patch: Uint8Array | undefined, snapshot: () => Uint8Array): void {
    if (!this.isOpen) return;
    const reason = this.session.offer(patch, snapshot, performance.now());
    if (reason !== undefined) this.#end(reason);
  }

  mayTalk(): boolean {
    return this.#talk.take(performance.now());
  }

  /** Asks whether the page is there; ends it when it was asked in vain and `isLenient` is false. */
  ping(isLenient: boolean): void {
    if (!this.isOpen) return;
    if (isLenient) this.#heartbeat.answered();
    if (this.#heartbeat.ask(this.webSocket.bufferedAmount, this.session.sentBytes)) this.webSocket.ping();
    else this.#end('no-pong');
  }

  /** Heard a pong. */
  answered(payload: Buffer): void {
    this.#heartbeat.answered();
    this.session.answered(payload);
  }
}
