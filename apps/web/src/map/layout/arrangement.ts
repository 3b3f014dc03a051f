import type { TopologyNode } from './topology.ts';

/**
 * What stands in which column and how high, before anything has an x. Callers from outside have the first column,
 * callees outside the last.
 *
 *     column    0        1          2        3       4
 *            ingress  frontend    cart     redis   stripe
 *                     [ region of two columns ]
 */
export interface Arrangement {
  readonly columns: number;
  readonly places: ReadonlyMap<string, Place>;
  readonly regions: readonly RegionPart[];
}

export interface Place {
  readonly column: number;
  /** Middle of the node. */
  readonly y: number;
}

/** The ground of a region. One that outgrew its ground goes on in another part, so that nothing has to move. */
export interface RegionPart {
  readonly key: string;
  readonly part: number;
  /** First column and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly bottom: number;
  readonly headHeight: number;
}

export const topOf = (node: TopologyNode, place: Place): number => place.y - node.height / 2;
