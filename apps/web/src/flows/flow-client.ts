import type { FlowPort, FlowPortEvents } from './open-flow-worker.ts';
import type { FlowJson, FlowLook, FlowQuestion, FlowTable, FlowTold } from './store/flow-messages.ts';

/** What the page knows of the flows. */
export interface FlowsShown {
  /** Undefined before the first answer to what is asked now. */
  readonly table: FlowTable | undefined;
  /** Why there is no worker; '' while there is one. */
  readonly failure: string;
}

const NOTHING: FlowsShown = { table: undefined, failure: '' };

/** The page's side of the worker. Listeners hear of what was told at most once a frame. */
export class FlowClient {
  readonly #open: (events: FlowPortEvents) => FlowPort;
  readonly #requestFrame: (work: () => void) => void;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, ((json: FlowJson | undefined) => void)[]>();
  #port: FlowPort | undefined;
  #question = 0;
  /** Of the history; undefined while flows are followed. */
  #readUrl: string | undefined;
  #look: FlowLook | undefined;
  #next: FlowsShown = NOTHING;
  #current: FlowsShown = NOTHING;
  #isFrameAsked = false;

  constructor(open: (events: FlowPortEvents) => FlowPort, requestFrame: (work: () => void) => void) {
    this.#open = open;
    this.#requestFrame = requestFrame;
  }

  get current(): FlowsShown {
    return this.#current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  follow(question: Omit<FlowQuestion, 'id'>): void {
    this.#question += 1;
    this.#become({ table: undefined, failure: '' });
    this.#readUrl = undefined;
    this.#worker().ask({ kind: 'follow', question: { ...question, id: this.#question } });
  }

  /** Reads flows of the history, once. */
  read(url: string): void {
    this.#question += 1;
    this.#become({ table: undefined, failure: '' });
    this.#readUrl = url;
    this.#worker().ask({ kind: 'read', question: { id: this.#question, url } });
  }

  /** After a failure. */
  readAgain(): void {
    if (this.#readUrl !== undefined) this.read(this.#readUrl);
  }

  look(look: FlowLook): void {
    this.#look = look;
    this.#port?.ask({ kind: 'look', look });
  }

  /** The whole of a flow, as it came; undefined when it is not kept any more. */
  full(serial: number): Promise<FlowJson | undefined> {
    return new Promise((resolve) => {
      if (this.#port === undefined) return resolve(undefined);
      this.#waiting.set(serial, [...(this.#waiting.get(serial) ?? []), resolve]);
      this.#port.ask({ kind: 'full', serial });
    });
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
    for (const serial of this.#waiting.keys()) this.#answer(serial, undefined);
  }

  #worker(): FlowPort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#open({
      onTold: (told) => this.#told(told),
      onEnd: (message) => {
        if (this.#port !== port) return;
        this.close();
        this.#become({ table: undefined, failure: message === '' ? 'the table could not be loaded' : message });
      },
    });
    this.#port = port;
    if (this.#look !== undefined) port.ask({ kind: 'look', look: this.#look });
    return port;
  }

  #told(told: FlowTold): void {
    if (told.kind === 'full') return this.#answer(told.serial, told.json);
    if (told.table.question === this.#question) this.#become({ table: told.table, failure: '' });
  }

  #answer(serial: number, json: FlowJson | undefined): void {
    const waiting = this.#waiting.get(serial) ?? [];
    this.#waiting.delete(serial);
    for (const resolve of waiting) resolve(json);
  }

  #become(shown: FlowsShown): void {
    this.#next = shown;
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    this.#requestFrame(() => {
      this.#isFrameAsked = false;
      this.#current = this.#next;
      for (const listener of this.#listeners) listener();
    });
  }
}
