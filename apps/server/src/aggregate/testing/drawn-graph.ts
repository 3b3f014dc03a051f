import { FIGURE, FIGURE_COUNT } from '../graph-view.ts';
import type { EdgeIndex, Figure, GraphView, Vertex } from '../graph-view.ts';
import { Intake } from '../intake.ts';
import { START } from './flow-builder.ts';

export interface DrawnGraph {
  readonly intake: Intake;
  /** Takes messages at a time of ours, seconds after START. */
  readonly feed: (messages: Iterable<Uint8Array>, at?: number) => void;
  readonly vertex: (key: string) => Vertex;
  /** `shop/frontend -> shop/cart:8080`, by workload or key; throws when there is none. */
  readonly edge: (drawn: string) => EdgeIndex;
  readonly drawnEdges: () => string[];
  readonly total: (drawn: string, figure: keyof typeof FIGURE) => number;
  /** Over all edges. */
  readonly sum: (figure: keyof typeof FIGURE) => number;
}

export function setup(options: { maxEdges?: number; keptFlowsBytes?: number; seed?: number } = {}): DrawnGraph {
  const { maxEdges = 1000, keptFlowsBytes = 4 << 20, seed = 7 } = options;
  const intake = new Intake({ maxEdges, keptFlowsBytes, seed });
  const { graph } = intake;
  const drawnEdges = () =>
    liveEdges(graph)
      .map((edge) => drawnEdge(graph, edge))
      .sort();
  const edgeOf = (drawn: string) => {
    const edge = liveEdges(graph).find((it) => drawnEdge(graph, it) === drawn);
    if (edge === undefined) throw new Error(`no edge ${drawn} among ${drawnEdges().join(', ')}`);
    return edge;
  };
  return {
    intake,
    feed: (messages, at = 100) => {
      for (const message of messages) intake.accept(message, 0, message.length, (START + at) * 1000);
    },
    vertex: (key) => {
      const found = Array.from({ length: graph.vertexCount() }, (_, i) => graph.vertex(i)).find((it) => it.key === key);
      if (found === undefined) throw new Error(`no vertex ${key}`);
      return found;
    },
    edge: edgeOf,
    drawnEdges,
    total: (drawn, figure) => graph.edges.total(edgeOf(drawn), FIGURE[figure]),
    sum: (figure) => liveEdges(graph).reduce((sum, edge) => sum + graph.edges.total(edge, FIGURE[figure]), 0),
  };
}

/** All edges by name and protocol, with all their totals. */
export function totalsOf({ intake: { graph } }: DrawnGraph): ReadonlyMap<string, number[]> {
  const row = (edge: EdgeIndex) =>
    Array.from({ length: FIGURE_COUNT }, (_, figure) => graph.edges.total(edge, figure as Figure));
  return new Map(
    liveEdges(graph).map((edge) => [`${drawnEdge(graph, edge)} ${graph.edges.protocol(edge)}`, row(edge)]),
  );
}

function liveEdges({ edges }: GraphView): EdgeIndex[] {
  return Array.from({ length: edges.size }, (_, edge) => edge).filter((edge) => edges.isLive(edge));
}

function drawnEdge(graph: GraphView, edge: EdgeIndex): string {
  const [source, destination] = [graph.edges.source(edge), graph.edges.destination(edge)].map((it) =>
    nameOf(graph.vertex(it)),
  );
  return `${source} -> ${destination}:${graph.edges.port(edge)}`;
}

function nameOf({ kind, namespace, workload, key }: Vertex): string {
  return kind === 'workload' && workload !== '' ? `${namespace}/${workload}` : key;
}
