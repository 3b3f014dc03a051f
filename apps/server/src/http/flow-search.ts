import { fromBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import type { Query } from '@orrery/query/ast';
import { edgeFilter } from '@orrery/query/match-edge';
import { flowMatcher } from '@orrery/query/match-flow';

import type { EdgeIndex, GraphView, KeptFlow, KeptFlowsView } from '../aggregate/graph-view.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import type { AskedTimes } from './time-range.ts';

export interface FlowQuestion {
  readonly query: Query;
  readonly times: AskedTimes;
  /** Only flows of this edge. */
  readonly edge: EdgeIndex | undefined;
  /** Look into the kept evidence of the edge instead of the newest flows. */
  readonly evidenceOnly: boolean;
  readonly limit: number;
  /** Only flows with a smaller number. */
  readonly cursor: number | undefined;
}

export interface FoundFlow {
  readonly number: number;
  /** A whole GetFlowsResponse; a copy. */
  readonly bytes: Uint8Array;
}

export interface FoundFlows {
  /** Newest first. */
  readonly flows: readonly FoundFlow[];
  /** Where to go on; undefined when everything that is kept was looked at. */
  readonly nextCursor: number | undefined;
  readonly scanned: number;
  /** Those that were looked at are one of so many, at most; 1 when none was left out of what is kept. */
  readonly sampledOneIn: number;
}

/** Past any of these the search stops and says where to go on. */
const MAX_SCANNED = 200_000;
const MAX_COPIED_BYTES = 12 * 1024 * 1024;
/** Flows that are looked at between two breaths; each breath looks the place up anew, as the ring moves on. */
const FLOWS_PER_STEP = 16;

/** Searches what is kept, step by step. Bytes are only decoded when the edge and the verdict do not rule them out. */
export function* searchFlows(
  graph: GraphView,
  kept: KeptFlowsView,
  question: FlowQuestion,
): Generator<undefined, FoundFlows, undefined> {
  const isWanted = wanted(graph, question);
  const isInTime = ({ timeMs }: KeptFlow) => isWithin(question.times, timeMs);
  const flows: FoundFlow[] = [];
  let cursor = question.cursor;
  let scanned = 0;
  let copiedBytes = 0;
  let sampledOneIn = 1;
  for (;;) {
    let taken = 0;
    for (const flow of candidates(kept, question, cursor)) {
      taken += 1;
      scanned += 1;
      cursor = flow.number;
      if (flow.oneIn > sampledOneIn && isInTime(flow)) sampledOneIn = flow.oneIn;
      if (isWanted(flow)) {
        flows.push({ number: flow.number, bytes: flow.bytes.slice() });
        copiedBytes += flow.bytes.length;
      }
      if (flows.length >= question.limit || copiedBytes >= MAX_COPIED_BYTES || scanned >= MAX_SCANNED) {
        return { flows, nextCursor: cursor, scanned, sampledOneIn };
      }
      if (taken >= FLOWS_PER_STEP) break;
    }
    if (taken < FLOWS_PER_STEP) return { flows, nextCursor: undefined, scanned, sampledOneIn };
    yield;
  }
}

function* candidates(kept: KeptFlowsView, question: FlowQuestion, cursor: number | undefined): Generator<KeptFlow> {
  if (!question.evidenceOnly || question.edge === undefined) {
    yield* kept.newestFirst(cursor);
    return;
  }
  for (const flow of kept.evidence(question.edge)) if (flow.number < (cursor ?? Infinity)) yield flow;
}

function wanted(graph: GraphView, question: FlowQuestion): (flow: KeptFlow) => boolean {
  const { query, edge, times } = question;
  const filter = edgeFilter(query);
  const matches = flowMatcher(query);
  const asksNothing = query.terms.length === 0;
  const serial = edge === undefined ? undefined : graph.edges.serial(edge);
  const edgeAnswers = new Map<EdgeIndex, { readonly serial: number; readonly matches: boolean }>();
  const edgeMatches = (flow: KeptFlow): boolean => {
    // A flow whose edge was folded has nobody who could rule it out but itself.
    if (!graph.edges.isLive(flow.edge) || graph.edges.serial(flow.edge) !== flow.edgeSerial) return true;
    let answer = edgeAnswers.get(flow.edge);
    if (answer === undefined || answer.serial !== flow.edgeSerial) {
      answer = { serial: flow.edgeSerial, matches: filter.matches(new GraphEdgeFacts(graph, flow.edge)) };
      edgeAnswers.set(flow.edge, answer);
    }
    return answer.matches;
  };
  return (flow) => {
    if (edge !== undefined && (flow.edge !== edge || flow.edgeSerial !== serial)) return false;
    if (!isWithin(times, flow.timeMs)) return false;
    if (asksNothing) return true;
    if (filter.verdicts !== undefined && !filter.verdicts.has(flow.verdict)) return false;
    if (!edgeMatches(flow)) return false;
    return flowMatches(flow.bytes, matches);
  };
}

function isWithin({ sinceMs = -Infinity, untilMs = Infinity }: AskedTimes, timeMs: number): boolean {
  return timeMs >= sinceMs && timeMs < untilMs;
}

type Flow = Parameters<ReturnType<typeof flowMatcher>>[0];

/** Bytes that cannot be decoded match no question. */
function flowMatches(bytes: Uint8Array, matches: (flow: Flow) => boolean): boolean {
  try {
    const { responseTypes } = fromBinary(GetFlowsResponseSchema, bytes);
    return responseTypes.case === 'flow' && matches(responseTypes.value);
  } catch {
    return false;
  }
}
