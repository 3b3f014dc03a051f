import { fromBinary } from '@bufbuild/protobuf';
import { FlowBatchSchema, type FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import { backoffMs, type ConnectionTiming } from '../../live/live-connection.ts';
import { refusalWords, type Refusal } from '../../live/refusal.ts';
import type { FollowState } from './flow-messages.ts';

/** The part of a browser's WebSocket that is used here. */
export interface FollowSocket {
  binaryType: string;
  close(): void;
  addEventListener(name: 'open' | 'error', listener: () => void): void;
  addEventListener(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(name: 'close', listener: (event: { readonly code: number }) => void): void;
}

export interface FollowOptions {
  /** Opens a socket that goes on where the last one ended. */
  readonly open: () => FollowSocket;
  readonly deliver: (batch: FlowBatch) => void;
  readonly onState: (state: FollowState) => void;
  /** Finds out why a socket did not open. */
  readonly whyRefused: () => Promise<Refusal>;
  readonly nowMs: () => number;
  /** 0 to 1. */
  readonly random: () => number;
  readonly timing?: ConnectionTiming;
}

/** Batches come at least once a second. */
const TIMING: ConnectionTiming = {
  staleAfterMs: 5000,
  giveUpAfterMs: 15_000,
  firstBackoffMs: 250,
  lastBackoffMs: 5000,
};

/** One WebSocket at a time that brings flows, opened again whenever it ends, until `close`. */
export class FollowConnection {
  readonly #options: FollowOptions;
  readonly #timing: ConnectionTiming;
  #socket: FollowSocket | undefined;
  /** Tries since the last batch. */
  #attempt = 0;
  /** 0 while there is a socket, or none is wanted. */
  #waitingUntilMs = 0;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
    this.open();
  }

  /** In place of the socket that is open, if there is one. */
  open(): void {
    this.close();
    const socket = this.#options.open();
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let wasOpen = false;
    const isMine = (): boolean => this.#socket === socket;
    socket.addEventListener('open', () => (wasOpen = true));
    socket.addEventListener('message', ({ data }) => {
      if (isMine() && data instanceof ArrayBuffer) this.#heard(new Uint8Array(data));
    });
    socket.addEventListener('close', ({ code }) => {
      if (!isMine()) return;
      if (wasOpen) this.#wait(closeReason(code));
      else void this.#waitRefused();
    });
    socket.addEventListener('error', () => {
      // It is followed by a close, which has the same to say.
    });
    this.#watch();
  }

  close(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    const socket = this.#socket;
    this.#socket = undefined;
    this.#waitingUntilMs = 0;
    socket?.close();
  }

  #heard(bytes: Uint8Array): void {
    let batch: FlowBatch;
    try {
      batch = fromBinary(FlowBatchSchema, bytes);
    } catch {
      // Whoever sends this is not the server that we know; the next one may be.
      this.#wait('the server sent what this page does not understand');
      return;
    }
    this.#attempt = 0;
    this.#watch();
    this.#options.deliver(batch);
  }

  /** Begins to measure silence anew. */
  #watch(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#wait('the server is silent'), this.#timing.giveUpAfterMs);
  }

  async #waitRefused(): Promise<void> {
    this.#wait('the server cannot be reached');
    const tries = this.#attempt;
    const refusal = await this.#options.whyRefused();
    // Meanwhile the next try may have begun.
    if (this.#attempt !== tries || this.#socket !== undefined || this.#waitingUntilMs === 0) return;
    this.#options.onState({ kind: 'waiting', retryAtMs: this.#waitingUntilMs, why: refusalWords(refusal) });
  }

  #wait(why: string): void {
    this.close();
    const delayMs = backoffMs(this.#attempt, this.#options.random(), this.#timing);
    this.#attempt += 1;
    this.#waitingUntilMs = this.#options.nowMs() + delayMs;
    this.#options.onState({ kind: 'waiting', retryAtMs: this.#waitingUntilMs, why });
    this.#retry = setTimeout(() => this.open(), delayMs);
  }
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
