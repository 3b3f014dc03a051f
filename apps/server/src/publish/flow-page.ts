import { WebSocket } from 'ws';
import { batchesOf, encodeHead, type BatchHead, type FlowRun } from './flow-batch.ts';
import type { FlowLimits } from './flow-limits.ts';
import { Heartbeat } from './heartbeat.ts';
import type { EndReason } from './live-stats.ts';
import { TokenBucket } from './token-bucket.ts';
import { BYTES_PER_PING, UnreadBytes } from './unread-bytes.ts';

/** What all pages of a server are told. */
export interface FlowNews {
  /** Numbers of flows are of one run of the server; this is which. */
  readonly epoch: number;
  readonly nowMs: number;
  readonly clockMs: number;
}

/**
 * A page that follows flows, and what it may still get. What does not fit is left out and counted, the newest goes
 * first; so a page costs `bufferedBytes` and one batch, however slowly it reads.
 */
export class FlowPage {
  readonly webSocket: WebSocket;
  /** Newest flow that was looked at for this page. */
  lookedAt = 0;
  leftOut = 0;
  missed = 0;
  sentFlows = 0;
  readonly #limits: FlowLimits;
  readonly #end: (reason: EndReason) => void;
  readonly #query: string;
  readonly #talk: TokenBucket;
  readonly #flows: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #unread = new UnreadBytes();
  readonly #heartbeat = new Heartbeat();
  #sentAtMs = -Infinity;

  constructor(
    webSocket: WebSocket,
    query: string,
    limits: FlowLimits,
    clockMs: number,
    end: (reason: EndReason) => void,
  ) {
    this.webSocket = webSocket;
    this.#query = query;
    this.#limits = limits;
    this.#end = end;
    this.#talk = new TokenBucket(limits.messagesPerSecond, clockMs);
    this.#flows = new TokenBucket(limits.flowsPerSecond, clockMs);
    this.#bytes = new TokenBucket(limits.bytesPerSecond, clockMs);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  mayTalk(clockMs: number): boolean {
    return this.#talk.take(clockMs);
  }

  /** Bytes that may be sent now. */
  roomBytes(clockMs: number): number {
    const { bufferedBytes, unreadBytes } = this.#limits;
    const queue = bufferedBytes - this.webSocket.bufferedAmount;
    return Math.min(queue, unreadBytes - this.#unread.count, this.#bytes.available(clockMs));
  }

  /** New flows; gives as many of the newest as there is room for, and counts the others as left out. */
  offer(run: FlowRun, news: FlowNews): void {
    if (!this.isOpen) return;
    const from = this.#firstThatFits(run, news.clockMs);
    this.leftOut += from;
    const flows = run.ends.length - from;
    this.#flows.spend(flows);
    if (flows > 0) this.send(run, from, false, news);
    else this.greet(false, news);
  }

  /** Sends what there is room for as the caller found out. */
  send(run: FlowRun, from: number, isBacklog: boolean, news: FlowNews): void {
    for (const [first, end] of batchesOf(run, from, this.#limits.batchBytes)) {
      const flows = run.bytes.subarray(first === 0 ? 0 : run.ends[first - 1], run.ends[end - 1]);
      let sampledOneIn = 1;
      for (let i = first; i < end; i += 1) sampledOneIn = Math.max(sampledOneIn, run.oneIns[i]);
      const lookedAt = end === run.ends.length ? this.lookedAt : run.numbers[end - 1];
      this.#sendBatch(flows, { ...this.#head(isBacklog, news), lookedAt, sampledOneIn }, news.clockMs);
      this.sentFlows += end - first;
    }
  }

  /** A batch without flows, when nothing was sent for long and there is room. */
  greet(isBacklog: boolean, news: FlowNews): void {
    if (!this.isOpen || news.clockMs - this.#sentAtMs < this.#limits.quietMs || this.roomBytes(news.clockMs) < 1024)
      return;
    this.tell(isBacklog, news);
  }

  /** A batch without flows. */
  tell(isBacklog: boolean, news: FlowNews): void {
    this.#sendBatch(NO_FLOWS, this.#head(isBacklog, news), news.clockMs);
  }

  /** Asks whether the page is there; ends it when it was asked in vain. */
  ping(isLenient: boolean): void {
    if (!this.isOpen) return;
    if (isLenient) this.#heartbeat.answered();
    if (this.#heartbeat.ask(this.webSocket.bufferedAmount, this.#unread.sent)) this.webSocket.ping();
    else this.#end('no-pong');
  }

  answered(payload: Buffer): void {
    this.#heartbeat.answered();
    this.#unread.answered(payload);
  }

  /** Index of the first flow from which on all fit. */
  #firstThatFits({ ends }: FlowRun, clockMs: number): number {
    const flows = Math.min(ends.length, this.#flows.available(clockMs));
    const room = this.roomBytes(clockMs) - HEADS_BYTES;
    const total = ends.at(-1) ?? 0;
    let from = ends.length - flows;
    while (from < ends.length && total - (from === 0 ? 0 : ends[from - 1]) > room) from += 1;
    return from;
  }

  #head(isBacklog: boolean, { nowMs, epoch }: FlowNews): BatchHead {
    const { leftOut, missed, lookedAt } = this;
    const query = this.#unread.sent === 0 ? this.#query : '';
    return { leftOut, missed, lookedAt, sampledOneIn: 1, isBacklog, timeMs: nowMs, epoch, query };
  }

  #sendBatch(flows: Uint8Array, head: BatchHead, clockMs: number): void {
    for (let from = 0; from < flows.length; from += BYTES_PER_PING) {
      this.#sendPart(flows.subarray(from, from + BYTES_PER_PING), false);
    }
    this.#sendPart(encodeHead(head), true);
    this.#sentAtMs = clockMs;
  }

  #sendPart(part: Uint8Array, isLast: boolean): void {
    this.webSocket.send(part, { binary: true, fin: isLast });
    this.#bytes.spend(part.length);
    const ping = this.#unread.add(part.length);
    if (ping !== undefined) this.webSocket.ping(ping);
  }
}

const NO_FLOWS = new Uint8Array(0);
/** More than the heads of all batches of one tick take. */
const HEADS_BYTES = 1024;
