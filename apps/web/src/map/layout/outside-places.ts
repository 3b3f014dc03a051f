import type { Arrangement, Place } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import { weightedMedian } from './graph-index.ts';
import { compare } from './layers.ts';
import { OUTSIDE_GAP } from './measures.ts';
import type { TopologyNode } from './topology.ts';

/** Heights at which edges come to those outside, by their keys. */
type Arrivals = ReadonlyMap<string, readonly { readonly at: number; readonly pull: number }[]>;

/**
 * All places, those of callers and callees outside included: each level with its partners inside, or with its edges where
 * these are known; none upon another.
 */
export function outsidePlaces(
  { columns, places }: Arrangement,
  graph: GraphIndex,
  arrivals?: Arrivals,
): Map<string, Place> {
  const all = new Map(places);
  for (const side of ['callers', 'callees'] as const) {
    const nodes = [...graph.nodes.values()].filter((node) => node.side === side);
    for (const [key, y] of stacked(nodes, places, graph, arrivals))
      all.set(key, { column: side === 'callers' ? 0 : columns - 1, y });
  }
  return all;
}

function stacked(
  nodes: readonly TopologyNode[],
  places: ReadonlyMap<string, Place>,
  graph: GraphIndex,
  arrivals: Arrivals | undefined,
): Map<string, number> {
  const heights = [...places.values()].map(({ y }) => y);
  const middle = heights.length === 0 ? 0 : (Math.min(...heights) + Math.max(...heights)) / 2;
  const seats = nodes
    .map((node) => {
      const partners = (graph.partners.get(node.key) ?? []).flatMap(({ key, pull }) => {
        const place = places.get(key);
        return place === undefined ? [] : [{ at: place.y, pull }];
      });
      return { node, y: weightedMedian(arrivals?.get(node.key) ?? partners) ?? middle };
    })
    .toSorted((a, b) => a.y - b.y || compare(a.node.key, b.node.key));
  return new Map(separated(seats).map(({ node, y }) => [node.key, Math.round(y)]));
}

/** Moved apart as little as possible: groups that press on each other share the way. */
function separated(seats: readonly { readonly node: TopologyNode; readonly y: number }[]) {
  const groups: { from: number; to: number; top: number; height: number; wished: number[] }[] = [];
  for (const [at, { node, y }] of seats.entries()) {
    groups.push({ from: at, to: at + 1, top: y - node.height / 2, height: node.height, wished: [y - node.height / 2] });
    for (
      let last = groups.at(-1), before = groups.at(-2);
      last && before;
      last = groups.at(-1), before = groups.at(-2)
    ) {
      if (before.top + before.height + OUTSIDE_GAP <= last.top) break;
      const offset = before.height + OUTSIDE_GAP;
      const wished = [...before.wished, ...last.wished.map((top) => top - offset)];
      const top = wished.toSorted((a, b) => a - b)[Math.floor((wished.length - 1) / 2)];
      groups.splice(-2, 2, { from: before.from, to: last.to, top, height: offset + last.height, wished });
    }
  }
  return groups.flatMap(({ from, to, top }) => {
    let next = top;
    return seats.slice(from, to).map(({ node }) => {
      const y = next + node.height / 2;
      next += node.height + OUTSIDE_GAP;
      return { node, y };
    });
  });
}
