import { httpRowFilter } from '@orrery/query/match-row';

import type { GraphView, HttpFigures, HttpLatency, HttpRow, L7View, SecondRange } from '../aggregate/graph-view.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import {
  edgeJson,
  isInScope,
  isNew,
  isSeenIn,
  ROWS_PER_STEP,
  sumOfCodes,
  worstFirst,
  type L7Question,
  type L7Steps,
} from './l7-selection.ts';
import { sortInSteps } from './sort-in-steps.ts';
import { timeText } from './time-range.ts';

interface Selected {
  readonly row: HttpRow;
  readonly figures: HttpFigures;
  /** Denied and failed, refused, slow, busy. */
  readonly rank: readonly number[];
}

export function* httpAnswer(graph: GraphView, l7: L7View, question: L7Question): L7Steps {
  const { range, scope, times, limit } = question;
  const filter = httpRowFilter(question.query);
  const selected: Selected[] = [];
  let looked = 0;
  for (const row of l7.httpRows()) {
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
    if (!isSeenIn(row, times) || !isInScope(graph, row.edge, scope)) continue;
    const figures = row.figures(range);
    if (figures.requests === 0) continue;
    const facts = {
      edge: new GraphEdgeFacts(graph, row.edge),
      method: row.method,
      path: row.path,
      get rawPaths() {
        return row.rawPaths().map(({ path }) => path);
      },
      statusCodes: figures.statusCodes.keys(),
    };
    if (!filter.matches(facts)) continue;
    const { denied, requests, statusCodes } = figures;
    const failed = denied + sumOfCodes(statusCodes, 500, 599);
    const p99Ms = latencyOf(row, figures, range).quantileMs(0.99);
    selected.push({ row, figures, rank: [failed, sumOfCodes(statusCodes, 400, 499), p99Ms, requests] });
  }
  const sorted = yield* sortInSteps(selected, worstFirst);
  const rows: object[] = [];
  for (const one of sorted.slice(0, limit)) {
    if (rows.length % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    rows.push(httpJson(graph, l7, range, one));
  }
  return { rows, matched: selected.length };
}

function latencyOf(row: HttpRow, { isKnown }: HttpFigures, range: SecondRange | undefined): HttpLatency {
  return row.latency(isKnown ? range : undefined);
}

function httpJson(graph: GraphView, l7: L7View, range: SecondRange | undefined, { row, figures }: Selected): object {
  const [service, method] = row.isGrpc ? grpcParts(row.path) : [null, null];
  return {
    ...edgeJson(graph, row.edge),
    method: row.method,
    path: row.path,
    is_other: row.isOther,
    is_grpc: row.isGrpc,
    grpc_service: service,
    grpc_method: method,
    http_protocol: row.protocol,
    figures_known: figures.isKnown,
    requests: figures.requests,
    denied: figures.denied,
    status_codes: Object.fromEntries(figures.statusCodes),
    latency_ms: latencyJson(latencyOf(row, figures, range)),
    raw_paths: row.rawPaths(),
    first_seen: timeText(row.firstSeenMs),
    last_seen: timeText(row.lastSeenMs),
    last_denied: timeText(row.lastDeniedMs),
    is_new: isNew(row, range, l7),
  };
}

/** `/package.Service/Method` */
function grpcParts(path: string): readonly [service: string | null, method: string | null] {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? [path.slice(1, slash), path.slice(slash + 1)] : [null, null];
}

function latencyJson(latency: HttpLatency): object | null {
  if (latency.count === 0) return null;
  const quantile = (q: number): number => rounded(latency.quantileMs(q));
  return {
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    count: latency.count,
    since: timeText(latency.sinceMs),
    histogram: latency.histogram().map(({ leMs, count }) => ({ le_ms: leMs === Infinity ? null : leMs, count })),
  };
}

/** Nanoseconds are below what the sketch behind the figures can tell apart. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
