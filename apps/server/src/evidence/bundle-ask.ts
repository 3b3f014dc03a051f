import type { Query } from '@orrery/query/ast';
import type { EdgeFilter } from '@orrery/query/match-edge';
import type { GraphView, KeptFlowsView, SecondRange } from '../aggregate/graph-view.ts';
import type { Coverage, PastStore } from '../history/past-store.ts';

/** Where a bundle comes from. */
export interface BundleSource {
  readonly store: PastStore;
  /** What is held in memory: whole, where the store has a sample. */
  readonly graph: GraphView;
  readonly kept: KeptFlowsView;
  /** Of this program. */
  readonly version: string;
}

/** What is put together, for whom. */
export interface BundleAsk {
  readonly range: SecondRange;
  readonly query: Query;
  /** The query as it is printed; '' for everything. */
  readonly canonical: string;
  readonly filter: EdgeFilter;
  readonly askedMs: number;
  /** Address of whoever asked. */
  readonly askedFrom: string;
  /** Of single flows; past it the rest is left out, and counted. */
  readonly mostFlows: number;
  readonly completenessOf: (coverage: Coverage, flows: number) => ToldCompleteness;
}

export interface ToldCompleteness {
  /** 0 to 1. */
  readonly share: number;
  readonly lost: number;
  readonly reasons: readonly string[];
}

/** How the files of a bundle are called, in their order. */
export const FILES = {
  edges: 'edges.csv',
  http: 'http.csv',
  dns: 'dns.csv',
  flows: 'flows.ndjson',
  ledger: 'ledger.ndjson',
  completeness: 'completeness.json',
  summary: 'summary.md',
  manifest: 'manifest.json',
  sums: 'SHA256SUMS',
} as const;
