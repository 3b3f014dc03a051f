import type { FlowRecord, StreamItem } from '../agent/stream-item.ts';
import type { Tally } from '../tally.ts';
import type { ByteStream } from '../transport/service.ts';
import type { Random } from '../world/random.ts';
import type { Faults } from './faults.ts';
import { malformed, MALFORMED_KINDS } from './malformed.ts';

/** Flows kept for being sent again; the oldest is replaced. */
const RECENT = 256;
/** Messages that wait for the connection before the stream counts as blocked. */
const MAX_PENDING = 64;
/** Flows held back at a time; beyond it they go out in order. */
const MAX_HELD = 20_000;

interface SentFlow {
  readonly bytes: Uint8Array;
  readonly record: FlowRecord;
}

export interface OutputEvents {
  /** A blocked stream may be written to again. */
  readonly onRoom: () => void;
  readonly onWrite: () => void;
}

/** The last step of a GetFlows stream: puts faults in, tells the ledger, writes. Each stream has its own. */
export class FlowOutput {
  readonly #stream: ByteStream;
  readonly #faults: Faults;
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #onWrite: () => void;
  readonly #recent: SentFlow[] = [];
  #recentAt = 0;
  readonly #held = new Set<NodeJS.Timeout>();
  #blocked = false;
  #closed = false;
  #finish: (() => void) | undefined;

  constructor(stream: ByteStream, faults: Faults, tally: Tally, random: Random, events: OutputEvents) {
    this.#stream = stream;
    this.#faults = faults;
    this.#tally = tally;
    this.#random = random;
    this.#onWrite = events.onWrite;
    stream.on('drain', () => {
      this.#blocked = false;
      events.onRoom();
    });
  }

  /** True while the client does not take more. What is sent all the same is buffered without bound. */
  get blocked(): boolean {
    return this.#blocked || this.#faults.now.silent;
  }

  /** True when everything that was sent has been written. */
  get idle(): boolean {
    return this.#stream.writableLength === 0 && this.#held.size === 0;
  }

  send(item: StreamItem): void {
    const faults = this.#faults.now;
    const isFlow = item.record?.kind === 'flow';
    if (isFlow && this.#chance(faults.reorderShare) && this.#held.size < MAX_HELD) {
      this.#holdBack(item, this.#random.between(0, faults.reorderMs));
      return;
    }
    this.#deliver(item);
  }

  /** Ends the stream with status OK, after what is held back. */
  end(): void {
    const finish = () => {
      this.close();
      this.#stream.end();
    };
    if (this.#held.size === 0) finish();
    else this.#finish = finish;
  }

  /** Drops what is held back. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#held) clearTimeout(timer);
    this.#held.clear();
  }

  #holdBack(item: StreamItem, delayMs: number): void {
    const timer = setTimeout(() => {
      this.#held.delete(timer);
      this.#deliver(item);
      if (this.#held.size === 0) this.#finish?.();
    }, delayMs);
    this.#held.add(timer);
  }

  #deliver(item: StreamItem): void {
    if (this.#closed) return;
    this.#write(item.bytes);
    const record = item.record;
    if (record === undefined) return;
    this.#account(record);
    if (record.kind !== 'flow') return;
    const faults = this.#faults.now;
    if (faults.duplicateShare > 0) this.#maybeRepeat({ bytes: item.bytes, record }, faults.duplicateShare);
    if (this.#chance(faults.malformedShare)) {
      this.#write(malformed(this.#random.pick(MALFORMED_KINDS), item.bytes));
      this.#tally.malformed(record.node);
    }
  }

  #account(record: NonNullable<StreamItem['record']>): void {
    if (record.sent) return;
    record.sent = true;
    if (record.kind === 'flow') this.#tally.sent(record.node, record.truth, record.verdict);
    else this.#tally.lost(record.node, record.events);
  }

  #maybeRepeat(sent: SentFlow, share: number): void {
    this.#recent[this.#recentAt++ % RECENT] = sent;
    if (!this.#chance(share)) return;
    const again = this.#random.pick(this.#recent);
    this.#write(again.bytes);
    this.#tally.duplicate(again.record.node);
  }

  #chance(share: number): boolean {
    return share > 0 && this.#random.chance(share);
  }

  #write(bytes: Uint8Array): void {
    if (!this.#stream.write(bytes) && this.#stream.writableLength >= MAX_PENDING) this.#blocked = true;
    this.#onWrite();
  }
}
