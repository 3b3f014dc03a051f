import { edgeFilter } from '@orrery/query/match-edge';
import type { Query } from '@orrery/query/ast';

import type { EdgeIndex, GraphView, SecondRange } from '../aggregate/graph-view.ts';
import { findEdges, type EdgeAddress } from './edge-address.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import { compareTroubles, TrendReader, type FigureReader, type TrendFigures, type Trouble } from './edge-trend.ts';
import { protocolName } from '@orrery/flow/hubble-names';
import { mergedCauses, seen, type MapCause } from './map-cause.ts';
import { timeText } from './time-range.ts';
import { VertexGroups, type MapNode } from './vertex-groups.ts';

export interface TrendsQuestion {
  readonly query: Query;
  /** Whole steps. */
  readonly range: SecondRange;
  readonly stepSeconds: number;
  /** Empty: every edge with trouble. */
  readonly addresses: readonly EdgeAddress[];
  /** Of edges with trouble, at most so many. */
  readonly limit: number;
}

export interface TrendsAnswer {
  readonly edges: readonly TrendEdge[];
  readonly nodes: Iterable<MapNode>;
  /** Edges with trouble past the limit. */
  readonly leftOut: number;
  /** Positions of addresses that no edge has. */
  readonly unknown: readonly number[];
}

/** An edge, a list of figures per column, and what is known of its trouble. */
export interface TrendEdge extends Readonly<Record<keyof TrendFigures, readonly number[]>> {
  /** Keys of nodes. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  /** When the first and the last ten seconds with trouble begin. */
  readonly first_trouble: string | null;
  readonly last_trouble: string | null;
  readonly causes: readonly MapCause[];
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}

/** Answers the question step by step; the graph may go on counting between the steps. */
export function* trendsAnswer(graph: GraphView, question: TrendsQuestion): Steps<TrendsAnswer> {
  return yield* toldTrends(graph, question, yield* chosenEdges(graph, question));
}

/** The edges that are told. */
export function* chosenEdges(graph: GraphView, question: TrendsQuestion): Steps<ChosenEdges> {
  const { query, range, stepSeconds, addresses, limit } = question;
  const filter = edgeFilter(query);
  const isWanted = (edge: EdgeIndex): boolean => filter.matches(new GraphEdgeFacts(graph, edge));
  if (addresses.length > 0) return yield* namedEdges(graph, addresses, isWanted);
  const reader = new TrendReader(graph.edges, range, stepSeconds, filter.verdicts);
  return yield* worstEdges(graph, reader, isWanted, limit);
}

/** Tells what the chosen edges did, out of `figuresOf` where the graph knows the whole range only. */
export function* toldTrends(
  graph: GraphView,
  { query, range, stepSeconds }: TrendsQuestion,
  { rows, leftOut, unknown }: ChosenEdges,
  figuresOf: FigureReader = graph.edges,
): Steps<TrendsAnswer> {
  const { verdicts } = edgeFilter(query);
  const reader = new TrendReader(graph.edges, range, stepSeconds, verdicts, figuresOf);
  const groups = new VertexGroups(graph, 'identity');
  const edges: TrendEdge[] = [];
  for (const { edge, serial } of rows) {
    yield;
    if (graph.edges.serial(edge) === serial) edges.push(trendEdge(graph, groups, edge, reader));
  }
  return { edges, nodes: groups.nodes(), leftOut, unknown };
}

type Steps<Result> = Generator<undefined, Result, undefined>;

/** A row with the serial it had: it may be given to another edge meanwhile. */
interface Row {
  readonly edge: EdgeIndex;
  readonly serial: number;
}

export interface ChosenEdges extends Pick<TrendsAnswer, 'leftOut' | 'unknown'> {
  readonly rows: readonly Row[];
}

function rowOf(graph: GraphView, edge: EdgeIndex): Row {
  return { edge, serial: graph.edges.serial(edge) };
}

function* namedEdges(
  graph: GraphView,
  addresses: readonly EdgeAddress[],
  isWanted: (edge: EdgeIndex) => boolean,
): Steps<ChosenEdges> {
  const found = yield* findEdges(graph, addresses);
  const known = found.filter((edge) => edge !== undefined);
  const rows = [...new Set(known)].filter(isWanted).map((edge) => rowOf(graph, edge));
  return { rows, leftOut: 0, unknown: found.flatMap((edge, position) => (edge === undefined ? [position] : [])) };
}

/** The worst first. No more than ten times the limit are held, and put in order, at a time. */
function* worstEdges(
  graph: GraphView,
  reader: TrendReader,
  isWanted: (edge: EdgeIndex) => boolean,
  limit: number,
): Steps<ChosenEdges> {
  const worst: (Row & { readonly trouble: Trouble })[] = [];
  let leftOut = 0;
  const cut = (): void => {
    worst.sort((left, right) => compareTroubles(left.trouble, right.trouble));
    leftOut += worst.splice(limit).length;
  };
  for (let edge = 0; edge < graph.edges.size; edge += 1) {
    if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    if (!graph.edges.isLive(edge)) continue;
    const trouble = reader.trouble(edge);
    if (trouble !== undefined && isWanted(edge)) worst.push({ ...rowOf(graph, edge), trouble });
    if (worst.length >= limit * 10) cut();
  }
  cut();
  return { rows: worst, leftOut, unknown: [] };
}

const EDGES_PER_STEP = 64;

function trendEdge(graph: GraphView, groups: VertexGroups, edge: EdgeIndex, reader: TrendReader): TrendEdge {
  const { edges } = graph;
  const { columns, firstTroubleSecond, lastTroubleSecond } = reader.trend(edge);
  return {
    source: groups.keyOf(groups.groupOf(edges.source(edge))),
    destination: groups.keyOf(groups.groupOf(edges.destination(edge))),
    port: edges.port(edge),
    protocol: protocolName(edges.protocol(edge)),
    ...columns,
    first_trouble: secondText(firstTroubleSecond),
    last_trouble: secondText(lastTroubleSecond),
    causes: mergedCauses(edges.causes(edge)),
    ...seen({ firstSeenMs: edges.firstSeenMs(edge), lastSeenMs: edges.lastSeenMs(edge) }),
  };
}

function secondText(second: number | undefined): string | null {
  return second === undefined ? null : timeText(second * 1000);
}
