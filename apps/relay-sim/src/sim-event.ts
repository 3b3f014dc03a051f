import type { Flow, LostEvent } from '@orrery/proto/flow/flow_pb';

/** A node of the simulated cluster. Its row number is its name for the rest of the simulator. */
export interface SimNode {
  /** As flows carry it: `cluster/node`, or `node` in cluster "default". */
  readonly name: string;
  readonly labels: readonly string[];
  /** How far this node's clock is off: already part of `flow.time`, never of `SimEvent.timeMs`. */
  readonly clockOffsetMs: number;
  readonly version: string;
}

export type TruthProtocol = 'TCP' | 'UDP' | 'ICMPv4' | 'ICMPv6' | 'SCTP' | 'unknown';

/** Which edge a flow belongs to, as its maker knows it. The key forms are those of `endpointKey`. */
export interface Truth {
  readonly sourceIdentity: number;
  readonly destinationIdentity: number;
  readonly source: string;
  readonly destination: string;
  /** Of the server; 0 where the protocol has none. */
  readonly port: number;
  readonly protocol: TruthProtocol;
  /** What this very event counts for in the L7 tables; of all events about a call only one has it. */
  readonly l7?: L7Truth;
}

export type L7Truth =
  | {
      readonly kind: 'http';
      readonly method: string;
      /** Whatever differs from call to call is `{id}`. */
      readonly path: string;
      /** 0 when an L7 rule denied the call. */
      readonly status: number;
      /** As the proxy next to the server measured it; 0 for a denied call. */
      readonly latencyNs: number;
    }
  | {
      readonly kind: 'dns';
      readonly what: 'question' | 'denied-question' | 'answer';
      /** Without the trailing dot. */
      readonly name: string;
      readonly type: string;
      /** Of an answer. */
      readonly rcode: number;
    };

export type SimEvent =
  | {
      readonly kind: 'flow';
      readonly node: number;
      readonly timeMs: number;
      /** Flows share their endpoints, labels and policies: copy before changing anything below the first level. */
      readonly flow: Flow;
      readonly truth: Truth;
    }
  | { readonly kind: 'lost'; readonly node: number; readonly timeMs: number; readonly lost: LostEvent };

/**
 * Something that makes events: a scenario or a recording. Seeded and free of clocks: the same seed gives the
 * same events, however `advance` slices the time. `timeMs` is absolute and true; the caller owns the pace.
 */
export interface EventSource {
  readonly nodes: readonly SimNode[];
  /** Every event with a time before `untilMs`, in order of time. Time only moves forward. */
  advance(untilMs: number): Iterable<SimEvent>;
}
