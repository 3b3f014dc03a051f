import type { Topology, TopologyEdge, TopologyNode, TopologyRegion } from './topology.ts';

/** A topology, ready to be asked. Edges whose ends are not there are left out. */
export interface GraphIndex {
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly regions: ReadonlyMap<string, TopologyRegion>;
  /** Nodes of each region by key of the region; regions without nodes are not in it. */
  readonly members: ReadonlyMap<string, readonly TopologyNode[]>;
  readonly edges: readonly TopologyEdge[];
  readonly partners: ReadonlyMap<string, readonly Partner[]>;
}

/** Who is at the other end, and how strongly the two want to stand near each other. */
export interface Partner {
  readonly key: string;
  readonly pull: number;
  readonly isCaller: boolean;
}

export function indexOf(topology: Topology): GraphIndex {
  const nodes = new Map(topology.nodes.map((node) => [node.key, node]));
  const regions = new Map(topology.regions.map((region) => [region.key, region]));
  const members = new Map<string, TopologyNode[]>();
  for (const node of topology.nodes) {
    if (!regions.has(node.region) || node.side !== 'inside') continue;
    const others = members.get(node.region);
    if (others === undefined) members.set(node.region, [node]);
    else others.push(node);
  }
  const edges = topology.edges.filter((edge) => nodes.has(edge.source) && nodes.has(edge.destination));
  return { nodes, regions, members, edges, partners: partnersOf(edges) };
}

/** What an edge pulls: tenfold traffic pulls a little more, trouble pulls most. */
export function pullOf(edge: TopologyEdge): number {
  const byWeight = 1 + Math.log2(Math.max(1, edge.weight)) / 8;
  return edge.isTroubled ? byWeight + 2 : byWeight;
}

function partnersOf(edges: readonly TopologyEdge[]): Map<string, Partner[]> {
  const partners = new Map<string, Partner[]>();
  const add = (key: string, partner: Partner) => {
    const known = partners.get(key);
    if (known === undefined) partners.set(key, [partner]);
    else known.push(partner);
  };
  for (const edge of edges) {
    if (edge.source === edge.destination) continue;
    add(edge.source, { key: edge.destination, pull: pullOf(edge), isCaller: false });
    add(edge.destination, { key: edge.source, pull: pullOf(edge), isCaller: true });
  }
  return partners;
}

/** The middle of some numbers by weight; it is one of them, so that what is pulled by one partner stands level with it. */
export function weightedMedian(values: readonly { readonly at: number; readonly pull: number }[]): number | undefined {
  const sorted = values.toSorted((a, b) => a.at - b.at);
  const half = sorted.reduce((sum, { pull }) => sum + pull, 0) / 2;
  let sum = 0;
  for (const { at, pull } of sorted) {
    sum += pull;
    if (sum >= half) return at;
  }
  return undefined;
}
