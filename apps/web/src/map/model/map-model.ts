import type { EdgeChange } from '../../view/edge-change.ts';
import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { End, EndKind, GroupedEdge } from '../../view/grouped-graph.ts';
import type { Level } from '../layout/topology.ts';

/** What the map says, without where: the graph as drawn at one level with some regions collapsed. Keys are those of topology and scene. */
export interface MapModel {
  readonly level: Level;
  readonly regions: ReadonlyMap<string, MapRegion>;
  readonly nodes: ReadonlyMap<string, MapNode>;
  readonly edges: ReadonlyMap<string, MapEdge>;
  /** What is not drawn one by one, for the line that says so. */
  readonly merged: MergedCounts;
  /** Which node shows an end, by their keys. What is outside and on no line is not in here. */
  readonly nodeOf: ReadonlyMap<string, string>;
}

export interface MergedCounts {
  /** In collapsed regions, or among the quiet ones. */
  readonly workloads: number;
  /** All grouped edges: the sum of `drawn`, `shared`, `inside`, `folded`, `traced`, `light` and `troubled`. */
  readonly edges: number;
  /** Edges with a line of their own. */
  readonly drawn: number;
  /** Edges that share a line. */
  readonly shared: number;
  /** Edges with both ends in one node. */
  readonly inside: number;
  /** Ends outside that share a mark. */
  readonly outside: number;
  /** Edges in fans. */
  readonly folded: number;
  /** Edges that were only seen on the way to the address of a service: nothing was let through or refused. */
  readonly traced: number;
  /** Forwarded edges beyond the most that can be read, the lightest. */
  readonly light: number;
  /** Troubled edges beyond the most that can be read. The trouble list and the table have them. */
  readonly troubled: number;
}

export type RegionState =
  /** Every workload is drawn. */
  | 'open'
  /** Troubled workloads, and one node for all the quiet ones. */
  | 'partly'
  /** One node. It is in `nodes`, not in `regions`. */
  | 'collapsed';

export interface MapRegion {
  readonly key: string;
  readonly namespace: string;
  /** As drawn: hostile text made plain, cut in the middle; with its cluster when two clusters have it. */
  readonly title: string;
  readonly state: RegionState;
  readonly workloads: number;
  readonly inTrouble: number;
}

export interface MapNode {
  readonly key: string;
  readonly shape: 'card' | 'region' | 'quiet' | 'gate' | 'mark';
  readonly kind: EndKind;
  readonly region: string;
  readonly side: 'callers' | 'inside' | 'callees';
  /** As drawn: hostile text made plain, cut in the middle. */
  readonly title: string;
  /** Second line: "9.1k req/min", "31 workloads", '' for none. */
  readonly subtitle: string;
  readonly isInferred: boolean;
  readonly size: 'L' | 'M' | 'S';
  /** One for each workload of a collapsed region or of the quiet ones, worst first, 48 at most; else empty. */
  readonly squares: readonly EdgeVerdict[];
  /** Troubled edges with both ends in this node, worst first, 8 at most: no line can show them. */
  readonly inner: readonly GroupedEdge[];
  /** How many there are of them. */
  readonly innerCount: number;
  /** Near level only. */
  readonly rows: readonly MapRow[];
  /** Folded fans: "+6 in". '' for none. */
  readonly fan: string;
  /** Whole name and what is wrong, for tooltips and screen readers. */
  readonly spoken: string;
  readonly ends: readonly End[];
}

export interface MapRow {
  readonly key: string;
  readonly verdict: EdgeVerdict;
  /** ":6379 TCP", "DELETE /cart/{id}". */
  readonly title: string;
  /** "18/min". */
  readonly rate: string;
  /** "403", "11 ms". */
  readonly note: string;
}

export interface MapEdge {
  readonly key: string;
  readonly source: string;
  readonly destination: string;
  readonly destinationRow: number;
  readonly verdict: EdgeVerdict;
  /** Of `mixed`: denied attempts by all attempts, 0 to 1. */
  readonly deniedShare: number;
  readonly attemptsPerMinute: number;
  /** The same in powers of two, and steady while it wavers about one. */
  readonly weight: number;
  /** Drawn before what is quiet, and with a way of its own. Where ranges are compared, what changed is. */
  readonly isTroubled: boolean;
  /** Where two ranges are compared: of its first member, and of the same kind for all. */
  readonly change?: EdgeChange | undefined;
  /** Seen for the first time in this window, and after the server had listened for a while. */
  readonly isNew: boolean;
  /** 1 while it is fresh, down to 0.25 when it is about to leave the window. */
  readonly freshness: number;
  /** "312 /min denied" and "policy default deny"; undefined without trouble. */
  readonly label: { readonly strong: string; readonly weak: string } | undefined;
  readonly spoken: string;
  /** What is merged into it, worst first. */
  readonly members: readonly GroupedEdge[];
}
