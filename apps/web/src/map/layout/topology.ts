/**
 * What is to be laid out: only what decides where things stand. Names, figures and colours are not in here, so that a
 * tick which changes none of this moves nothing. Lengths are CSS pixels at zoom 1.
 */
export interface Topology {
  readonly level: Level;
  readonly regions: readonly TopologyRegion[];
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

/** How near one looks: namespaces, workloads, ports and paths. */
export type Level = 'far' | 'middle' | 'near';

/** A namespace that is drawn around its nodes. A collapsed one is a node without a region. */
export interface TopologyRegion {
  readonly key: string;
  /** Its head line: name and count need this much. */
  readonly headWidth: number;
  readonly headHeight: number;
}

export interface TopologyNode {
  readonly key: string;
  /** Key of its region; '' when it stands alone. */
  readonly region: string;
  /** Callers from outside stand in the first column, callees outside in the last. */
  readonly side: 'callers' | 'inside' | 'callees';
  readonly width: number;
  readonly height: number;
  /** Height of what is above the first row. Without rows, the whole height. */
  readonly headHeight: number;
  /** Ports, methods and paths, top down; edges may end at one of them. */
  readonly rows: number;
  readonly rowHeight: number;
}

export interface TopologyEdge {
  readonly key: string;
  readonly source: string;
  readonly destination: string;
  /** Row of the destination at which it ends; -1 for its head. */
  readonly destinationRow: number;
  /** Attempts per minute, in powers of two, so that a figure which wavers moves nothing. */
  readonly weight: number;
  /** Troubled edges are routed first, keep a distance, never share their way. */
  readonly isTroubled: boolean;
  /** Room for what is written on it; undefined for no label. */
  readonly label: LabelRoom | undefined;
}

/** Sizes of a label in up to three forms. Where one finds no room, the next one is tried. */
export interface LabelRoom {
  readonly width: number;
  readonly height: number;
  /** The same words in another shape. */
  readonly otherWidth?: number;
  readonly otherHeight?: number;
  /** The fewest words. */
  readonly leastWidth?: number;
  readonly leastHeight?: number;
}
