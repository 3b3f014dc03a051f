import type { Truth } from '../sim-event.ts';

/** One message of a GetFlows stream, ready to be written. */
export interface StreamItem {
  /** Of the clock of its node; what the relay sorts by. 0 when a field mask took the time away. */
  readonly timeMs: number;
  /** Position in the order in which all agents wrote. */
  readonly arrival: number;
  /** A GetFlowsResponse. Shared between streams: never written to. */
  readonly bytes: Uint8Array;
  /** Undefined for node status and the like, of which the ledger knows nothing. */
  readonly record: ItemRecord | undefined;
}

/** What the ledger has to know of an item. One record per event, however many streams carry it. */
export type ItemRecord = FlowRecord | LostRecord;

export interface FlowRecord {
  readonly kind: 'flow';
  readonly node: number;
  readonly truth: Truth;
  readonly verdict: number;
  /** Where in `bytes` of the ring's item the flow itself is. */
  readonly flowFrom: number;
  readonly flowTo: number;
  /** Set when it is first handed to a stream: the ledger counts a flow once. */
  sent: boolean;
}

export interface LostRecord {
  readonly kind: 'lost';
  readonly node: number;
  readonly events: number;
  sent: boolean;
}
