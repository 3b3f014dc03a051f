import { edgeFilter } from '@orrery/query/match-edge';
import type { Query } from '@orrery/query/ast';

import {
  FIGURE,
  FIGURE_COUNT,
  type Cause,
  type EdgeIndex,
  type GraphView,
  type SecondRange,
  type Vertex,
} from '../aggregate/graph-view.ts';
import { LatencySketch } from '../aggregate/latency-sketch.ts';
import { shownFigure, shownFlows } from '../publish/shown-figures.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import type { JudgedEdge } from './compare-verdict.ts';
import { VertexGroups, type GroupIndex, type Grouping } from './vertex-groups.ts';

/** One of the two ranges. */
export interface ComparedRange {
  readonly graph: GraphView;
  readonly range: SecondRange;
  /** Of the range, how much somebody listened and wrote down. */
  readonly heardSeconds: number;
  /** Answers to HTTP requests in it. */
  readonly http: readonly EdgeLatencies[];
}

/** How long answers on one edge took, by bucket of a LatencySketch; the ends by key. */
export interface EdgeLatencies {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: number;
  readonly latencies: ReadonlyMap<number, number>;
}

/** The edges of one pair in one range, added up. */
export interface PairSide {
  readonly figures: Float64Array;
  flows: number;
  readonly members: JudgedEdge[];
  readonly allowedBy: Set<string>;
  readonly latencies: LatencySketch;
  firstSeenMs: number;
  lastSeenMs: number;
}

/** Edges that are shown as one, in both ranges. */
export interface ComparedPair {
  readonly source: GroupIndex;
  readonly destination: GroupIndex;
  readonly port: number;
  readonly protocol: number;
  before: PairSide | undefined;
  after: PairSide | undefined;
}

export interface ComparedPairs {
  readonly groups: VertexGroups;
  readonly pairs: Iterable<ComparedPair>;
  /** Flows of each range on any edge, shown or not. */
  readonly flows: { readonly before: number; readonly after: number };
}

type When = 'before' | 'after';

interface ReadEdge {
  readonly key: string;
  readonly when: When;
  readonly edge: EdgeIndex;
  readonly figures: Float64Array;
}

const EDGES_PER_STEP = 32;

/**
 * Brings the edges of two graphs together. An end that is in both is called what the later range calls it, so that a
 * workload whose name was learnt in between is one end. An edge is shown when the query shows it in either range.
 */
export function* comparePairs(
  before: ComparedRange,
  after: ComparedRange,
  query: Query,
  grouping: Grouping,
): Generator<undefined, ComparedPairs, undefined> {
  const filter = edgeFilter(query);
  const ends = new BothEnds();
  const shown = new Set<string>();
  const read: ReadEdge[] = [];
  const flows = { before: 0, after: 0 };
  for (const [when, { graph, range }] of [['after', after] as const, ['before', before] as const]) {
    const all = new Float64Array(FIGURE_COUNT);
    for (let edge = 0; edge < graph.edges.size; edge += 1) {
      if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
      if (!graph.edges.isLive(edge)) continue;
      graph.edges.readFigures(edge, range, all);
      flows[when] += shownFlows(all, 0, undefined);
      const figures = all.map((_, figure) => shownFigure(all, 0, figure, filter.verdicts));
      if (!hasTraffic(figures)) continue;
      const key = ends.edgeKey(graph, edge);
      if (filter.matches(new GraphEdgeFacts(graph, edge))) shown.add(key);
      read.push({ key, when, edge, figures });
    }
  }
  const groups = new VertexGroups(ends, grouping);
  const pairs = new Map<string, ComparedPair>();
  for (const [place, one] of read.entries()) {
    if (place % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    const { graph, range } = one.when === 'after' ? after : before;
    if (shown.has(one.key)) add(pairOf(pairs, groups, ends, graph, one.edge), one, graph, range);
  }
  for (const [when, { http }] of [['after', after] as const, ['before', before] as const]) {
    for (const [place, row] of http.entries()) {
      if (place % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
      const key = pairKey(groups, ends.place(row.source), ends.place(row.destination), row);
      const side = key === undefined ? undefined : pairs.get(key)?.[when];
      if (side === undefined) continue;
      for (const [bucket, count] of row.latencies) side.latencies.addTo(bucket, count);
    }
  }
  return { groups, pairs: pairs.values(), flows };
}

/** Undefined for an end of which there are no edges. */
function pairKey(
  groups: VertexGroups,
  source: number | undefined,
  destination: number | undefined,
  { port, protocol }: Pick<EdgeLatencies, 'port' | 'protocol'>,
): string | undefined {
  if (source === undefined || destination === undefined) return undefined;
  return `${groups.groupOf(source)} ${groups.groupOf(destination)} ${port} ${protocol}`;
}

/** What was only seen on its way, before the address of a service was translated, is no traffic of this pair. */
function hasTraffic(figures: Float64Array): boolean {
  return figures.some((count, figure) => count > 0 && figure !== FIGURE.traced && figure !== FIGURE.translated);
}

function pairOf(
  pairs: Map<string, ComparedPair>,
  groups: VertexGroups,
  ends: BothEnds,
  graph: GraphView,
  edge: EdgeIndex,
): ComparedPair {
  const source = groups.groupOf(ends.indexOf(graph, graph.edges.source(edge)));
  const destination = groups.groupOf(ends.indexOf(graph, graph.edges.destination(edge)));
  const port = graph.edges.port(edge);
  const protocol = graph.edges.protocol(edge);
  const key = `${source} ${destination} ${port} ${protocol}`;
  let pair = pairs.get(key);
  if (pair === undefined) {
    pair = { source, destination, port, protocol, before: undefined, after: undefined };
    pairs.set(key, pair);
  }
  return pair;
}

function add(pair: ComparedPair, { when, edge, figures }: ReadEdge, { edges }: GraphView, range: SecondRange): void {
  const side = (pair[when] ??= {
    figures: new Float64Array(FIGURE_COUNT),
    flows: 0,
    members: [],
    allowedBy: new Set(),
    latencies: new LatencySketch(),
    firstSeenMs: Infinity,
    lastSeenMs: 0,
  });
  for (let figure = 0; figure < FIGURE_COUNT; figure += 1) side.figures[figure] += figures[figure];
  side.flows += shownFlows(figures, 0, undefined);
  side.members.push({ figures, causes: heardIn(edges.causes(edge), range) });
  for (const policy of edges.allowedBy(edge)) side.allowedBy.add(policy);
  side.firstSeenMs = Math.min(side.firstSeenMs, edges.firstSeenMs(edge));
  side.lastSeenMs = Math.max(side.lastSeenMs, edges.lastSeenMs(edge));
}

/** A cause outlives its range. 0 is no time. */
function heardIn(causes: readonly Cause[], { from }: SecondRange): readonly Cause[] {
  return causes.filter(({ lastSeenMs }) => lastSeenMs === 0 || lastSeenMs >= from * 1000);
}

/** The ends of both graphs by key; those of the graph that is read first stay. */
class BothEnds implements Pick<GraphView, 'vertex'> {
  readonly #all: Vertex[] = [];
  readonly #byKey = new Map<string, number>();

  vertex(index: number): Vertex {
    const vertex = this.#all[index];
    if (vertex === undefined) throw new RangeError(`there is no end ${index}`);
    return vertex;
  }

  indexOf(graph: GraphView, index: number): number {
    const vertex = graph.vertex(index);
    let place = this.#byKey.get(vertex.key);
    if (place === undefined) {
      place = this.#all.length;
      this.#all.push(vertex);
      this.#byKey.set(vertex.key, place);
    }
    return place;
  }

  place(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  edgeKey(graph: GraphView, edge: EdgeIndex): string {
    const [source, destination] = [graph.edges.source(edge), graph.edges.destination(edge)];
    const service = `${graph.edges.port(edge)} ${graph.edges.protocol(edge)}`;
    return `${this.indexOf(graph, source)} ${this.indexOf(graph, destination)} ${service}`;
  }
}
