import type { Arrangement, Place } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import { compare } from './layers.ts';
import { LANE_STEP } from './measures.ts';
import type { Gap, Streets } from './streets.ts';
import type { TopologyEdge, TopologyNode } from './topology.ts';
import { portRange } from './ports.ts';
import type { Side } from './way-search.ts';
import { WaySearch } from './way-search.ts';

/** How an edge gets from its source to its destination. */
export type Way =
  /** Straight down or up to the next in the same column; `lane` of `lanes` beside each other. */
  | { readonly kind: 'upright'; readonly edge: TopologyEdge; readonly lane: number; readonly lanes: number }
  /** Out on one side, across columns through gaps, in on one side. */
  | {
      readonly kind: 'lanes';
      readonly edge: TopologyEdge;
      readonly out: Side;
      readonly gaps: readonly Gap[];
      readonly into: Side;
    };

/** Upright edges beside each other. */
const UPRIGHT_STEP = 14;

/** Ways of all edges: troubled ones first, then the heaviest, because who comes later gives way. */
export function findWays(graph: GraphIndex, arrangement: Arrangement, streets: Streets): Way[] {
  const edges = graph.edges.toSorted(
    (a, b) => Number(b.isTroubled) - Number(a.isTroubled) || b.weight - a.weight || compare(a.key, b.key),
  );
  const upright = uprightWays(edges, graph, arrangement);
  const search = new WaySearch(streets);
  const traffic = new Traffic(streets);
  const ways: Way[] = [];
  for (const edge of edges) {
    const straight = upright.get(edge.key);
    if (straight !== undefined) {
      ways.push(straight);
      continue;
    }
    const source = endOf(edge.source, undefined, graph, arrangement);
    const destination = endOf(edge.destination, edge.destinationRow, graph, arrangement);
    const found =
      edge.source === edge.destination
        ? { out: 'right' as const, gaps: [], into: 'right' as const }
        : search.find(source, destination, traffic.costsOf(edge));
    traffic.add(found.gaps, edge);
    ways.push({ kind: 'lanes', edge, ...found });
  }
  return ways;
}

function endOf(key: string, row: number | undefined, graph: GraphIndex, { places }: Arrangement) {
  const node = graph.nodes.get(key);
  const place = places.get(key);
  if (node === undefined || place === undefined) throw new Error(`${key} has no place`);
  const { lo, hi } = portRange(node, place, row ?? -1);
  return { column: place.column, y: (lo + hi) / 2, region: node.region, side: node.side };
}

/** Edges between two nodes of one column with nothing between them. */
function uprightWays(edges: readonly TopologyEdge[], graph: GraphIndex, arrangement: Arrangement): Map<string, Way> {
  const next = neighboursBelow(graph, arrangement);
  const pairs = new Map<string, TopologyEdge[]>();
  for (const edge of edges) {
    const destination = graph.nodes.get(edge.destination);
    if (destination === undefined) continue;
    const isDown = next.get(edge.source) === edge.destination && edge.destinationRow < 0;
    const isUp = next.get(edge.destination) === edge.source && destination.rows === 0;
    if (!isDown && !isUp) continue;
    const upper = isDown ? edge.source : edge.destination;
    const others = pairs.get(upper);
    if (others === undefined) pairs.set(upper, [edge]);
    else others.push(edge);
  }
  const ways = new Map<string, Way>();
  for (const [upper, found] of pairs) {
    const narrowest = Math.min(graph.nodes.get(upper)?.width ?? 0, graph.nodes.get(next.get(upper) ?? '')?.width ?? 0);
    const lanes = Math.min(found.length, 1 + Math.floor(Math.max(0, narrowest - 32) / UPRIGHT_STEP));
    for (const [lane, edge] of found.slice(0, lanes).entries())
      ways.set(edge.key, { kind: 'upright', edge, lane, lanes });
  }
  return ways;
}

export function uprightOffset(lane: number, lanes: number): number {
  return (lane - (lanes - 1) / 2) * UPRIGHT_STEP;
}

/** For each node the one right below it, where no head of a region lies between; only inside. */
function neighboursBelow(graph: GraphIndex, { places, regions }: Arrangement): Map<string, string> {
  const columns = new Map<number, { readonly node: TopologyNode | undefined; readonly place: Place }[]>();
  const add = (column: number, node: TopologyNode | undefined, y: number) => {
    const known = columns.get(column);
    if (known === undefined) columns.set(column, [{ node, place: { column, y } }]);
    else known.push({ node, place: { column, y } });
  };
  for (const [key, { column, y }] of places) {
    const node = graph.nodes.get(key);
    if (node?.side === 'inside') add(column, node, y);
  }
  for (const { from, to, top } of regions) for (let column = from; column < to; column++) add(column, undefined, top);
  const below = new Map<string, string>();
  for (const seats of columns.values()) {
    seats.sort((a, b) => a.place.y - b.place.y);
    for (const [at, { node }] of seats.entries()) {
      const next = seats[at + 1]?.node;
      if (node !== undefined && next !== undefined) below.set(node.key, next.key);
    }
  }
  return below;
}

/** Who runs in which gap already. Quiet edges like company from the same source or to the same destination. */
class Traffic {
  readonly #gaps: { quiet: Set<string>; lanes: number; troubled: number }[];

  constructor(streets: Streets) {
    this.#gaps = Array.from({ length: streets.gapCount }, () => ({ quiet: new Set(), lanes: 0, troubled: 0 }));
  }

  costsOf(edge: TopologyEdge): (gap: Gap) => number {
    const from = `${edge.source}>`;
    const to = `>${edge.destination}`;
    const labelHeight = edge.label === undefined ? 0 : edge.label.height;
    const wanted = edge.isTroubled ? LANE_STEP.troubled : LANE_STEP.quiet;
    return ({ id, lo, hi }) => {
      const { quiet, lanes, troubled } = this.#gaps[id];
      if (!edge.isTroubled && (quiet.has(from) || quiet.has(to))) return -20;
      const used = lanes * LANE_STEP.quiet + troubled * 2 * LANE_STEP.troubled;
      const crowd = used === 0 ? 0 : used + wanted > hi - lo + LANE_STEP.quiet ? 300 : 10 * lanes + 25 * troubled;
      return crowd + (hi - lo < 8 ? 20 : 0) + (hi - lo < labelHeight ? 14 : 0);
    };
  }

  add(gaps: readonly Gap[], edge: TopologyEdge): void {
    for (const { id } of gaps) {
      const gap = this.#gaps[id];
      if (edge.isTroubled) {
        gap.troubled++;
        continue;
      }
      if (!gap.quiet.has(`${edge.source}>`) && !gap.quiet.has(`>${edge.destination}`)) gap.lanes++;
      gap.quiet.add(`${edge.source}>`).add(`>${edge.destination}`);
    }
  }
}
