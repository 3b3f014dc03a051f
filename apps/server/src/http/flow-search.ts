import type { Query } from '@orrery/query/ast';

import type { EdgeIndex, GraphView, KeptFlow, KeptFlowsView } from '../aggregate/graph-view.ts';
import { FlowInHand, FlowMatch } from '../publish/flow-match.ts';
import { isWithin, type AskedTimes } from './time-range.ts';

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
  readonly timeMs: number;
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
        flows.push({ number: flow.number, timeMs: flow.timeMs, bytes: flow.bytes.slice() });
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

function wanted(graph: GraphView, { query, edge, times }: FlowQuestion): (flow: KeptFlow) => boolean {
  const match = new FlowMatch(graph, query);
  const hand = new FlowInHand();
  const serial = edge === undefined ? undefined : graph.edges.serial(edge);
  return (flow) => {
    if (edge !== undefined && (flow.edge !== edge || flow.edgeSerial !== serial)) return false;
    if (!isWithin(times, flow.timeMs)) return false;
    hand.take(flow);
    return match.of(hand);
  };
}
