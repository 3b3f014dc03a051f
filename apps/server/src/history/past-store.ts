import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import type { PolicyChange } from '../aggregate/policy-change.ts';
import type { Batch } from './batch.ts';
import type { EdgeStep } from './edge-steps.ts';
import type { EdgeName } from './graph-of-rows.ts';
import type { EdgeScope } from './edge-scope.ts';
import type { HeardStep, NodeHeard } from './heard.ts';
import type { IncidentShelf } from './incident-shelf.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { FlowCounts, FlowsAsk, PastFlow } from './past-flows.ts';
import type { DnsPast, HttpPast } from './past-l7.ts';
import type { Head } from './spool.ts';
import type { TierSize } from './storage-sizes.ts';

/** How much of a range is in the store. */
export interface Coverage {
  /** Seconds of the range that some batch tells about. */
  readonly coveredSeconds: number;
  /** Events that nodes and relays said they lost. */
  readonly lostEvents: number;
  /** Seconds of all nodes that were known, and of those that were not heard; undefined when nothing is known of nodes. */
  readonly nodes?: { readonly seconds: number; readonly missingSeconds: number } | undefined;
  readonly gaps: readonly Gap[];
}

/** A stretch of time of which the store has nothing, or not all. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: GapKind;
  readonly why: string;
}

/**
 * `not-heard`: batches tell about it, but nobody listened. `no-flows`: everything is there but single flows. Of the
 * others there are no batches.
 */
export type GapKind = 'not-heard' | 'no-flows' | 'not-written' | 'given-up' | 'set-aside' | 'disk-full';

/** Flows that began in one step of time. */
export interface TimelineStep {
  /** Second since 1970. */
  readonly at: number;
  readonly forwarded: number;
  readonly audited: number;
  readonly dropped: number;
  readonly other: number;
}

export type StoreState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'away'; readonly sinceMs: number; readonly why: string };

/** Remembers batches, and tells what was. Every promise may be rejected while the store is away. */
export interface PastStore {
  readonly state: StoreState;
  newestBatch(): Promise<Head | undefined>;
  /** Can be done again as often as it takes: a batch counts once. */
  insert(batch: Batch): Promise<void>;
  /**
   * The graph of a range: figures, causes and names as they were in it. With a scope, edges outside of it may be left out;
   * a store may give them all the same.
   */
  readGraph(range: SecondRange, scope?: EdgeScope): Promise<GraphView>;
  readTimeline(range: SecondRange, stepSeconds: number): Promise<readonly TimelineStep[]>;
  /** The figures of some edges, step by step, in no order. */
  readEdgeSteps(range: SecondRange, stepSeconds: number, edges: readonly EdgeName[]): Promise<readonly EdgeStep[]>;
  readCoverage(range: SecondRange): Promise<Coverage>;
  /** From the first second to the last that is written about; undefined while nothing is. */
  readExtent(): Promise<SecondRange | undefined>;
  readHeard(range: SecondRange, stepSeconds: number): Promise<readonly HeardStep[]>;
  /** What was heard of each node, by name. */
  readNodes(range: SecondRange): Promise<readonly NodeHeard[]>;
  /** HTTP and DNS rows of a range, in no order; PastL7 shows them as the living tables are shown. */
  readHttp(range: SecondRange, scope?: EdgeScope): Promise<readonly HttpPast[]>;
  readDns(range: SecondRange, scope?: EdgeScope): Promise<readonly DnsPast[]>;
  /** What it takes, by tier. */
  readSizes(): Promise<readonly TierSize[]>;
  /** The batches of a range, oldest first. */
  readLedger(range: SecondRange): AsyncIterable<LedgerEntry>;
  /** Single flows that were written down, in the order that is asked for. */
  readFlows(ask: FlowsAsk): AsyncIterable<PastFlow>;
  readFlowCounts(range: SecondRange): Promise<FlowCounts>;
  /** Policies that changed in a range, oldest first: its newest 2,000. */
  readPolicyChanges(range: SecondRange): Promise<readonly PolicyChange[]>;
  /** What people froze. */
  readonly incidents: IncidentShelf;
  /** What could not be read and was set aside, since the last call: everything before is gone from here. */
  takeSetAside(): readonly SetAside[];
  close(): Promise<void>;
}

/** What could not be read: `what` is all of the store or a part of it, and the times are those that it told about. */
export interface SetAside {
  readonly what: string;
  readonly path: string;
  readonly why: string;
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What an operator wants to know of a store. */
export interface PastStatus {
  readonly state: 'ready' | 'away';
  /** Why it is away; '' when it is not. */
  readonly why: string;
  readonly away_since: string | null;
  /** What the disk of the store has room for. */
  readonly disk: 'enough' | 'low' | 'full';
  /** What could not be read, and is not part of this history. */
  readonly set_aside: { readonly path: string; readonly why: string; readonly at: string } | null;
  readonly written_to: string | null;
  readonly stored_batches: number;
  readonly stored_flows: number;
  readonly waiting_batches: number;
  readonly waiting_bytes: number;
  readonly given_up_batches: number;
  /** Single flows that were written down since the start, as evidence and as a sample. */
  readonly evidence_flows: number;
  readonly sampled_flows: number;
  /** Denied, audited and failed flows above what is written down of one edge and minute, or of one bucket. */
  readonly over_cap_flows: number;
  /** Since when no single flows are written, for the disk has too little room. */
  readonly flows_stopped_since: string | null;
  /** Batches whose single flows were given up while they waited for the store. */
  readonly flows_left_out_batches: number;
  /** What it took at the last look, a minute ago at most, by tier. */
  readonly tiers: readonly { readonly name: string; readonly rows: number; readonly bytes: number }[];
}
