import { readResponse } from '@orrery/flow/response-json';
import type { Query } from '@orrery/query/ast';
import { edgeFilter } from '@orrery/query/match-edge';
import { flowMatcher } from '@orrery/query/match-flow';
import { setImmediate } from 'node:timers/promises';
import type { SecondRange } from '../aggregate/graph-view.ts';
import type { FlowsAsk, PastFlow, PastFlowCursor, PastFlowEdge } from '../history/past-flows.ts';
import { uuidOf } from './flow-uuid.ts';
import type { Turn } from './slices.ts';
import { isWithin, type AskedTimes } from './time-range.ts';

export interface PastQuestion {
  readonly query: Query;
  /** Flows of before this second are asked for. */
  readonly seam: number;
  readonly times: AskedTimes;
  readonly edge: PastFlowEdge | undefined;
  readonly evidenceOnly: boolean;
  readonly limit: number;
  readonly after: PastFlowCursor | undefined;
  /** Ids of flows that are told already. */
  readonly known: ReadonlySet<string>;
}

export interface FoundPastFlows {
  /** Newest first. */
  readonly flows: readonly PastFlow[];
  /** Where to go on; undefined when all of the range was looked at. */
  readonly next: PastFlowCursor | undefined;
  readonly scanned: number;
  readonly sampledOneIn: number;
}

/** Past any of these the search stops and says where to go on. */
const MAX_SCANNED = 100_000;
const MAX_FOUND_BYTES = 12 * 1024 * 1024;
const MAX_MS = 8_000;
const SLICE_MS = 2;
const FLOWS_PER_LOOK = 16;

/** The reader of a store. */
export interface FlowReader {
  readFlows(ask: FlowsAsk): AsyncIterable<PastFlow>;
}

/** Searches what was written down of single flows. Bytes are decoded when the edge and the verdict do not rule them out. */
export async function searchPast(store: FlowReader, question: PastQuestion, turn: Turn): Promise<FoundPastFlows> {
  const { query, times, limit, edge, evidenceOnly, after, known } = question;
  const matches = matcherOf(query);
  const verdicts = edgeFilter(query).verdicts;
  const ask: FlowsAsk = {
    range: pastRange(question),
    order: 'newest first',
    after,
    edge,
    verdicts: verdicts && [...verdicts],
    keptAs: evidenceOnly ? 'evidence' : undefined,
  };
  const flows: PastFlow[] = [];
  let [scanned, bytes, sampledOneIn] = [0, 0, 1];
  const startMs = turn.clock.monotonicMs();
  let sliceEnd = startMs + SLICE_MS;
  for await (const flow of store.readFlows(ask)) {
    scanned += 1;
    if (isWithin(times, flow.timeMs)) {
      sampledOneIn = Math.max(sampledOneIn, flow.oneIn);
      if (matches(flow) && !(known.size > 0 && known.has(uuidOf(flow.bytes)))) {
        flows.push(flow);
        bytes += flow.bytes.length;
      }
    }
    if (flows.length >= limit || bytes >= MAX_FOUND_BYTES || scanned >= MAX_SCANNED) {
      return { flows, next: cursorOf(flow), scanned, sampledOneIn };
    }
    if (scanned % FLOWS_PER_LOOK !== 0) continue;
    const nowMs = turn.clock.monotonicMs();
    if (nowMs - startMs > MAX_MS) return { flows, next: cursorOf(flow), scanned, sampledOneIn };
    if (nowMs < sliceEnd) continue;
    await setImmediate();
    turn.signal.throwIfAborted();
    sliceEnd = turn.clock.monotonicMs() + SLICE_MS;
  }
  return { flows, next: undefined, scanned, sampledOneIn };
}

/** Whole seconds around what is asked of the history. */
export function pastRange({ times, seam }: Pick<PastQuestion, 'times' | 'seam'>): SecondRange {
  const to = Math.min(seam, Math.ceil((times.untilMs ?? Infinity) / 1000));
  return { from: Math.min(to, Math.max(0, Math.floor((times.sinceMs ?? 0) / 1000))), to };
}

function matcherOf(query: Query): (flow: PastFlow) => boolean {
  if (query.terms.length === 0) return () => true;
  const matches = flowMatcher(query);
  return ({ bytes }) => {
    const types = readResponse(bytes)?.responseTypes;
    return types?.case === 'flow' && matches(types.value);
  };
}

function cursorOf({ timeMs, bucket, place }: PastFlow): PastFlowCursor {
  return { timeMs, bucket, place };
}
