import type { Query } from '@orrery/query/ast';
import type { GraphView, KeptFlow } from '../aggregate/graph-view.ts';
import { encodeFlows } from './flow-batch.ts';
import { FlowMatch, type FlowInHand } from './flow-match.ts';
import type { FlowNews, FlowPage } from './flow-page.ts';

/** One edge by what it is called everywhere, whichever row it has. */
export interface EdgeName {
  /** `SOURCE|DESTINATION`, both by key. */
  readonly ends: string;
  readonly port: number;
  /** As in flow.Layer4. */
  readonly protocol: number;
}

/** What pages follow: flows of a query, all or those of one edge. */
export interface FlowWish {
  readonly query: Query;
  readonly edge: EdgeName | undefined;
}

/** The pages that follow the same flows. */
export class FlowGroup {
  /** Pages that are told of new flows; others are about to be. */
  readonly current = new Set<FlowPage>();
  readonly #graph: GraphView;
  readonly #edge: EdgeName | undefined;
  readonly #match: FlowMatch;
  #found: KeptFlow[] = [];
  #tooMany = 0;

  constructor(graph: GraphView, { query, edge }: FlowWish) {
    this.#graph = graph;
    this.#edge = edge;
    this.#match = new FlowMatch(graph, query);
  }

  /** Edges have changed. */
  forgetEdges(): void {
    this.#match.forgetEdges();
  }

  wants(hand: FlowInHand): boolean {
    return this.#isOnEdge(hand.kept) && this.#match.of(hand);
  }

  /** Takes note of a flow that is wanted; of more than `most` only the newest. Until `tellAll`. */
  add(flow: KeptFlow, most: number): void {
    this.#found.push(flow);
    if (this.#found.length < 2 * most) return;
    this.#tooMany += this.#found.length - most;
    this.#found = this.#found.slice(-most);
  }

  /** Gives what was added to all pages. */
  tellAll(lookedAt: number, news: FlowNews): void {
    const run = encodeFlows(this.#found);
    for (const page of this.current) {
      page.lookedAt = lookedAt;
      page.leftOut += this.#tooMany;
      page.offer(run, news);
    }
    this.#found = [];
    this.#tooMany = 0;
  }

  #isOnEdge({ edge, edgeSerial }: KeptFlow): boolean {
    const name = this.#edge;
    if (name === undefined) return true;
    const { edges } = this.#graph;
    if (!edges.isLive(edge) || edges.serial(edge) !== edgeSerial) return false;
    if (edges.port(edge) !== name.port || edges.protocol(edge) !== name.protocol) return false;
    return (
      `${this.#graph.vertex(edges.source(edge)).key}|${this.#graph.vertex(edges.destination(edge)).key}` === name.ends
    );
  }
}
