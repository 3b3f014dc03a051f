import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { linkBatch, withoutTable, type Batch, type BatchContent } from './batch.ts';
import { chainedOnto, follows } from './chain.ts';
import { FLOWS } from './flow-tables.ts';
import type { Gap, PastStore } from './past-store.ts';
import type { Head, Spool } from './spool.ts';

export interface WriterOptions {
  readonly store: Pick<PastStore, 'newestBatch' | 'insert'>;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Log;
  /** Of batches that wait; past it the oldest are given up, and a gap says so. */
  readonly maxWaitingBytes: number;
}

export type WriterState =
  | { readonly kind: 'writing' }
  /** The store does not take what it is given. */
  | { readonly kind: 'waiting'; readonly sinceMs: number; readonly why: string };

const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000] as const;

/**
 * Takes what was collected, makes batches of it, and brings them to the store in their order, each until it is
 * acknowledged.
 *
 *     content ──► batch (linked, on disk) ──► store ──► off the disk
 */
export class Writer {
  /** Batches that the store acknowledged, and flows in them, since the start. */
  storedBatches = 0;
  storedFlows = 0;
  givenUpBatches = 0;
  /** Batches that were written without their single flows. */
  leftOutFlows = 0;
  readonly #options: WriterOptions;
  readonly #waiting: Batch[] = [];
  #waitingBytes = 0;
  #head: Head | undefined;
  /** Whether the store has told where its chain ends: until then it may be elsewhere than the disk says. */
  #isSure = false;
  #gaps: Gap[] = [];
  #state: WriterState = { kind: 'writing' };
  #wake = () => {};

  constructor(options: WriterOptions) {
    this.#options = options;
    const { batches, damaged } = options.spool.waiting();
    for (const batch of batches) this.#enqueue(batch);
    for (const path of damaged) options.log.error('a batch on disk is damaged; it was set aside', { path });
    this.#head = options.spool.head();
  }

  get state(): WriterState {
    return this.#state;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get waitingBatches(): number {
    return this.#waiting.length;
  }

  /** Up to here everything is in a batch; undefined until the store or the disk has told. */
  get head(): Head | undefined {
    return this.#head;
  }

  /** Before the first batch: the store tells where its chain ends, if the disk does not. */
  async findHead(): Promise<Head | undefined> {
    const stored = await this.#options.store.newestBatch();
    this.#continue(stored);
    if (stored !== undefined && stored.number > (this.#head?.number ?? -1)) this.#head = stored;
    return this.#head;
  }

  /** Nothing was ever written: the first batch will begin here, and a server that comes before it shall know. */
  beginAt(second: number): void {
    const head = { number: 0, id: '', to: second };
    this.#head = head;
    this.#onDisk(() => this.#options.spool.mark(head));
  }

  /** Kept on disk, if there is one, when this returns. */
  offer(content: BatchContent): void {
    const batch = linkBatch(content, (this.#head?.number ?? 0) + 1, this.#head?.id ?? '');
    this.#onDisk(() => this.#options.spool.add(batch));
    this.#head = { number: batch.number, id: batch.id, to: batch.to };
    this.#enqueue(batch);
    this.#keepBound();
    this.#wake();
  }

  gap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  /** Gaps that no batch has told yet; whoever takes them puts them into the next one. */
  takeGaps(): readonly Gap[] {
    const gaps = joined(this.#gaps);
    this.#gaps = [];
    return gaps;
  }

  /** Until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const [batch] = this.#waiting;
      if (batch === undefined) {
        await this.#woken(signal);
        continue;
      }
      try {
        if (!this.#isSure) {
          this.#continue(await this.#options.store.newestBatch());
          // The first that waits may have another number now.
          continue;
        }
        await this.#options.store.insert(batch);
        failures = 0;
        this.#state = { kind: 'writing' };
        this.#done(batch);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.#options.log.warn('the store does not take a batch; it is tried again', { number: batch.number, why });
        if (this.#state.kind === 'writing') {
          this.#state = { kind: 'waiting', sinceMs: this.#options.clock.nowMs(), why };
        }
        await sleep(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)], undefined, { signal }).catch(() => undefined);
        failures += 1;
      }
    }
  }

  /**
   * What waits becomes the end of the chain that the store has. It is another one when the store was away as this server
   * started, and there was nothing on disk.
   */
  #continue(stored: Head | undefined): void {
    this.#isSure = true;
    const [first] = this.#waiting;
    if (stored === undefined || first === undefined || follows(this.#waiting, stored)) return;
    const chained = chainedOnto(this.#waiting, stored);
    for (const batch of this.#waiting) this.#options.spool.remove(batch.number);
    for (const batch of chained) this.#onDisk(() => this.#options.spool.add(batch));
    this.#waiting.splice(0, this.#waiting.length, ...chained);
    const last = chained.at(-1);
    if (last !== undefined) this.#head = { number: last.number, id: last.id, to: last.to };
    if (stored.to >= first.from) return;
    const why = 'no server was running, and the store was away when this one started';
    this.gap({ fromMs: stored.to * 1000, toMs: first.from * 1000, what: 'not-written', why });
  }

  /** A disk that takes nothing does not end the server: what could not be put there is held here only. */
  #onDisk(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#options.log.warn('a batch cannot be kept on disk while it waits for the store', { error });
    }
  }

  #enqueue(batch: Batch): void {
    this.#waiting.push(batch);
    this.#waitingBytes += bytesOf(batch);
  }

  #done(batch: Batch): void {
    this.storedBatches += 1;
    this.storedFlows += batch.flows;
    this.#remove(batch);
  }

  #remove(batch: Batch): void {
    const index = this.#waiting.indexOf(batch);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#waitingBytes -= bytesOf(batch);
    this.#options.spool.remove(batch.number);
  }

  #keepBound(): void {
    // The first may be on its way to the store.
    for (const batch of this.#waiting.slice(1)) {
      if (this.#waitingBytes <= this.#options.maxWaitingBytes) return;
      this.#leaveOutFlows(batch);
    }
    while (this.#waitingBytes > this.#options.maxWaitingBytes) {
      const [, oldest] = this.#waiting;
      if (oldest === undefined) return;
      this.#remove(oldest);
      this.givenUpBatches += 1;
      this.gap({
        fromMs: oldest.from * 1000,
        toMs: oldest.to * 1000,
        what: 'given-up',
        why: 'the store was away for longer than what waits for it may take',
      });
    }
  }

  /** Single flows go first: everything else that the batch tells is smaller, and of more use. */
  #leaveOutFlows(batch: Batch): void {
    if (!batch.tables.some(({ table, isLeftOut }) => table === FLOWS && !isLeftOut)) return;
    const smaller = withoutTable(batch, FLOWS);
    this.#waiting[this.#waiting.indexOf(batch)] = smaller;
    this.#waitingBytes -= bytesOf(batch) - bytesOf(smaller);
    this.#onDisk(() => this.#options.spool.replace(smaller));
    this.leftOutFlows += 1;
    this.gap({
      fromMs: batch.from * 1000,
      toMs: batch.to * 1000,
      what: 'no-flows',
      why: 'the store was away, and single flows were given up first to make room for what waits for it',
    });
  }

  async #woken(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = (): void => resolve();
      signal.addEventListener('abort', stop, { once: true });
      this.#wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

function bytesOf({ tables }: Batch): number {
  return tables.reduce((sum, { lines }) => sum + lines.length, 0);
}

/** One for stretches that follow each other. */
function joined(gaps: readonly Gap[]): readonly Gap[] {
  const all: Gap[] = [];
  for (const gap of gaps) {
    const before = all.at(-1);
    if (before !== undefined && before.what === gap.what && before.why === gap.why && before.toMs === gap.fromMs) {
      all[all.length - 1] = { ...before, toMs: gap.toMs };
    } else all.push(gap);
  }
  return all;
}
