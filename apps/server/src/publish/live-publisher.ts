import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { FrameSchema, SubscribeSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import type { RawData, WebSocket } from 'ws';
import { DEFAULT_LIVE_LIMITS, type LiveLimits } from './live-limits.ts';
import { LivePage } from './live-page.ts';
import { countOne, LiveCounters, type EndReason, type LiveStats } from './live-stats.ts';
import { LiveViews, type Published } from './live-views.ts';
import { endSocket, SocketDoor } from './socket-door.ts';
import { understand, type Subscription } from './understand.ts';

/** The sockets of all pages. Does nothing by itself: the pipeline calls `tick`. */
export class LivePublisher {
  readonly #limits: LiveLimits;
  readonly #counters = new LiveCounters();
  readonly #views: LiveViews;
  readonly #door: SocketDoor;
  readonly #pages = new Set<LivePage>();
  #pingDueMs = 0;
  #lastTickMs = 0;

  constructor(published: Published, limits: Partial<LiveLimits> = {}) {
    this.#limits = { ...DEFAULT_LIVE_LIMITS, ...limits };
    this.#views = new LiveViews(published, this.#limits);
    this.#door = new SocketDoor(this.#limits);
  }

  /** Takes over a socket whose Origin and Host were checked. `wish` is what its URL asks for. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, wish: Subscription): void {
    this.#door.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket, wish));
  }

  /** One round for every socket. */
  tick(nowMs: number): void {
    const clockMs = performance.now();
    this.#views.tick(nowMs);
    this.#pingAll(clockMs);
    this.#lastTickMs = clockMs;
    this.#counters.tick(performance.now() - clockMs);
  }

  stats(): LiveStats {
    const counters = this.#counters;
    let behind = 0;
    let bufferedBytes = 0;
    for (const { session, webSocket } of this.#pages) {
      if (session.state.kind === 'behind') behind += 1;
      bufferedBytes += webSocket.bufferedAmount;
    }
    return {
      sockets: this.#pages.size,
      views: this.#views.size,
      behind,
      bufferedBytes,
      framesSent: counters.framesSent,
      bytesSent: counters.bytesSent,
      snapshotsSent: counters.snapshotsSent,
      patchesSkipped: counters.patchesSkipped,
      rejections: counters.rejections,
      ended: new Map(counters.ended),
      refused: new Map(this.#door.refused),
      ticks: counters.ticks,
      tickMs: counters.tickMs,
    };
  }

  /** From when `close` was called. */
  get isClosing(): boolean {
    return this.#door.isClosing;
  }

  /** Says goodbye with 1001 and resolves when the last socket is gone; one that does not answer is cut off. */
  async close(): Promise<void> {
    await this.#door.close(() => {
      for (const page of this.#pages) this.#end(page, 'going-away');
    });
  }

  #welcome(webSocket: WebSocket, wish: Subscription): void {
    const page = new LivePage(webSocket, this.#limits, this.#counters, (reason) => this.#end(page, reason));
    this.#pages.add(page);
    webSocket.on('close', () => this.#forget(page));
    webSocket.on('error', (error) => {
      // `ws` closes the socket itself; a reset by the page is no event worth counting.
      if ('code' in error && String(error.code).startsWith('WS_ERR_')) countOne(this.#counters.ended, 'protocol-error');
    });
    webSocket.on('pong', (payload) => page.answered(payload));
    webSocket.on('ping', () => {
      if (!page.mayTalk()) this.#end(page, 'too-many-messages');
    });
    webSocket.on('message', (data, isBinary) => this.#hear(page, data, isBinary));
    this.#subscribe(page, wish);
  }

  #forget(page: LivePage): void {
    if (this.#pages.delete(page)) this.#views.leave(page);
  }

  #hear(page: LivePage, data: RawData, isBinary: boolean): void {
    if (!page.isOpen) return;
    if (!page.mayTalk()) {
      this.#end(page, 'too-many-messages');
      return;
    }
    const wish = isBinary && Buffer.isBuffer(data) ? subscriptionFrom(data) : undefined;
    if (wish === undefined) this.#end(page, 'bad-message');
    else this.#subscribe(page, wish);
  }

  #subscribe(page: LivePage, wish: Subscription): void {
    const understanding = understand(wish);
    if (understanding.kind === 'rejected') {
      this.#reject(page, wish, understanding);
      return;
    }
    if (this.#views.join(page, understanding.query, understanding.windowSeconds)) {
      page.session.startOver(performance.now());
      return;
    }
    const message = `this server shows ${this.#limits.views} different queries at once and all are in use; try again later`;
    this.#reject(page, wish, { message, from: 0, to: wish.query.length });
  }

  #reject(
    page: LivePage,
    wish: Subscription,
    { message, from, to }: { message: string; from: number; to: number },
  ): void {
    this.#counters.rejections += 1;
    const value = { message, from, to, query: wish.query };
    const frame = create(FrameSchema, { timeMs: Date.now(), body: { case: 'rejection', value } });
    page.session.tell(toBinary(FrameSchema, frame));
  }

  #end(page: LivePage, reason: EndReason): void {
    if (!page.isOpen) return;
    countOne(this.#counters.ended, reason);
    endSocket(page.webSocket, reason);
    this.#views.leave(page);
  }

  /** A page that did not answer the last ping is gone. After a pause of our own everybody gets another chance. */
  #pingAll(clockMs: number): void {
    if (clockMs < this.#pingDueMs) return;
    this.#pingDueMs = clockMs + this.#limits.pingEveryMs;
    const wasPaused = clockMs - this.#lastTickMs > this.#limits.pingEveryMs / 3;
    for (const page of this.#pages) page.ping(wasPaused);
  }
}

function subscriptionFrom(bytes: Buffer): Subscription | undefined {
  try {
    const { query, windowSeconds } = fromBinary(SubscribeSchema, bytes);
    return { query, windowSeconds };
  } catch {
    // Bytes that are no Subscribe; the caller ends the page and counts it.
    return undefined;
  }
}
