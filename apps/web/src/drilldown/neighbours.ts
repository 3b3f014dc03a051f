import { edgeRow, sortRows, WORST_FIRST } from '../view/edge-order.ts';
import type { End, GroupedEdge, GroupedGraph } from '../view/grouped-graph.ts';

/** Edges of an end, worst first. */
export interface Neighbours {
  readonly callers: readonly GroupedEdge[];
  readonly callees: readonly GroupedEdge[];
}

export function neighbours(end: End, { edges }: GroupedGraph): Neighbours {
  const callers: GroupedEdge[] = [];
  const callees: GroupedEdge[] = [];
  for (const edge of edges.values()) {
    if (edge.destination.key === end.key) callers.push(edge);
    if (edge.source.key === end.key) callees.push(edge);
  }
  const inOrder = (some: readonly GroupedEdge[]): readonly GroupedEdge[] =>
    sortRows(some.map(edgeRow), WORST_FIRST).map(({ edge }) => edge);
  return { callers: inOrder(callers), callees: inOrder(callees) };
}
