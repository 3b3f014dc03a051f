import type { EdgeFacts } from '@orrery/query/match-edge';
import type { EdgeIndex, GraphView } from '../aggregate/graph-view.ts';
import { copied, grownLength } from './graph-changes.ts';
import type { UnderstoodQuery } from './understand.ts';

/**
 * What the filter of a view says about each edge, asked once until something changes. Asking is rationed: a query of
 * thousands of patterns over a big graph gets its answers over many ticks and does not stop the server.
 */
export class FilterAnswers {
  readonly #graph: GraphView;
  readonly #query: UnderstoodQuery;
  /** Per edge row. */
  #answers = new Uint8Array(0);
  readonly #waiting = new Set<EdgeIndex>();
  #testsLeft = 0;

  constructor(graph: GraphView, query: UnderstoodQuery) {
    this.#graph = graph;
    this.#query = query;
  }

  /** Whether rows wait for a further tick. */
  get isBehind(): boolean {
    return this.#waiting.size > 0;
  }

  /** Begins a tick that may make so many tests, one at least; returns the rows that waited for it. */
  begin(tests: number): EdgeIndex[] {
    this.#testsLeft = Math.max(tests, this.#query.tests);
    const size = this.#graph.edges.size;
    if (this.#answers.length < size) this.#answers = copied(new Uint8Array(grownLength(size)), this.#answers);
    const rows = [...this.#waiting];
    this.#waiting.clear();
    return rows;
  }

  forget(row: EdgeIndex): void {
    this.#answers[row] = UNASKED;
  }

  /** Undefined when the answer has to wait. */
  of(row: EdgeIndex): boolean | undefined {
    if (this.#answers[row] !== UNASKED) return this.#answers[row] === YES;
    if (this.#testsLeft < this.#query.tests) {
      this.#waiting.add(row);
      return undefined;
    }
    this.#testsLeft -= this.#query.tests;
    const answer = this.#query.filter.matches(edgeFacts(this.#graph, row));
    this.#answers[row] = answer ? YES : NO;
    return answer;
  }
}

const UNASKED = 0;
const YES = 1;
const NO = 2;

/** What a query may ask of an edge, as it is now. */
export function edgeFacts(graph: GraphView, row: EdgeIndex): EdgeFacts {
  const { edges } = graph;
  const causes = edges.causes(row);
  return {
    source: graph.vertex(edges.source(row)),
    destination: graph.vertex(edges.destination(row)),
    port: edges.port(row),
    protocol: edges.protocol(row),
    policies: [...edges.allowedBy(row), ...causes.flatMap((cause) => cause.policies)],
    dropReasons: causes.filter((cause) => cause.dropReason !== 0).map((cause) => cause.dropReason),
  };
}
