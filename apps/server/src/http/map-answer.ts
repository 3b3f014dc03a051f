import { edgeFilter } from '@orrery/query/match-edge';
import type { Query } from '@orrery/query/ast';

import { FIGURE, VERDICT_COUNT, type GraphView, type SecondRange } from '../aggregate/graph-view.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import { mergedCauses, seen, type MapCause } from './map-cause.ts';
import { protocolName, verdictName } from '@orrery/flow/hubble-names';
import { PairSums, type PairIndex } from './pair-sums.ts';
import { VertexGroups, type Grouping, type MapNode } from './vertex-groups.ts';

export interface MapQuestion {
  readonly query: Query;
  readonly range: SecondRange;
  readonly grouping: Grouping;
  /** Also edges that were silent in the range. */
  readonly withSilent: boolean;
}

export interface MapAnswer {
  /** Flows of the range on any edge, shown or not. */
  readonly flows: number;
  /** Those of them that the query does not show. */
  readonly hiddenFlows: number;
  readonly nodes: Iterable<MapNode>;
  /** Made as they are taken; take them once. */
  readonly edges: Iterable<MapEdge>;
}

/** By name of the verdict; verdicts without flows are left out. */
export type FlowCounts = Readonly<Record<string, number>>;

export interface MapEdge {
  /** Keys of nodes. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  readonly protocol: string;
  readonly flows: FlowCounts;
  readonly total_flows: FlowCounts;
  readonly attempts: Readonly<Record<string, number>>;
  readonly causes: readonly MapCause[];
  readonly allowed_by: readonly string[];
  readonly first_seen: string | null;
  readonly last_seen: string | null;
}

/** Edges that are looked at between two breaths. */
const EDGES_PER_STEP = 32;

/** Answers the question step by step; the graph may go on counting between the steps. */
export function* mapAnswer(graph: GraphView, question: MapQuestion): Generator<undefined, MapAnswer, undefined> {
  const filter = edgeFilter(question.query);
  const isShown = (verdict: number): boolean => filter.verdicts === undefined || filter.verdicts.has(verdict);
  const groups = new VertexGroups(graph, question.grouping);
  const sums = new PairSums(graph.edges, question.range);
  let flows = 0;
  let hiddenFlows = 0;
  for (let edge = 0; edge < graph.edges.size; edge += 1) {
    if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    if (!graph.edges.isLive(edge)) continue;
    const figures = sums.read(edge);
    const edgeFlows = sumOf(figures, () => true);
    flows += edgeFlows;
    const matches = filter.matches(new GraphEdgeFacts(graph, edge));
    const shownFlows = matches ? sumOf(figures, isShown) : 0;
    hiddenFlows += edgeFlows - shownFlows;
    if (!matches || !(shownFlows > 0 || (question.withSilent && hasShownTotal(graph, edge, isShown)))) continue;
    sums.add(edge, groups.groupOf(graph.edges.source(edge)), groups.groupOf(graph.edges.destination(edge)), figures);
  }
  return { flows, hiddenFlows, nodes: groups.nodes(), edges: rows(graph, groups, sums, isShown) };
}

function sumOf(figures: Float64Array, isCounted: (verdict: number) => boolean): number {
  let sum = 0;
  for (let verdict = 0; verdict < VERDICT_COUNT; verdict += 1) if (isCounted(verdict)) sum += figures[verdict];
  return sum;
}

function hasShownTotal(graph: GraphView, edge: number, isShown: (verdict: number) => boolean): boolean {
  for (const verdict of VERDICT_FIGURES) if (isShown(verdict) && graph.edges.total(edge, verdict) > 0) return true;
  return false;
}

const VERDICT_FIGURES = [0, 1, 2, 3, 4, 5, 6, 7] as const;
type VerdictFigure = (typeof VERDICT_FIGURES)[number];

function* rows(
  graph: GraphView,
  groups: VertexGroups,
  sums: PairSums,
  isShown: (verdict: number) => boolean,
): Generator<MapEdge> {
  for (let index: PairIndex = 0; index < sums.size; index += 1) {
    const pair = sums.pair(index);
    const members = pair.members.filter(({ edge, serial }) => graph.edges.serial(edge) === serial);
    yield {
      source: groups.keyOf(pair.source),
      destination: groups.keyOf(pair.destination),
      port: pair.port,
      protocol: protocolName(pair.protocol),
      flows: flowCounts((verdict) => sums.inRange(index, verdict), isShown),
      total_flows: flowCounts((verdict) => sums.total(index, verdict), isShown),
      attempts: attemptCounts(sums, index),
      causes: mergedCauses(members.flatMap(({ edge }) => graph.edges.causes(edge))),
      allowed_by: [...new Set(members.flatMap(({ edge }) => graph.edges.allowedBy(edge)))],
      ...seen(pair),
    };
  }
}

function flowCounts(count: (verdict: VerdictFigure) => number, isShown: (verdict: number) => boolean): FlowCounts {
  const counts: Record<string, number> = {};
  for (const verdict of VERDICT_FIGURES) {
    const flows = count(verdict);
    if (flows > 0 && isShown(verdict)) counts[verdictName(verdict)] = flows;
  }
  return counts;
}

function attemptCounts(sums: PairSums, pair: PairIndex): Record<string, number> {
  return {
    connections: sums.inRange(pair, FIGURE.connections),
    denied: sums.inRange(pair, FIGURE.deniedAttempts),
    audited: sums.inRange(pair, FIGURE.auditedAttempts),
    http_requests: sums.inRange(pair, FIGURE.httpRequests),
    http_denied: sums.inRange(pair, FIGURE.httpDenied),
    http_failed: sums.inRange(pair, FIGURE.httpFailed),
    dns_questions: sums.inRange(pair, FIGURE.dnsQuestions),
    dns_denied: sums.inRange(pair, FIGURE.dnsDenied),
    dns_failed: sums.inRange(pair, FIGURE.dnsFailed),
    dns_timeouts: sums.inRange(pair, FIGURE.dnsTimeouts),
  };
}
