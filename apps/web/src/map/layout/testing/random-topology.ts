import type { Topology, TopologyEdge, TopologyNode, TopologyRegion } from '../topology.ts';

/** The same numbers for the same seed. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}

export interface RandomSize {
  readonly regions: number;
  readonly nodes: number;
  readonly edges: number;
  readonly isNear?: boolean;
}

/** A cluster that nobody planned: uneven namespaces, heavy hubs, calls in circles, callers of themselves. */
export function randomTopology(
  dice: Dice,
  { regions: regionCount, nodes: nodeCount, edges: edgeCount, isNear }: RandomSize,
): Topology {
  const regions: TopologyRegion[] = Array.from({ length: regionCount }, (_, at) => ({
    key: `region-${at}`,
    headWidth: 60 + dice.below(140),
    headHeight: 28,
  }));
  const nodes: TopologyNode[] = Array.from({ length: nodeCount }, (_, at) =>
    randomNode(dice, at, regions, isNear === true),
  );
  const edges = nodes.length === 0 ? [] : Array.from({ length: edgeCount }, (_, at) => randomEdge(dice, at, nodes));
  return { level: isNear === true ? 'near' : 'middle', regions, nodes, edges };
}

export function randomNode(dice: Dice, at: number, regions: readonly TopologyRegion[], isNear = false): TopologyNode {
  const roll = dice.next();
  const side = roll < 0.04 ? 'callers' : roll < 0.12 ? 'callees' : 'inside';
  const isAlone = side !== 'inside' || regions.length === 0 || dice.next() < 0.08;
  const rows = isNear && side === 'inside' ? dice.below(7) : 0;
  const headHeight = side === 'inside' ? dice.pick([24, 28, 40]) : 24;
  return {
    key: `node-${at}`,
    region: isAlone ? '' : regions[Math.floor(dice.next() ** 2 * regions.length)].key,
    side,
    width: 64 + dice.below(isNear ? 180 : 80),
    height: headHeight + rows * 20,
    headHeight,
    rows,
    rowHeight: 20,
  };
}

export function randomEdge(dice: Dice, at: number, nodes: readonly TopologyNode[]): TopologyEdge {
  const source = dice.pick(nodes);
  const destination = nodes[Math.floor(dice.next() ** 1.5 * nodes.length)];
  const isTroubled = dice.next() < 0.06;
  return {
    key: `edge-${at}`,
    source: source.key,
    destination: destination.key,
    destinationRow: dice.below(destination.rows + 1) - 1,
    weight: 2 ** dice.below(14),
    isTroubled,
    label: isTroubled || dice.next() < 0.01 ? { width: 90 + dice.below(90), height: dice.pick([22, 36]) } : undefined,
  };
}
