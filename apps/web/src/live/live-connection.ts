import { create, toBinary } from '@bufbuild/protobuf';
import { SubscribeSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import type { ConnectionState } from './connection-state.ts';
import { refusalOf, refusalWords, type Refusal } from './refusal.ts';

/** What to show: a query that parses, and a window that the server offers. */
export interface Subscription {
  readonly query: string;
  readonly windowSeconds: number;
}

/** The part of a browser's WebSocket that is used here. */
export interface LiveSocket {
  binaryType: string;
  readonly readyState: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(name: 'open' | 'error', listener: () => void): void;
  addEventListener(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(name: 'close', listener: (event: { readonly code: number }) => void): void;
}

export interface ConnectionTiming {
  readonly staleAfterMs: number;
  /** A socket that is silent for so long is given up. */
  readonly giveUpAfterMs: number;
  readonly firstBackoffMs: number;
  readonly lastBackoffMs: number;
}

const TIMING: ConnectionTiming = {
  staleAfterMs: 5000,
  giveUpAfterMs: 15_000,
  firstBackoffMs: 250,
  lastBackoffMs: 5000,
};

export interface ConnectionOptions {
  readonly open: (subscription: Subscription) => LiveSocket;
  /** Takes a frame. False when it cannot be applied: a snapshot is asked for. */
  readonly deliver: (bytes: Uint8Array) => 'applied' | 'missed' | 'rejected';
  readonly onState: (state: ConnectionState) => void;
  /** Finds out why a connection did not open. */
  readonly whyRefused: () => Promise<Refusal>;
  /** 0 to 1. */
  readonly random: () => number;
  readonly timing?: ConnectionTiming;
}

/** One WebSocket at a time, opened again whenever it ends. It closes when `signal` aborts. */
export class LiveConnection {
  readonly #options: ConnectionOptions;
  readonly #timing: ConnectionTiming;
  #subscription: Subscription;
  #socket: LiveSocket | undefined;
  #state: ConnectionState = { kind: 'connecting', attempt: 0 };
  /** Tries since the last snapshot. */
  #attempt = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  #refusal = refusalOf(undefined);

  constructor(subscription: Subscription, options: ConnectionOptions, signal: AbortSignal) {
    this.#subscription = subscription;
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
    if (signal.aborted) return;
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.#open();
  }

  /** Shows something else from now on. The same again asks for a new snapshot. */
  subscribe(subscription: Subscription): void {
    this.#subscription = subscription;
    if (this.#socket?.readyState === OPEN) this.#socket.send(subscribeBytes(subscription));
    else if (this.#socket !== undefined) this.#open();
  }

  /** Does not wait for the rest of the backoff. */
  retryNow(): void {
    if (this.#state.kind === 'waiting') this.#open();
  }

  #open(): void {
    if (this.#isStopped) return;
    this.#dropSocket();
    const refusal = this.#state.kind === 'waiting' ? this.#state.refusal : undefined;
    this.#become({ kind: 'connecting', attempt: this.#attempt, refusal });
    const socket = this.#options.open(this.#subscription);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let wasOpen = false;
    const mine = (): boolean => this.#socket === socket;
    socket.addEventListener('open', () => (wasOpen = true));
    socket.addEventListener('message', ({ data }) => {
      if (mine() && data instanceof ArrayBuffer) this.#heard(new Uint8Array(data));
    });
    socket.addEventListener('close', ({ code }) => {
      if (!mine()) return;
      if (wasOpen) this.#wait(closeReason(code));
      else this.#waitRefused();
    });
    socket.addEventListener('error', () => {
      // It is followed by a close, which has the same to say.
    });
    this.#watch();
  }

  #heard(bytes: Uint8Array): void {
    switch (this.#options.deliver(bytes)) {
      case 'applied':
        this.#attempt = 0;
        this.#become({ kind: 'live' });
        this.#watch();
        return;
      case 'rejected':
        // The server is well, and the previous view goes on.
        this.#attempt = 0;
        this.#watch();
        return;
      case 'missed':
        // Patches that arrive until the snapshot does say nothing, so silence goes on being measured.
        if (this.#socket?.readyState === OPEN) this.#socket.send(subscribeBytes(this.#subscription));
    }
  }

  /** Begins to measure silence anew. */
  #watch(): void {
    const { staleAfterMs, giveUpAfterMs } = this.#timing;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      if (this.#state.kind === 'live') this.#become({ kind: 'silent' });
      this.#silence = setTimeout(() => this.#wait('the server is silent'), giveUpAfterMs - staleAfterMs);
    }, staleAfterMs);
  }

  /** What is known of the last refusal is told until it is known of this one. */
  #waitRefused(): void {
    this.#wait(refusalWords(this.#refusal), this.#refusal);
    const waiting = this.#state;
    void this.#options.whyRefused().then((refusal) => {
      this.#refusal = refusal;
      if (this.#state === waiting && waiting.kind === 'waiting') {
        this.#become({ ...waiting, why: refusalWords(refusal), refusal });
      }
    });
  }

  #wait(why: string, refusal?: Refusal): void {
    this.#dropSocket();
    const delayMs = backoffMs(this.#attempt, this.#options.random(), this.#timing);
    this.#attempt += 1;
    this.#become({ kind: 'waiting', attempt: this.#attempt, retryAtMs: Date.now() + delayMs, why, refusal });
    this.#retry = setTimeout(() => this.#open(), delayMs);
  }

  #become(state: ConnectionState): void {
    const isSame = state.kind === this.#state.kind && (state.kind === 'live' || state.kind === 'silent');
    this.#state = state;
    if (!isSame) this.#options.onState(state);
  }

  #dropSocket(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #stop(): void {
    this.#isStopped = true;
    this.#dropSocket();
  }
}

const OPEN = 1;

function subscribeBytes({ query, windowSeconds }: Subscription): Uint8Array<ArrayBuffer> {
  return toBinary(SubscribeSchema, create(SubscribeSchema, { query, windowSeconds }));
}

/** Anything from the first delay up to a bound that doubles: pages that lost one server do not come back as one. */
export function backoffMs(
  attempt: number,
  random: number,
  { firstBackoffMs, lastBackoffMs }: ConnectionTiming,
): number {
  const bound = Math.min(lastBackoffMs, firstBackoffMs * 2 ** Math.min(attempt + 1, 20));
  return firstBackoffMs + random * (bound - firstBackoffMs);
}

function closeReason(code: number): string {
  switch (code) {
    case 1001:
      return 'the server stopped';
    case 1013:
      return 'this page was too slow for the server';
    case 1006:
      return 'the connection broke';
    default:
      return `the server closed the connection (${code})`;
  }
}
