import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { ClosingView, GraphView, LedgerView, LostCount, RawView } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { BatchContent, TableRows } from './batch.ts';
import { Collector, type Beside } from './collector.ts';
import type { DiskLevel } from './disk-guard.ts';
import { NewerSchemaError } from './migrate.ts';
import { FlowRecorder, type RecordedBucket } from './flow-recorder.ts';
import { NodeMessages } from './node-messages.ts';
import { NodeWatch } from './node-watch.ts';
import type { Gap, PastStatus, PastStore } from './past-store.ts';
import { policyChangeRows } from './policy-change-rows.ts';
import type { Head, Spool } from './spool.ts';
import { StorageWatch } from './storage-watch.ts';
import { watchNodes, type LookAtNodes } from './watch-nodes.ts';
import { Writer } from './writer.ts';

export interface HistoryOptions {
  readonly graph: GraphView;
  readonly closing: ClosingView;
  readonly raw: RawView;
  readonly store: PastStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the disk that the store is on. */
  readonly diskLevel: () => DiskLevel;
  /** Why time may jump, where not the clock of this machine is meant. */
  readonly stoodStill?: string;
  /** What nodes told of themselves, and what became of their messages. */
  readonly ledger: Pick<LedgerView, 'nodes'> & LostSource;
  readonly nodesHeard: LookAtNodes;
  /** Whether somebody still tells what was missed; nobody does when this is not given. */
  readonly isBehind?: (nowMs: number) => boolean;
}

interface LostSource {
  beginWriting(): void;
  /** Of before that second, and not taken yet. */
  takeLost(before: number): readonly LostCount[];
}

const BUCKET_SECONDS = 10;
/** Flows arrive within this of their time, or are late. */
const CLOSE_AFTER_SECONDS = 15;
const LOOK_EVERY_MS = 1000;
/** A server that stood still for longer than windows reach back cannot tell what was before. */
const MOST_BUCKETS_BEHIND = 80;
const SLICE_MS = 2;
/** On a quiet cluster nothing may have happened for so long. */
const RESUME_SLACK_MS = 10_000;
/** For the store to tell where the last server ended. */
const HEAD_PATIENCE_MS = 10_000;
/** When the disk has told already. */
const KNOWN_HEAD_PATIENCE_MS = 3000;
const MAX_WAITING_BYTES = 512 * 1024 * 1024;

/**
 * Writes down what happened, ten seconds at a time.
 *
 *     graph ──► closed bucket ──► batch ──► disk ──► store
 */
export class History {
  readonly writer: Writer;
  readonly store: PastStore;
  readonly #options: HistoryOptions;
  readonly #collector: Collector;
  readonly #recorder: FlowRecorder;
  readonly #watch = new NodeWatch();
  readonly #messages: NodeMessages;
  readonly #storage: StorageWatch;
  #next = 0;
  #wantedFrom: number | undefined;
  /** Since when nothing is written, seconds since 1970. */
  #fullSince: number | undefined;
  #setAside: PastStatus['set_aside'] = null;

  constructor(options: HistoryOptions) {
    const { graph, store, spool, clock, log } = options;
    this.#options = options;
    this.store = store;
    this.writer = new Writer({ store, spool, clock, log, maxWaitingBytes: MAX_WAITING_BYTES });
    this.#collector = new Collector(graph, options.closing);
    this.#messages = new NodeMessages(options.ledger);
    this.#storage = new StorageWatch(store);
    this.#recorder = new FlowRecorder({ graph, raw: options.raw, onGap: (gap) => this.gap(gap) });
  }

  /** From where on flows are wanted again that a server before this one may not have written down. */
  get wantedFromMs(): number | undefined {
    return this.#wantedFrom === undefined ? undefined : this.#wantedFrom * 1000;
  }

  get writtenTo(): number {
    return this.writer.head?.to ?? 0;
  }

  status(): PastStatus {
    const { state } = this.store;
    const { head, storedBatches, storedFlows, waitingBatches, waitingBytes, givenUpBatches } = this.writer;
    return {
      state: state.kind,
      why: state.kind === 'away' ? state.why : '',
      away_since: state.kind === 'away' && state.sinceMs > 0 ? new Date(state.sinceMs).toISOString() : null,
      disk: this.#options.diskLevel(),
      set_aside: this.#setAside,
      written_to: head === undefined ? null : new Date(head.to * 1000).toISOString(),
      stored_batches: storedBatches,
      stored_flows: storedFlows,
      waiting_batches: waitingBatches,
      waiting_bytes: waitingBytes,
      given_up_batches: givenUpBatches,
      ...this.#recorder.status(),
      flows_left_out_batches: this.writer.leftOutFlows,
      tiers: this.#storage.sizes.map(({ name, rows, bytes }) => ({ name, rows, bytes })),
    };
  }

  /**
   * Where the last server ended: from there on flows are wanted again. Undefined for a store that is new, or that does
   * not answer and left nothing on disk.
   */
  async begin(signal: AbortSignal): Promise<Head | undefined> {
    const head = await this.#findHead(signal);
    const nowSeconds = Math.floor(this.#options.clock.nowMs() / 1000);
    const first = bucketOf(nowSeconds);
    this.#next = head === undefined ? first : Math.max(head.to, first - MOST_BUCKETS_BEHIND * BUCKET_SECONDS);
    if (head !== undefined && this.#next > head.to) this.#missed(head.to, this.#next, 'no server was running');
    if (head === undefined) this.writer.beginAt(this.#next);
    else this.#wantedFrom = this.#next;
    this.#options.closing.closeBefore(this.#next);
    this.#options.ledger.beginWriting();
    return head;
  }

  /** The first flow after the start: what nobody wrote down before it is not to be had any more. */
  resumedAt(flowMs: number): void {
    const fromMs = this.wantedFromMs;
    if (fromMs === undefined || flowMs < fromMs + RESUME_SLACK_MS) return;
    const why = 'no server was running, and the relay did not have it any more';
    this.gap({ fromMs, toMs: flowMs, what: 'not-heard', why });
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  /** Until `signal` aborts; then what is closed is written down, and the rest is for the next server. */
  async run(signal: AbortSignal): Promise<void> {
    const { nodesHeard, clock } = this.#options;
    const watching = [watchNodes(this.#watch, nodesHeard, clock, signal), this.#storage.run(signal)];
    const writing = Promise.all([this.writer.run(signal), ...watching]);
    while (!signal.aborted) {
      await this.#collectClosed(signal);
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    await writing;
  }

  /** Writes down everything that is closed by now: for whoever moves the clock of it, while nothing runs. */
  async catchUp(signal: AbortSignal): Promise<void> {
    await this.#collectClosed(signal);
  }

  gap(gap: Gap): void {
    this.writer.gap(gap);
  }

  /** Throws when the store is of a newer program. What is on disk is never older than what the store has. */
  async #findHead(signal: AbortSignal): Promise<Head | undefined> {
    const { clock, log } = this.#options;
    const patienceMs = this.writer.head === undefined ? HEAD_PATIENCE_MS : KNOWN_HEAD_PATIENCE_MS;
    const deadlineMs = clock.monotonicMs() + patienceMs;
    while (!signal.aborted && clock.monotonicMs() < deadlineMs) {
      try {
        return await this.writer.findHead();
      } catch (error) {
        if (error instanceof NewerSchemaError) throw error;
        await sleep(100, undefined, { signal }).catch(() => undefined);
      }
    }
    log.warn('the store does not answer; what happens is kept until it does', { state: this.store.state });
    return this.writer.head;
  }

  async #collectClosed(signal: AbortSignal): Promise<void> {
    for (;;) {
      const nowMs = this.#options.clock.nowMs();
      const nowSeconds = Math.floor(nowMs / 1000);
      const behind = bucketOf(nowSeconds) - MOST_BUCKETS_BEHIND * BUCKET_SECONDS;
      if (this.#next < behind) {
        this.#missed(this.#next, behind, this.#options.stoodStill ?? 'this server stood still, or its clock was set');
        this.#forget(behind);
        this.#next = behind;
      }
      const end = this.#next + BUCKET_SECONDS;
      if (signal.aborted || end + CLOSE_AFTER_SECONDS > nowSeconds) return;
      if (this.#options.isBehind?.(nowMs) === true) return;
      const { closing } = this.#options;
      if (this.#options.diskLevel() === 'full') {
        this.#skip(end);
        continue;
      }
      this.#endSkipping();
      const content = await this.#inSlices(this.#collector.collect(this.#next, this.#beside(this.#next, end)));
      const flows = await this.#inSlices(this.#recorder.record(this.#bucketOfFlows(end)));
      const whole = { ...content, tables: [...content.tables, ...flows] };
      this.writer.offer(this.#withGaps(withPolicyChanges(whole, closing.takePolicyChanges())));
      this.#next = end;
    }
  }

  /** What is before the place where the last server ended was written by it. */
  #beside(from: number, to: number): Beside {
    const { closing, ledger } = this.#options;
    const isOurs = ({ second }: { readonly second: number }): boolean => second >= (this.#wantedFrom ?? 0);
    return {
      late: closing.takeLate().filter(isOurs),
      lost: ledger.takeLost(to).filter(isOurs),
      http: filtered(closing.takeHttp(to), isOurs),
      dns: filtered(closing.takeDns(to), isOurs),
      heard: this.#watch.in({ from, to }),
      messages: this.#messages.take(),
    };
  }

  #bucketOfFlows(to: number): RecordedBucket {
    const isDiskLow = this.#options.diskLevel() !== 'enough';
    return { from: this.#next, to, notBeforeMs: this.wantedFromMs ?? 0, isDiskLow };
  }

  /** Nothing is written while the disk is full; what is counted then is told as a gap, and never late. */
  #skip(end: number): void {
    this.#fullSince ??= this.#next;
    this.#forget(end);
    this.#recorder.skip(end);
    this.#next = end;
  }

  /** What was counted before that second is not told any more. */
  #forget(end: number): void {
    const { closing, ledger } = this.#options;
    closing.closeBefore(end);
    closing.takeLate();
    ledger.takeLost(end);
    for (const rows of [closing.takeHttp(end), closing.takeDns(end)]) for (const _ of rows) continue;
    this.#messages.take();
  }

  #endSkipping(): void {
    if (this.#fullSince === undefined) return;
    const [fromMs, toMs] = [this.#fullSince * 1000, this.#next * 1000];
    this.gap({ fromMs, toMs, what: 'disk-full', why: 'the disk was full' });
    this.#fullSince = undefined;
  }

  #missed(from: number, to: number, why: string): void {
    this.gap({ fromMs: from * 1000, toMs: to * 1000, what: 'not-written', why });
  }

  #withGaps(content: BatchContent): BatchContent {
    for (const { what, path, why, atMs, fromMs, toMs } of this.store.takeSetAside()) {
      this.#setAside = { path, why, at: new Date(atMs).toISOString() };
      this.gap({ fromMs, toMs, what: 'set-aside', why: `${what} could not be read and is at ${path}: ${why}` });
    }
    const gaps = this.writer.takeGaps();
    if (gaps.length === 0) return content;
    const rows = gaps.map(({ fromMs, toMs, what, why }) => `${JSON.stringify([fromMs, toMs, what, why])}\n`);
    const columns = ['from_ms', 'to_ms', 'what', 'why'];
    const table: TableRows = { table: 'gaps', columns, rows: rows.length, lines: rows.join('') };
    return { ...content, tables: [...content.tables, table] };
  }

  async #inSlices<Result>(work: Iterator<unknown, Result, undefined>): Promise<Result> {
    const { clock } = this.#options;
    for (;;) {
      const untilMs = clock.monotonicMs() + SLICE_MS;
      do {
        const step = work.next();
        if (step.done === true) return step.value;
      } while (clock.monotonicMs() < untilMs);
      await setImmediate();
    }
  }
}

function* filtered<Row>(rows: Iterable<Row>, isWanted: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (isWanted(row)) yield row;
}

function withPolicyChanges(content: BatchContent, changes: readonly PolicyChange[]): BatchContent {
  const table = policyChangeRows(changes);
  return table === undefined ? content : { ...content, tables: [...content.tables, table] };
}

function bucketOf(second: number): number {
  return second - (second % BUCKET_SECONDS);
}
