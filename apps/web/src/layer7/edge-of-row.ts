import { fullName } from '../view/end-name.ts';
import type { GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';

/** Which edge of the grouping holds an edge of the grouping `identity`. */
export function edgesByMember({ edges }: Pick<GroupedGraph, 'edges'>): ReadonlyMap<string, GroupedEdge> {
  const found = new Map<string, GroupedEdge>();
  for (const edge of edges.values()) for (const { key } of edge.members) found.set(key, edge);
  return found;
}

/** `shop/frontend → shop/cart:8080` of a grouped edge. */
export function edgeText({ source, destination, port }: GroupedEdge): string {
  return `${fullName(source.name)} → ${fullName(destination.name)}${port > 0 ? `:${port}` : ''}`;
}
