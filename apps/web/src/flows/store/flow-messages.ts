import type { FlowSort } from './flow-columns.ts';
import type { FlowRow } from './flow-row.ts';
import type { PastState } from './past-reading.ts';

/** What the page asks of the worker. */
export type FlowAsk =
  | { readonly kind: 'follow'; readonly question: FlowQuestion }
  | { readonly kind: 'read'; readonly question: PastQuestion }
  | { readonly kind: 'look'; readonly look: FlowLook }
  | { readonly kind: 'full'; readonly serial: number };

/** Which flows are followed. Another question begins with an empty table. */
export interface FlowQuestion {
  /** Grows from question to question. */
  readonly id: number;
  /** `ws://.../api/v1/flows/follow?q=...`, without where to begin. */
  readonly url: string;
  /** Of the flows that the server has, so many of the newest. */
  readonly backlog: number;
}

/** Which flows of the history are read. */
export interface PastQuestion {
  /** One count for both kinds of questions. */
  readonly id: number;
  /** `http://.../api/v1/flows?since=...&until=...`, without the page. */
  readonly url: string;
}

/** What is in sight: rows `[from, to)` under an order. */
export interface FlowLook {
  readonly from: number;
  readonly to: number;
  readonly sort: FlowSort;
  /** Serials from here on are not shown, and nothing that is shown leaves; undefined to go on with what comes. */
  readonly heldTo: number | undefined;
}

/** What the worker tells the page. */
export type FlowTold =
  | { readonly kind: 'table'; readonly table: FlowTable }
  | { readonly kind: 'full'; readonly serial: number; readonly json: FlowJson | undefined };

/** A response as `hubble observe -o json` prints it. */
export type FlowJson = Readonly<Record<string, unknown>>;

/** The table as it is now, and its rows that are in sight. Counts are of flows. */
export interface FlowTable {
  readonly question: number;
  /** Rows of the whole table. */
  readonly total: number;
  /** Position of the first of `rows`. */
  readonly from: number;
  /** A flow that cannot be decoded has no row. */
  readonly rows: readonly (FlowRow | undefined)[];
  readonly sort: FlowSort;
  /** What to say in `heldTo` to stay with exactly this. */
  readonly end: number;
  readonly isHeld: boolean;
  /** Of the rows of the table, every verdict there is. */
  readonly verdicts: readonly VerdictCount[];
  /** Came since it is held. */
  readonly newer: number;
  /** Left because there was no room for more; above all the oldest. */
  readonly gone: number;
  /** Matched, and were not sent by the server. */
  readonly leftOut: number;
  /** Came while nothing was heard or kept, and are gone: at most so many, whether they would have matched or not. */
  readonly missed: number;
  /** Of so many flows the server keeps one; 1 for all. */
  readonly sampledOneIn: number;
  /** Rows whose place is not found yet. */
  readonly unsorted: number;
  readonly following: FollowState;
}

export interface VerdictCount {
  readonly verdict: string;
  readonly count: number;
}

export type FollowState =
  | { readonly kind: 'connecting' }
  /** What the server had before is coming in. */
  | { readonly kind: 'reading' }
  | { readonly kind: 'live' }
  | { readonly kind: 'waiting'; readonly retryAtMs: number; readonly why: string }
  /** A range of the history, which does not go on. */
  | { readonly kind: 'past'; readonly missingSeconds: number; readonly state: PastState };
