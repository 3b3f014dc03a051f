import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import { FIGURE, FIGURE_COUNT } from '../aggregate/graph-view.ts';
import { digestsOf, rowsOf, type Batch, type TableRows } from './batch.ts';
import { edgeStepName, type EdgeStep } from './edge-steps.ts';
import { graphOfRows, type CauseRow, type EdgeName } from './graph-of-rows.ts';
import type { HeardStep, NodeHeard } from './heard.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { FLOW_COUNTS, FLOWS } from './flow-tables.ts';
import { inSlices } from './in-slices.ts';
import { MemoryAside } from './memory-aside.ts';
import { MemoryFlows } from './memory-flows.ts';
import { MemoryIncidents } from './memory-incidents.ts';
import { MemoryNames } from './memory-names.ts';
import { causeOf, causeRowOf, edgeOf, edgeRowOf, parsed, type CauseName } from './memory-rows.ts';
import { MemoryTable } from './memory-table.ts';
import type { FlowCounts, FlowsAsk, PastFlow } from './past-flows.ts';
import type { Coverage, Gap, PastStore, SetAside, StoreState, TimelineStep } from './past-store.ts';
import type { DnsPast, HttpPast } from './past-l7.ts';
import { MOST_POLICY_CHANGES, policyChangeOf } from './policy-change-rows.ts';
import type { Head } from './spool.ts';
import type { TierSize } from './storage-sizes.ts';

const KEPT_SECONDS = 3600;
/** About an hour of 10,000 edges that have flows all the time. */
const MAX_BYTES = 64 * 1024 * 1024;
/** So much is given up at once when there is more. */
const GIVEN_UP_SECONDS = 60;

/** As much as an hour of a large cluster needs, unless told otherwise. */
export interface MemoryBounds {
  readonly keptSeconds?: number;
  readonly maxBytes?: number;
  /** Of single flows. */
  readonly maxFlowBytes?: number;
}

/**
 * The last hour in this process, for a server that is given nothing to write to. Works in slices, for it shares the
 * thread of the live view.
 *
 * Bounded: an hour of buckets, and MAX_BYTES of them; at the bound the oldest are given up, and a gap says so. Names of
 * vertices are kept beside that, as long as the graph has theirs.
 */
export class MemoryStore implements PastStore {
  readonly state: StoreState = { kind: 'ready' };
  readonly incidents = new MemoryIncidents();
  readonly #maxBytes: number;
  readonly #keptSeconds: number;
  readonly #edges = new MemoryTable<EdgeName>(FIGURE_COUNT);
  readonly #causes = new MemoryTable<CauseName>(2);
  readonly #names = new MemoryNames();
  /** Has a bound of its own. */
  readonly #flows: MemoryFlows;
  readonly #aside = new MemoryAside();
  #covered: LedgerEntry[] = [];
  #gaps: Gap[] = [];
  #policyChanges: readonly PolicyChange[] = [];
  /** Nothing before this second is here any more. */
  #from = 0;
  #givenUp: Gap | undefined;
  #newest: Head | undefined;

  constructor({ maxBytes = MAX_BYTES, maxFlowBytes, keptSeconds = KEPT_SECONDS }: MemoryBounds = {}) {
    this.#maxBytes = maxBytes;
    this.#keptSeconds = keptSeconds;
    this.#flows = new MemoryFlows(maxFlowBytes);
  }

  /** Of what is bounded. */
  get bytes(): number {
    return this.#tables().reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async newestBatch(): Promise<Head | undefined> {
    return this.#newest;
  }

  async insert(batch: Batch): Promise<void> {
    const { number, id, from, to } = batch;
    if (number <= (this.#newest?.number ?? -1)) return;
    this.#newest = { number, id, to };
    await inSlices(this.#add(batch));
    this.#covered.push({
      number,
      id,
      previous: batch.previous,
      from,
      to,
      rows: rowsOf(batch),
      flows: batch.flows,
      digests: digestsOf(batch),
    });
    this.#forgetBefore(to - this.#keptSeconds);
    this.#keepBound();
  }

  async readGraph(range: SecondRange): Promise<GraphView> {
    const edges = await inSlices(this.#edges.sums(range));
    const causes = await inSlices(this.#causes.sums(range));
    const edgeRows = edges.map(({ key, figures, firstMs, lastMs }) => ({
      ...key,
      figures: Array.from(figures),
      firstSeenMs: firstMs,
      lastSeenMs: lastMs,
    }));
    const causeRows = causes.map(({ key, figures: [flows = 0, attempts = 0], firstMs, lastMs }): CauseRow => ({
      ...key,
      flows,
      attempts,
      firstSeenMs: firstMs,
      lastSeenMs: lastMs,
    }));
    return graphOfRows(this.#names.of(edgeRows), edgeRows, causeRows, range);
  }

  async readTimeline(range: SecondRange, stepSeconds: number): Promise<readonly TimelineStep[]> {
    const steps = new Map<number, { at: number } & Record<TimelineColumn, number>>();
    await inSlices(
      this.#edges.rows(range, (row, bucket) => {
        const at = bucket - (bucket % stepSeconds);
        let step = steps.get(at);
        if (step === undefined) steps.set(at, (step = { at, forwarded: 0, audited: 0, dropped: 0, other: 0 }));
        for (let index = 0; index < row.count; index += 1) {
          const column = COLUMN_OF_FIGURE.get(row.places[index] ?? -1);
          if (column !== undefined) step[column] += row.figures[index] ?? 0;
        }
      }),
    );
    return [...steps.values()].toSorted((a, b) => a.at - b.at);
  }

  async readEdgeSteps(
    range: SecondRange,
    stepSeconds: number,
    edges: readonly EdgeName[],
  ): Promise<readonly EdgeStep[]> {
    const wanted = new Set(edges.map(edgeStepName));
    const steps: EdgeStep[] = [];
    for (let at = range.from - (range.from % stepSeconds); at < range.to; at += stepSeconds) {
      const step = { from: Math.max(at, range.from), to: Math.min(at + stepSeconds, range.to) };
      for (const { key, figures } of await inSlices(this.#edges.sums(step))) {
        if (wanted.has(edgeStepName(key))) steps.push({ ...key, at, figures: Array.from(figures) });
      }
    }
    return steps;
  }

  async readCoverage({ from, to }: SecondRange): Promise<Coverage> {
    let coveredSeconds = 0;
    for (const covered of this.#covered) {
      coveredSeconds += Math.max(0, Math.min(covered.to, to) - Math.max(covered.from, from));
    }
    const { lostEvents, nodes } = await inSlices(this.#aside.coverage({ from, to }));
    const told = this.#givenUp === undefined ? this.#gaps : [this.#givenUp, ...this.#gaps];
    const gaps = told.filter(({ fromMs, toMs }) => fromMs < to * 1000 && toMs > from * 1000);
    return { coveredSeconds, lostEvents, nodes, gaps };
  }

  async readExtent(): Promise<SecondRange | undefined> {
    const [first] = this.#covered;
    const last = this.#covered.at(-1);
    return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
  }

  async readHeard(range: SecondRange, stepSeconds: number): Promise<readonly HeardStep[]> {
    return inSlices(this.#aside.heard(range, stepSeconds));
  }

  async readNodes(range: SecondRange): Promise<readonly NodeHeard[]> {
    return inSlices(this.#aside.nodes(range));
  }

  async readHttp(range: SecondRange): Promise<readonly HttpPast[]> {
    return inSlices(this.#aside.http(range));
  }

  async readDns(range: SecondRange): Promise<readonly DnsPast[]> {
    return inSlices(this.#aside.dns(range));
  }

  async readSizes(): Promise<readonly TierSize[]> {
    const [oldest] = this.#covered;
    const rows = this.#covered.reduce((sum, entry) => sum + entry.rows, 0);
    return [
      {
        name: 'memory',
        seconds: 10,
        keptDays: this.#keptSeconds / 86_400,
        rows,
        bytes: this.bytes,
        oldest: oldest?.from,
      },
    ];
  }

  async readPolicyChanges({ from, to }: SecondRange): Promise<readonly PolicyChange[]> {
    return this.#policyChanges.filter(({ atMs }) => atMs >= from * 1000 && atMs < to * 1000);
  }

  readFlows(ask: FlowsAsk): AsyncIterable<PastFlow> {
    return this.#flows.read(ask);
  }

  async readFlowCounts(range: SecondRange): Promise<FlowCounts> {
    return this.#flows.counts(range);
  }

  async *readLedger({ from, to }: SecondRange): AsyncGenerator<LedgerEntry> {
    for (const entry of this.#covered) if (entry.from < to && entry.to > from) yield entry;
  }

  takeSetAside(): readonly SetAside[] {
    return [];
  }

  async close(): Promise<void> {
    this.#forgetBefore(Infinity);
  }

  /** All that the byte bound is about. */
  #tables(): readonly (MemoryTable<unknown> | MemoryAside)[] {
    return [this.#edges, this.#causes, this.#aside];
  }

  *#add(batch: Batch): Generator<undefined, void, undefined> {
    for (const { table, lines } of batch.tables) {
      if (this.#aside.has(table)) {
        yield* this.#aside.add(table, lines);
        continue;
      }
      for (const rows of parsed(lines)) {
        this.#addRows(table, rows);
        yield;
      }
    }
  }

  #addRows(table: TableRows['table'], rows: readonly (readonly unknown[])[]): void {
    switch (table) {
      case 'edges_10s':
        this.#edges.add(rows.map(edgeRowOf), ({ of }) => edgeOf(of));
        return;
      case 'causes_10s':
        this.#causes.add(rows.map(causeRowOf), ({ of }) => causeOf(of));
        return;
      case 'vertices':
        for (const row of rows) this.#names.add(row);
        return;
      case 'gaps':
        for (const [fromMs, toMs, what, why] of rows as [number, number, Gap['what'], string][]) {
          this.#gaps.push({ fromMs, toMs, what, why });
        }
        return;
      case FLOWS:
        for (const row of rows) this.#flows.add(row);
        return;
      case FLOW_COUNTS:
        for (const row of rows) this.#flows.addCounts(row);
        return;
      case 'policy_changes':
        this.#policyChanges = [...this.#policyChanges, ...rows.map(policyChangeOf)].slice(-MOST_POLICY_CHANGES);
        return;
      default:
    }
  }

  #forgetBefore(second: number): void {
    if (second <= this.#from) return;
    this.#from = second;
    for (const table of this.#tables()) table.forgetBefore(second);
    this.#flows.forgetBefore(second);
    this.#covered = this.#covered.filter(({ to }) => to > second);
    this.#gaps = this.#gaps.filter(({ toMs }) => toMs > second * 1000);
    this.#policyChanges = this.#policyChanges.filter(({ atMs }) => atMs >= second * 1000);
  }

  #keepBound(): void {
    while (this.bytes > this.#maxBytes) {
      let oldest = Infinity;
      for (const table of this.#tables()) for (const bucket of table.buckets()) oldest = Math.min(oldest, bucket);
      if (oldest === Infinity) return;
      const fromMs = this.#givenUp?.fromMs ?? oldest * 1000;
      this.#forgetBefore(Math.max(oldest, this.#from) + GIVEN_UP_SECONDS);
      const why = `this server keeps its history in memory, and ${this.#maxBytes} bytes of it; give it a folder with --store chdb:DIR`;
      this.#givenUp = { fromMs, toMs: this.#from * 1000, what: 'given-up', why };
    }
  }
}

type TimelineColumn = Exclude<keyof TimelineStep, 'at'>;

const COLUMN_OF_FIGURE: ReadonlyMap<number, TimelineColumn> = new Map([
  [FIGURE.forwarded, 'forwarded'],
  [FIGURE.redirected, 'forwarded'],
  [FIGURE.audit, 'audited'],
  [FIGURE.dropped, 'dropped'],
  [FIGURE.error, 'other'],
  [FIGURE.traced, 'other'],
  [FIGURE.translated, 'other'],
  [FIGURE.unknown, 'other'],
]);
