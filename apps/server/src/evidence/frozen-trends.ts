import { edgeFilter } from '@orrery/query/match-edge';
import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import { edgeStepName, type EdgeStep } from '../history/edge-steps.ts';
import type { EdgeName } from '../history/graph-of-rows.ts';
import type { PastStore } from '../history/past-store.ts';
import { chooseEdges } from './edge-rows.ts';

/** How edges went inside a frozen range: of those in `edges`, and nothing is known of the others. */
export interface FrozenTrends {
  readonly stepSeconds: number;
  /** By their name among steps. */
  readonly edges: readonly string[];
  readonly steps: readonly EdgeStep[];
}

export interface TrendSteps {
  readonly range: SecondRange;
  readonly stepSeconds: number;
}

/** The worst and the busiest; a page looks at 200 of them at once. */
const MOST_EDGES = 400;
/** Names go along with the question, which has a bound. */
const EDGES_AT_ONCE = 40;

export async function freezeTrends(
  store: Pick<PastStore, 'readEdgeSteps'>,
  graph: GraphView,
  { range, stepSeconds }: TrendSteps,
): Promise<FrozenTrends> {
  const chosen = await chooseEdges(graph, edgeFilter({ terms: [] }), range);
  const names = chosen.slice(0, MOST_EDGES).map(({ edge }) => nameOf(graph, edge));
  const steps: EdgeStep[] = [];
  for (let from = 0; from < names.length; from += EDGES_AT_ONCE) {
    steps.push(...(await store.readEdgeSteps(range, stepSeconds, names.slice(from, from + EDGES_AT_ONCE))));
  }
  return { stepSeconds, edges: names.map(edgeStepName), steps };
}

/** Throws for an edge of which nothing was frozen: no step is not the same as none that is known. */
export function stepsOf(frozen: FrozenTrends, stepSeconds: number, edges: readonly EdgeName[]): readonly EdgeStep[] {
  const known = new Set(frozen.edges);
  const names = new Set(edges.map(edgeStepName));
  if (stepSeconds !== frozen.stepSeconds || [...names].some((name) => !known.has(name))) {
    throw new Error('how these edges went, step by step, was not frozen');
  }
  return frozen.steps.filter((step) => names.has(edgeStepName(step)));
}

function nameOf(graph: GraphView, edge: number): EdgeName {
  const { edges } = graph;
  const [source, destination] = [edges.source(edge), edges.destination(edge)].map((end) => graph.vertex(end).key);
  return {
    source: source ?? '',
    destination: destination ?? '',
    port: edges.port(edge),
    protocol: edges.protocol(edge),
  };
}
