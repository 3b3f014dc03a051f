import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { NO_FIGURES } from './edge.ts';
import { isChanged, SAME, type EdgeChange } from './edge-change.ts';
import type { GroupableGraph } from './group-graph.ts';
import type { End, GroupedEdge, GroupedGraph } from './grouped-graph.ts';

/**
 * Both ranges as one graph: what is there now, with what became of it, and what vanished, with the figures of now, which
 * are none.
 *
 *     before   web -> api    web -> old
 *     after    web -> api                   web -> new
 *     both     web -> api    web -> old ✕   web -> new +
 */
export function comparedGraph(
  after: GroupedGraph,
  before: GroupedGraph,
  changes: ReadonlyMap<string, EdgeChange>,
): GroupedGraph {
  const ends = new Map<string, End>(after.ends);
  const edges = new Map<string, GroupedEdge>();
  for (const [key, edge] of after.edges) edges.set(key, { ...edge, change: changes.get(key) ?? SAME });
  for (const [key, change] of changes) {
    const edge = before.edges.get(key);
    if (!isChanged(change) || edges.has(key) || edge === undefined) continue;
    const [source, destination] = [edge.source, edge.destination].map((end) => {
      const known = ends.get(end.key) ?? end;
      ends.set(end.key, known);
      return known;
    });
    const members = edge.members.map((member) => ({ ...member, figures: NO_FIGURES, causes: [] }));
    const silent = { figures: NO_FIGURES, causes: [], verdict: 'forwarded', members } as const;
    edges.set(key, {
      ...edge,
      ...silent,
      source: source ?? edge.source,
      destination: destination ?? edge.destination,
      change,
    });
  }
  return { ...after, ends, edges };
}

/** An earlier graph in which what is known later is called as it is later: a workload whose name was learnt in between is one. */
export function calledAs<Graph extends GroupableGraph>(before: Graph, after: GroupableGraph): Graph {
  const later = new Map<string, Vertex>();
  for (const vertex of after.vertices.values()) later.set(vertex.key, vertex);
  const vertices = new Map<number, Vertex>();
  for (const [index, vertex] of before.vertices) {
    const known = later.get(vertex.key);
    vertices.set(index, known === undefined ? vertex : { ...known, index });
  }
  return { ...before, vertices };
}
