import type { ClickHouseClient } from '@clickhouse/client';
import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import type { Clock } from '../base/clock.ts';
import type { Batch } from './batch.ts';
import { BrokenParts, isOfBrokenParts } from './broken-parts.ts';
import type { ClusterLayout } from './cluster-ddl.ts';
import { readEdgeSteps, type EdgeStep } from './edge-steps.ts';
import type { EdgeName } from './graph-of-rows.ts';
import { readExtent, readHeard, readNodes } from './heard-reader.ts';
import type { HeardStep, NodeHeard } from './heard.ts';
import { EVERY_EDGE } from './edge-scope.ts';
import { insertBatch } from './insert.ts';
import { readDns, readHttp } from './l7-reader.ts';
import { readLedger, type LedgerEntry } from './ledger-entry.ts';
import { migrate } from './migrate.ts';
import { readFlowCounts, readFlows } from './past-flow-reader.ts';
import type { FlowCounts, FlowsAsk, PastFlow } from './past-flows.ts';
import type { Coverage, PastStore, SetAside, StoreState, TimelineStep } from './past-store.ts';
import type { DnsPast, HttpPast } from './past-l7.ts';
import { readPolicyChanges } from './policy-change-rows.ts';
import { planRange, type Stretch } from './range-plan.ts';
import { readCoverage, readGraph, readTimeline } from './reader.ts';
import { applyRetention, DEFAULT_RETENTION, type Kept, type Retention } from './retention.ts';
import type { Head } from './spool.ts';
import { SqlIncidents } from './sql-incidents.ts';
import { readSizes } from './sizes-reader.ts';
import type { TierSize } from './storage-sizes.ts';
import { TIERS } from './tables.ts';
import { readHourSums, type HourSum } from './store-sums.ts';

export interface SqlStoreOptions {
  readonly client: ClickHouseClient;
  readonly clock: Clock;
  /** Undefined for one server. */
  readonly layout?: ClusterLayout | undefined;
  /** What is kept for how long from now on; when not given, as it was. */
  readonly retention?: Retention | undefined;
  /** The store is ours alone: parts of it that are damaged are taken out, and told. */
  readonly isOurs?: boolean;
  /** Whether somebody is there to be asked; the client finds out by itself when this is not given. */
  readonly state?: () => StoreState;
  readonly close?: () => Promise<void>;
}

/** A store that speaks ClickHouse SQL, embedded or a cluster. */
export class SqlStore implements PastStore {
  readonly incidents = new SqlIncidents((question) => this.#ask(question));
  readonly #options: SqlStoreOptions;
  readonly #setAside: SetAside[] = [];
  readonly #broken: BrokenParts;
  #migrated: Promise<void> | undefined;
  #kept: Kept = { retention: DEFAULT_RETENTION, tiers: TIERS };
  #repaired: Promise<void> | undefined;
  #state: StoreState = { kind: 'ready' };
  /** It answered that it does not take a batch: that it answers says nothing then. */
  #isRefusing = false;
  #look: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(options: SqlStoreOptions) {
    this.#options = options;
    this.#broken = new BrokenParts(() => options.clock.nowMs());
  }

  get state(): StoreState {
    const told = this.#options.state?.();
    return told?.kind === 'away' ? told : this.#state;
  }

  /** What was there was set aside, and nothing is there now: tables are made before the next statement. */
  beginAgain(path: string, why: string): void {
    this.#migrated = undefined;
    const atMs = this.#options.clock.nowMs();
    this.#setAside.push({ what: 'the store', path, why, atMs, fromMs: 0, toMs: atMs });
  }

  takeSetAside(): readonly SetAside[] {
    return this.#setAside.splice(0);
  }

  async newestBatch(): Promise<Head | undefined> {
    return this.#ask(async (client) => {
      const query = 'SELECT number, id, to_s FROM batches ORDER BY number DESC LIMIT 1';
      const answer = await client.query({ query, format: 'JSONEachRow' });
      const [row] = await answer.json<{ number: unknown; id: string; to_s: unknown }>();
      return row && { number: Number(row.number), id: row.id, to: Number(row.to_s) };
    });
  }

  async insert(batch: Batch): Promise<void> {
    await this.#ask((client) => insertBatch(client, batch, this.#options.clock.nowMs()), 'write');
  }

  async readGraph(range: SecondRange, scope = EVERY_EDGE): Promise<GraphView> {
    return this.#ask((client) => readGraph(client, range, this.#plan(range), scope));
  }

  async readTimeline(range: SecondRange, stepSeconds: number): Promise<readonly TimelineStep[]> {
    return this.#ask((client) => readTimeline(client, this.#plan(range, stepSeconds), stepSeconds));
  }

  async readEdgeSteps(
    range: SecondRange,
    stepSeconds: number,
    edges: readonly EdgeName[],
  ): Promise<readonly EdgeStep[]> {
    return this.#ask((client) => readEdgeSteps(client, this.#plan(range, stepSeconds), stepSeconds, edges));
  }

  async readCoverage(range: SecondRange): Promise<Coverage> {
    return this.#ask((client) => readCoverage(client, range, this.#plan(range)));
  }

  async readExtent(): Promise<SecondRange | undefined> {
    return this.#ask((client) => readExtent(client));
  }

  async readHeard(range: SecondRange, stepSeconds: number): Promise<readonly HeardStep[]> {
    return this.#ask((client) => readHeard(client, this.#plan(range, stepSeconds), stepSeconds));
  }

  async readNodes(range: SecondRange): Promise<readonly NodeHeard[]> {
    return this.#ask((client) => readNodes(client, this.#plan(range)));
  }

  async readHttp(range: SecondRange, scope = EVERY_EDGE): Promise<readonly HttpPast[]> {
    return this.#ask((client) => readHttp(client, this.#plan(range), scope));
  }

  async readDns(range: SecondRange, scope = EVERY_EDGE): Promise<readonly DnsPast[]> {
    return this.#ask((client) => readDns(client, this.#plan(range), scope));
  }

  async readSizes(): Promise<readonly TierSize[]> {
    return this.#ask((client) => readSizes(client, this.#kept.retention, this.#options.layout));
  }

  async readPolicyChanges(range: SecondRange): Promise<readonly PolicyChange[]> {
    return this.#ask((client) => readPolicyChanges(client, range));
  }

  readFlows(flows: FlowsAsk): AsyncIterable<PastFlow> {
    return readFlows((question) => this.#ask(question), flows);
  }

  async readFlowCounts(range: SecondRange): Promise<FlowCounts> {
    return this.#ask((client) => readFlowCounts(client, range));
  }

  /** For who checks a store. */
  async readHourSums(): Promise<readonly HourSum[]> {
    return this.#ask((client) => readHourSums(client));
  }

  readLedger(range: SecondRange): AsyncIterable<LedgerEntry> {
    return readLedger((question) => this.#ask(question), range);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#look);
    await this.#options.client.close();
    await this.#options.close?.();
  }

  async #ask<T>(question: (client: ClickHouseClient) => Promise<T>, purpose: 'read' | 'write' = 'read'): Promise<T> {
    const { client, isOurs } = this.#options;
    try {
      this.#migrated ??= this.#prepare();
      await this.#migrated;
      const answer = await question(client).catch(async (error: unknown) => {
        if (isOurs !== true || !isOfBrokenParts(error)) throw error;
        await this.#repair();
        return question(client);
      });
      if (purpose === 'write' || !this.#isRefusing) this.#state = { kind: 'ready' };
      if (purpose === 'write') this.#isRefusing = false;
      return answer;
    } catch (error) {
      this.#failed(error, purpose);
      throw error;
    }
  }

  async #prepare(): Promise<void> {
    const { client, layout, retention, isOurs } = this.#options;
    await migrate(client, layout);
    this.#kept = await applyRetention(client, retention, this.#nowSeconds(), layout);
    if (isOurs === true) this.#setAside.push(...(await this.#broken.leftOut(client)));
  }

  /** Once, for all who found out at the same time. */
  async #repair(): Promise<void> {
    this.#repaired ??= this.#broken
      .takeOut(this.#options.client)
      .then((parts) => void this.#setAside.push(...parts))
      .finally(() => {
        this.#repaired = undefined;
      });
    await this.#repaired;
  }

  #failed(error: unknown, purpose: 'read' | 'write'): void {
    const code = codeOf(error);
    // A question that was too much to ask says nothing about the store.
    if (purpose === 'read' && code !== undefined && !CODES_OF_NO_STORE.has(code)) return;
    // The tables may not be there, or not all of them.
    this.#migrated = undefined;
    const why = error instanceof Error ? error.message : String(error);
    const sinceMs = this.#state.kind === 'away' ? this.#state.sinceMs : this.#options.clock.nowMs();
    this.#state = { kind: 'away', sinceMs, why };
    if (purpose === 'write') this.#isRefusing = code !== undefined;
    this.#lookLater();
  }

  /** Whether it is there again is found out before somebody asks. */
  #lookLater(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#look);
    this.#look = setTimeout(() => {
      // Failing is what it does while it is away; it is looked at again then.
      this.#ask((client) => client.command({ query: 'SELECT 1 FORMAT Null' })).catch(() => undefined);
    }, LOOK_EVERY_MS).unref();
  }

  #plan(range: SecondRange, mostSeconds = Infinity): readonly Stretch[] {
    return planRange(range, { nowSeconds: this.#nowSeconds(), tiers: this.#kept.tiers, mostSeconds });
  }

  #nowSeconds(): number {
    return Math.floor(this.#options.clock.nowMs() / 1000);
  }
}

const LOOK_EVERY_MS = 1000;

/** Of ClickHouse: no such table, no such database, not let in. */
const CODES_OF_NO_STORE: ReadonlySet<string> = new Set(['60', '81', '192', '193', '194', '497', '516']);

/** What the engine said; undefined when nobody answered, or the tables are of a newer program. */
function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^\d+$/.test(code) ? code : undefined;
}
