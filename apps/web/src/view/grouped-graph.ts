import type { Cause, Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { Edge, Figures } from './edge.ts';
import type { EdgeChange } from './edge-change.ts';
import type { EdgeVerdict } from './edge-verdict.ts';
import type { EndName } from './end-name.ts';
import type { HeardTime } from './heard-time.ts';

export const GROUPINGS = ['identity', 'workload', 'namespace'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type EndKind =
  | 'namespace'
  | 'workload'
  | 'fqdn'
  | 'cidr'
  | 'world'
  | 'host'
  | 'remote-node'
  | 'kube-apiserver'
  | 'health'
  | 'ingress'
  | 'reserved'
  | 'other'
  | 'unknown';

/** One end of edges as a grouping shows it: a vertex, or several that are shown as one. A value. */
export interface End {
  /** As `GET /api/v1/map?group=` names it; the same after a reload. */
  readonly key: string;
  readonly kind: EndKind;
  readonly cluster: string;
  /** '' outside of namespaces. */
  readonly namespace: string;
  readonly name: EndName;
  readonly vertices: readonly Vertex[];
}

/** The edges between two ends on one port, added up. A value: an edge of which nothing changed stays the same object. */
export interface GroupedEdge {
  /** `SOURCE|DESTINATION|PORT|PROTOCOL`, by the keys of the ends. */
  readonly key: string;
  readonly source: End;
  readonly destination: End;
  readonly port: number;
  readonly protocol: number;
  /** The earliest that was told of this edge while the page was open, also by members that left. */
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly figures: Figures;
  readonly causes: readonly Cause[];
  readonly verdict: EdgeVerdict;
  /** At least one; a single one under the grouping `identity`. */
  readonly members: readonly Edge[];
  /** Where two ranges are compared: what became of it from the earlier one to this. */
  readonly change?: EdgeChange | undefined;
}

/** What map, table, matrix and trouble rail show: one grouping of one live graph. */
export interface GroupedGraph {
  readonly grouping: Grouping;
  readonly timeMs: number;
  readonly windowSeconds: number;
  /** Set when the window is not the last one, but lies in the past. */
  readonly isPast?: true | undefined;
  /** Undefined where it is not known: all of the window. */
  readonly heard?: HeardTime | undefined;
  readonly ends: ReadonlyMap<string, End>;
  readonly edges: ReadonlyMap<string, GroupedEdge>;
}
