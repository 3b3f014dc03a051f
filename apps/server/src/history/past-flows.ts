import type { SecondRange } from '../aggregate/graph-view.ts';

/**
 * Why a single flow was written down: as evidence, for it was denied, audited or failed; or as one of a uniform sample
 * of the rest.
 */
export type KeptAs = 'evidence' | 'sample';

/** One flow out of the history. */
export interface PastFlow extends PastFlowCursor {
  /** By number of flow.Verdict. */
  readonly verdict: number;
  readonly kept: KeptAs;
  /** It stands for about so many: one of so many was written down. 1 for evidence, which is no sample. */
  readonly oneIn: number;
  /** Keys of the vertices of its edge; '' when the edge was folded before the flow was written. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  /** As in flow.Layer4. */
  readonly protocol: number;
  /** A whole GetFlowsResponse. */
  readonly bytes: Uint8Array;
}

/** Where a flow stands in the order of the history; no two flows of a store stand at one place. */
export interface PastFlowCursor {
  readonly timeMs: number;
  /** Second since 1970 in which the time of the batch begins that told it. */
  readonly bucket: number;
  /** Among the flows of that batch. */
  readonly place: number;
}

/** One edge by what it is called everywhere. */
export interface PastFlowEdge {
  /** `SOURCE|DESTINATION`, both by key. */
  readonly ends: string;
  readonly port: number;
  readonly protocol: number;
}

export interface FlowsAsk {
  /** By the time of the flows. */
  readonly range: SecondRange;
  readonly order: 'newest first' | 'oldest first';
  /** Only flows that stand after this place, in the order that is asked for. */
  readonly after?: PastFlowCursor | undefined;
  /** Ends after so many. */
  readonly atMost?: number | undefined;
  readonly edge?: PastFlowEdge | undefined;
  /** By number of flow.Verdict. */
  readonly verdicts?: readonly number[] | undefined;
  /** Only flows whose bytes hold one of these texts: ids and addresses stand in them as they are. */
  readonly holding?: readonly string[] | undefined;
  readonly keptAs?: KeptAs | undefined;
}

/** What was written down of the flows of a range. */
export interface FlowCounts {
  readonly evidence: number;
  /** Denied, audited and failed ones above what is written of one edge and minute, or of one bucket. */
  readonly overCap: number;
  readonly sample: number;
  /** Of so many flows it is a sample, about. */
  readonly sampleOf: number;
}
