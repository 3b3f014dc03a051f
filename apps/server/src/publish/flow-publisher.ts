import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { formatQuery } from '@orrery/query/print';
import type { GraphView, KeptFlowsView } from '../aggregate/graph-view.ts';
import { FlowCatchUp, type CatchUpFrom } from './flow-catch-up.ts';
import { FlowGroup, type FlowWish } from './flow-group.ts';
import { DEFAULT_FLOW_LIMITS, type FlowLimits } from './flow-limits.ts';
import { FlowPass } from './flow-pass.ts';
import { FlowPage, type FlowNews } from './flow-page.ts';
import { countOne, type EndReason, type RefusalReason } from './live-stats.ts';
import { endSocket, SocketDoor } from './socket-door.ts';

/** What a page asks for when it comes. */
export interface FollowWish extends FlowWish {
  /** The newest so many of what is kept come first. */
  readonly backlog: number;
  /** Go on behind this flow instead, if it is of this run of the server. */
  readonly after: { readonly number: number; readonly epoch: number } | undefined;
}

/** What is followed. */
export interface Followed {
  readonly graph: GraphView;
  readonly kept: KeptFlowsView;
  /** Tells this run of the server from others. */
  readonly epoch: number;
  /** Told when the first page comes, and when the last one left. */
  readonly onFollowed: (isFollowed: boolean) => void;
}

export interface FlowStats {
  readonly sockets: number;
  /** Sockets that still get what was kept before they came. */
  readonly catchingUp: number;
  readonly bufferedBytes: number;
  /** From here on: totals since the start. */
  readonly flowsSent: number;
  readonly flowsLeftOut: number;
  readonly flowsMissed: number;
  readonly ended: ReadonlyMap<EndReason, number>;
  readonly refused: ReadonlyMap<RefusalReason, number>;
}

/**
 * The sockets of all pages that follow single flows. What arrived is read from what is kept after the fact, once for all
 * pages, so that following costs the way of a flow into the graph next to nothing; without a page nothing is done.
 *
 *     socket ──► catching up (slices, by itself) ──► current (ticks)
 */
export class FlowPublisher {
  readonly #graph: GraphView;
  readonly #kept: KeptFlowsView;
  readonly #epoch: number;
  readonly #onFollowed: (isFollowed: boolean) => void;
  readonly #limits: FlowLimits;
  readonly #door: SocketDoor;
  readonly #pass: FlowPass;
  readonly #groups = new Map<string, FlowGroup>();
  readonly #groupOf = new Map<FlowPage, { readonly key: string; readonly group: FlowGroup }>();
  readonly #catchingUp = new Map<FlowPage, FlowCatchUp>();
  readonly #ended = new Map<EndReason, number>();
  #gone = { flowsSent: 0, flowsLeftOut: 0, flowsMissed: 0 };
  #isPumping = false;
  #pingDueMs = 0;
  #lastTickMs = 0;

  constructor(followed: Followed, limits: Partial<FlowLimits> = {}) {
    this.#graph = followed.graph;
    this.#kept = followed.kept;
    this.#epoch = followed.epoch;
    this.#onFollowed = followed.onFollowed;
    this.#limits = { ...DEFAULT_FLOW_LIMITS, ...limits };
    this.#door = new SocketDoor(this.#limits);
    this.#pass = new FlowPass(followed.kept, this.#limits);
  }

  /** Takes over a socket whose Origin and Host were checked. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, wish: FollowWish): void {
    this.#door.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket, wish));
  }

  /** Tells all pages what came since the last tick. */
  tick(nowMs: number): void {
    if (this.#groupOf.size === 0) return;
    const news = this.#news(nowMs);
    this.#pingAll(news.clockMs);
    this.#pass.run(this.#groups.values(), news);
    for (const page of this.#catchingUp.keys()) page.greet(true, news);
    this.#lastTickMs = news.clockMs;
  }

  stats(): FlowStats {
    const { flowsSent, flowsLeftOut, flowsMissed } = this.#gone;
    const sums = { flowsSent, flowsLeftOut, flowsMissed };
    let bufferedBytes = 0;
    for (const page of this.#groupOf.keys()) {
      addFigures(sums, page);
      bufferedBytes += page.webSocket.bufferedAmount;
    }
    const [ended, refused] = [new Map(this.#ended), new Map(this.#door.refused)];
    return { sockets: this.#groupOf.size, catchingUp: this.#catchingUp.size, bufferedBytes, ...sums, ended, refused };
  }

  /** Says goodbye with 1001 and resolves when the last socket is gone. */
  async close(): Promise<void> {
    await this.#door.close(() => {
      for (const page of this.#groupOf.keys()) this.#end(page, 'going-away');
    });
  }

  #welcome(webSocket: WebSocket, wish: FollowWish): void {
    const clockMs = performance.now();
    const query = formatQuery(wish.query);
    const page: FlowPage = new FlowPage(webSocket, query, this.#limits, clockMs, (reason) => this.#end(page, reason));
    webSocket.on('close', () => this.#forget(page));
    webSocket.on('error', (error) => {
      // `ws` closes the socket itself; a reset by the page is no event worth counting.
      if ('code' in error && String(error.code).startsWith('WS_ERR_')) countOne(this.#ended, 'protocol-error');
    });
    webSocket.on('pong', (payload) => page.answered(payload));
    webSocket.on('ping', () => {
      if (!page.mayTalk(performance.now())) this.#end(page, 'too-many-messages');
    });
    webSocket.on('message', () => this.#end(page, 'bad-message'));
    const key = `${query}\n${JSON.stringify(wish.edge ?? null)}`;
    const group = this.#groups.get(key) ?? new FlowGroup(this.#graph, wish);
    this.#groups.set(key, group);
    this.#groupOf.set(page, { key, group });
    if (this.#groupOf.size === 1) this.#onFollowed(true);
    const from = this.#whereFrom(wish);
    this.#catchingUp.set(page, new FlowCatchUp(page, group, this.#kept, from, this.#limits));
    if (!this.#isPumping) void this.#pump();
  }

  #whereFrom({ after, backlog }: FollowWish): CatchUpFrom {
    if (after?.epoch === this.#epoch) return { kind: 'after', number: after.number };
    return { kind: 'newest', count: backlog };
  }

  #forget(page: FlowPage): void {
    const place = this.#groupOf.get(page);
    if (place === undefined) return;
    addFigures(this.#gone, page);
    this.#groupOf.delete(page);
    if (this.#groupOf.size === 0) this.#onFollowed(false);
    this.#catchingUp.delete(page);
    place.group.current.delete(page);
    const isRead = [...this.#groupOf.values()].some(({ group }) => group === place.group);
    if (!isRead) this.#groups.delete(place.key);
  }

  #end(page: FlowPage, reason: EndReason): void {
    if (!page.isOpen) return;
    countOne(this.#ended, reason);
    endSocket(page.webSocket, reason);
    this.#forget(page);
  }

  /** Lets pages catch up, a slice for each in turn, until none is left. Others have at least as much time. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    while (this.#catchingUp.size > 0) {
      let isWaiting = true;
      for (const catchUp of this.#catchingUp.values()) {
        if (this.#catchUp(catchUp) !== 'waiting') isWaiting = false;
        await setImmediate();
      }
      await setTimeout(isWaiting ? WAITING_MS : this.#limits.sliceMs);
    }
    this.#isPumping = false;
  }

  #catchUp(catchUp: FlowCatchUp): 'working' | 'waiting' | 'done' {
    const { page, group } = catchUp;
    if (!page.isOpen) {
      this.#forget(page);
      return 'done';
    }
    const news = this.#news(Date.now());
    const overAtMs = news.clockMs + this.#limits.sliceMs;
    const goal = this.#pass.goal(this.#groups.values(), news.clockMs);
    const state = catchUp.advance(goal, news, () => performance.now() > overAtMs);
    if (state === 'done') {
      this.#catchingUp.delete(page);
      group.current.add(page);
      page.tell(false, news);
    }
    return state;
  }

  #news(nowMs: number): FlowNews {
    return { epoch: this.#epoch, nowMs, clockMs: performance.now() };
  }

  /** After a pause of our own everybody gets another chance. */
  #pingAll(clockMs: number): void {
    if (clockMs < this.#pingDueMs) return;
    this.#pingDueMs = clockMs + this.#limits.pingEveryMs;
    const wasPaused = clockMs - this.#lastTickMs > this.#limits.pingEveryMs / 3;
    for (const page of this.#groupOf.keys()) page.ping(wasPaused);
  }
}

/** Between two looks at pages that all have no room. */
const WAITING_MS = 20;

function addFigures(sums: { flowsSent: number; flowsLeftOut: number; flowsMissed: number }, page: FlowPage): void {
  sums.flowsSent += page.sentFlows;
  sums.flowsLeftOut += page.leftOut;
  sums.flowsMissed += page.missed;
}
