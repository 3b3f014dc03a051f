import type { Flow, LostEvent } from '@orrery/proto/flow/flow_pb';

/** A node of the simulated cluster. Its row number is its name for the rest of the simulator. */
export interface SimNode {
  /** As flows carry it: `cluster/node`, or `node` in cluster "default". */
  readonly name: string;
  readonly labels: readonly string[];
  /** Added to the true time in every event of this node: its clock is off by this much. */
  readonly clockOffsetMs: number;
  readonly version: string;
}

/** Which edge a flow belongs to, as its maker knows it. The key forms are those of DESIGN.md decision 5. */
export interface Truth {
  readonly sourceIdentity: number;
  readonly destinationIdentity: number;
  readonly source: string;
  readonly destination: string;
  /** Of the server; 0 where the protocol has none. */
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'ICMPv4' | 'ICMPv6' | 'SCTP' | 'unknown';
}

export type SimEvent =
  | {
      readonly kind: 'flow';
      readonly node: number;
      readonly timeMs: number;
      readonly flow: Flow;
      readonly truth: Truth;
    }
  | { readonly kind: 'lost'; readonly node: number; readonly timeMs: number; readonly lost: LostEvent };

/**
 * Something that makes events: a scenario or a recording. Seeded and free of clocks: the same calls give
 * the same events. `timeMs` is absolute; the caller owns the pace.
 */
export interface EventSource {
  readonly nodes: readonly SimNode[];
  /** Every event with a time before `untilMs`, in order of time. Time only moves forward. */
  advance(untilMs: number): Iterable<SimEvent>;
}
