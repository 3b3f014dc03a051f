import { readResponse } from '@orrery/flow/response-json';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import type { Query } from '@orrery/query/ast';
import { edgeFilter, type EdgeFilter } from '@orrery/query/match-edge';
import { flowMatcher } from '@orrery/query/match-flow';
import type { EdgeIndex, GraphView, KeptFlow } from '../aggregate/graph-view.ts';
import { edgeFacts } from './filter-answers.ts';

/** A kept flow that several look at: it is decoded when the first of them needs it, and once. */
export class FlowInHand {
  #kept: KeptFlow | undefined;
  #decoded: Flow | undefined;
  #isDecoded = false;

  take(kept: KeptFlow): void {
    this.#kept = kept;
    this.#decoded = undefined;
    this.#isDecoded = false;
  }

  get kept(): KeptFlow {
    return this.#kept!;
  }

  /** Undefined for bytes that cannot be decoded. */
  get decoded(): Flow | undefined {
    if (!this.#isDecoded) {
      this.#isDecoded = true;
      const types = readResponse(this.kept.bytes)?.responseTypes;
      this.#decoded = types?.case === 'flow' ? types.value : undefined;
    }
    return this.#decoded;
  }
}

/**
 * Whether kept flows answer a query. Bytes are only decoded when the verdict and the edge do not rule them out; what
 * was asked of edges is remembered until `forgetEdges`. Bytes that cannot be decoded match no question.
 */
export class FlowMatch {
  readonly #graph: GraphView;
  readonly #edges: EdgeFilter;
  readonly #matches: (flow: Flow) => boolean;
  readonly #asksNothing: boolean;
  readonly #answers = new Map<EdgeIndex, { readonly serial: number; readonly matches: boolean }>();

  constructor(graph: GraphView, query: Query) {
    this.#graph = graph;
    this.#edges = edgeFilter(query);
    this.#matches = flowMatcher(query);
    this.#asksNothing = query.terms.length === 0;
  }

  /** Edges change while time passes: call it whenever some did. */
  forgetEdges(): void {
    this.#answers.clear();
  }

  of(hand: FlowInHand): boolean {
    if (this.#asksNothing) return true;
    const { verdicts } = this.#edges;
    if (verdicts !== undefined && !verdicts.has(hand.kept.verdict)) return false;
    if (!this.#edgeMatches(hand.kept)) return false;
    return hand.decoded !== undefined && this.#matches(hand.decoded);
  }

  /** A flow whose edge was folded has nobody who could rule it out but itself. */
  #edgeMatches({ edge, edgeSerial }: KeptFlow): boolean {
    const { edges } = this.#graph;
    if (!edges.isLive(edge) || edges.serial(edge) !== edgeSerial) return true;
    let answer = this.#answers.get(edge);
    if (answer === undefined || answer.serial !== edgeSerial) {
      answer = { serial: edgeSerial, matches: this.#edges.matches(edgeFacts(this.#graph, edge)) };
      this.#answers.set(edge, answer);
    }
    return answer.matches;
  }
}
