import type { EdgeIndex, GraphView } from '../aggregate/graph-view.ts';

/** How rows name an edge: EDGE_COLUMNS. */
export function edgeKey(
  graph: GraphView,
  edge: EdgeIndex,
): readonly [source: string, destination: string, port: number, protocol: number] {
  const { edges } = graph;
  const source = graph.vertex(edges.source(edge)).key;
  return [source, graph.vertex(edges.destination(edge)).key, edges.port(edge), edges.protocol(edge)];
}
