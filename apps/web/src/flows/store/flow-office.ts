import type { FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import type { Refusal } from '../../live/refusal.ts';
import { FlowDesk } from './flow-desk.ts';
import type { FlowAsk, FlowTold } from './flow-messages.ts';
import { PastReading, type PastReadingOptions } from './past-reading.ts';
import { FollowConnection, type FollowSocket } from './follow-connection.ts';

export interface OfficeOptions {
  readonly openSocket: (url: string) => FollowSocket;
  readonly fetch: PastReadingOptions['fetch'];
  readonly tell: (told: FlowTold) => void;
  readonly whyRefused: (url: string) => Promise<Refusal>;
  readonly nowMs: () => number;
  readonly random: () => number;
  /** Runs work in a task of its own, after the messages that wait. */
  readonly soon: (work: () => void) => void;
}

/** What came is told at most so often: nobody reads faster, and each time costs a frame. What is asked is answered at once. */
const TELL_EVERY_MS = 500;
/** Keys that are read before messages are looked at again. */
const KEYS_AT_ONCE = 500;

/** What the worker does: holds the socket, keeps the flows, and answers the page. */
export class FlowOffice {
  readonly #options: OfficeOptions;
  readonly #desk = new FlowDesk();
  readonly #past: PastReading;
  #connection: FollowConnection | undefined;
  #url = '';
  #backlog = 0;
  #telling: ReturnType<typeof setTimeout> | undefined;
  #toldMs = 0;
  #isWorking = false;

  constructor(options: OfficeOptions) {
    this.#options = options;
    this.#past = new PastReading({
      fetch: options.fetch,
      pause: () => new Promise((resolve) => options.soon(resolve)),
      onRead: (read) => {
        this.#desk.fill(read);
        this.#sort();
        this.#tell();
      },
    });
  }

  hear(ask: FlowAsk): void {
    switch (ask.kind) {
      case 'follow':
        this.#past.close();
        this.#url = ask.question.url;
        this.#backlog = ask.question.backlog;
        this.#desk.ask(ask.question);
        this.#open();
        this.#tell();
        return;
      case 'read':
        this.#connection?.close();
        this.#connection = undefined;
        this.#desk.ask(ask.question);
        void this.#past.read(ask.question.url);
        return;
      case 'look':
        this.#desk.look(ask.look);
        if (this.#desk.mustCatchUp) {
          this.#desk.catchUp();
          this.#open();
        }
        this.#sort();
        this.#tell();
        return;
      case 'full':
        this.#options.tell({ kind: 'full', serial: ask.serial, json: this.#desk.full(ask.serial) });
    }
  }

  close(): void {
    this.#past.close();
    this.#connection?.close();
    clearTimeout(this.#telling);
  }

  #open(): void {
    if (this.#connection !== undefined) return this.#connection.open();
    this.#connection = new FollowConnection({
      open: () => {
        this.#desk.opened();
        return this.#options.openSocket(this.#address());
      },
      deliver: (batch) => this.#deliver(batch),
      onState: (state) => {
        this.#desk.became(state);
        this.#tellLater();
      },
      whyRefused: () => this.#options.whyRefused(this.#url),
      nowMs: this.#options.nowMs,
      random: this.#options.random,
    });
  }

  /** Goes on behind the flow that was looked at last, or begins with the newest of what the server has. */
  #address(): string {
    const url = new URL(this.#url);
    const followed = this.#desk.followedTo;
    url.searchParams.set('backlog', String(this.#backlog));
    if (followed !== undefined) {
      url.searchParams.set('after', String(followed.after));
      url.searchParams.set('epoch', String(followed.epoch));
    }
    return url.href;
  }

  #deliver(batch: FlowBatch): void {
    this.#desk.deliver(batch);
    this.#sort();
    this.#tellLater();
  }

  /** Reads the keys of rows that have no place, some at a time. */
  #sort(): void {
    if (this.#isWorking || !this.#desk.work(KEYS_AT_ONCE)) return;
    this.#isWorking = true;
    this.#options.soon(() => {
      this.#isWorking = false;
      this.#sort();
      this.#tellLater();
    });
  }

  #tellLater(): void {
    if (this.#telling !== undefined) return;
    const waitMs = Math.max(0, this.#toldMs + TELL_EVERY_MS - this.#options.nowMs());
    this.#telling = setTimeout(() => this.#tell(), waitMs);
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    this.#toldMs = this.#options.nowMs();
    this.#options.tell({ kind: 'table', table: this.#desk.table() });
  }
}
