import type { EdgeFacts, EndpointFacts } from '@orrery/query/match-edge';

import type { EdgeIndex, GraphView } from '../aggregate/graph-view.ts';

/** What a query may ask of an edge. Policies and reasons are gathered only when the query asks for them. */
export class GraphEdgeFacts implements EdgeFacts {
  readonly source: EndpointFacts;
  readonly destination: EndpointFacts;
  readonly port: number;
  readonly protocol: number;
  readonly #graph: GraphView;
  readonly #edge: EdgeIndex;

  constructor(graph: GraphView, edge: EdgeIndex) {
    this.source = graph.vertex(graph.edges.source(edge));
    this.destination = graph.vertex(graph.edges.destination(edge));
    this.port = graph.edges.port(edge);
    this.protocol = graph.edges.protocol(edge);
    this.#graph = graph;
    this.#edge = edge;
  }

  get policies(): readonly string[] {
    const { edges } = this.#graph;
    return [...edges.allowedBy(this.#edge), ...edges.causes(this.#edge).flatMap((cause) => cause.policies)];
  }

  get dropReasons(): readonly number[] {
    return this.#graph.edges
      .causes(this.#edge)
      .map((cause) => cause.dropReason)
      .filter((reason) => reason !== 0);
  }
}
