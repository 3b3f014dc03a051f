import type { Query } from '@orrery/query/ast';
import { dnsRowFilter, httpRowFilter } from '@orrery/query/match-row';

import type { DnsRow, GraphView, HttpRow, L7View } from '../aggregate/graph-view.ts';
import { GraphEdgeFacts } from './edge-facts.ts';
import { protocolName } from './hubble-names.ts';
import { timeText, type AskedTimes } from './time-range.ts';

export interface L7Question {
  readonly query: Query;
  /** Rows that were seen at some time in it. */
  readonly times: AskedTimes;
  readonly limit: number;
}

export interface L7Answer {
  /** Worst first. */
  readonly rows: readonly object[];
  /** Rows that the query and the times select, shown or past the limit. */
  readonly matched: number;
}

const ROWS_PER_STEP = 32;

export function* httpAnswer(graph: GraphView, l7: L7View, question: L7Question): Steps {
  const filter = httpRowFilter(question.query);
  const selected: HttpRow[] = [];
  let looked = 0;
  for (const row of l7.httpRows()) {
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
    if (!isSeenIn(row, question.times)) continue;
    const { method, path, rawPaths } = row;
    const edge = new GraphEdgeFacts(graph, row.edge);
    if (filter.matches({ edge, method, path, rawPaths, statusCodes: row.statusCodes.keys() })) selected.push(row);
  }
  selected.sort(
    worstFirst(
      (row) => row.denied + statusesFrom(row, 500, 599),
      (row) => statusesFrom(row, 400, 499),
      (row) => row.latencyMs.p99,
      (row) => row.requests,
    ),
  );
  return { rows: selected.slice(0, question.limit).map((row) => httpJson(graph, row)), matched: selected.length };
}

export function* dnsAnswer(graph: GraphView, l7: L7View, question: L7Question): Steps {
  const filter = dnsRowFilter(question.query);
  const selected: DnsRow[] = [];
  let looked = 0;
  for (const row of l7.dnsRows()) {
    looked += 1;
    if (looked % ROWS_PER_STEP === 0) yield;
    if (!isSeenIn(row, question.times)) continue;
    if (filter.matches({ edge: new GraphEdgeFacts(graph, row.edge), name: row.name })) selected.push(row);
  }
  selected.sort(
    worstFirst(
      (row) => row.denied + row.timeouts,
      failedAnswers,
      (row) => row.questions,
    ),
  );
  return { rows: selected.slice(0, question.limit).map((row) => dnsJson(graph, row)), matched: selected.length };
}

type Steps = Generator<undefined, L7Answer, undefined>;

function httpJson(graph: GraphView, row: HttpRow): object {
  return {
    ...edgeJson(graph, row.edge),
    method: row.method,
    path: row.path,
    is_grpc: row.isGrpc,
    requests: row.requests,
    denied: row.denied,
    status_codes: Object.fromEntries(row.statusCodes),
    latency_ms: latencyJson(row.latencyMs),
    raw_paths: row.rawPaths,
    first_seen: timeText(row.firstSeenMs),
    last_seen: timeText(row.lastSeenMs),
  };
}

/** Microseconds are below what the sketch behind the figures can tell apart. */
function latencyJson({ p50, p95, p99, count }: HttpRow['latencyMs']): object | null {
  const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
  return count === 0 ? null : { p50: rounded(p50), p95: rounded(p95), p99: rounded(p99), count };
}

function dnsJson(graph: GraphView, row: DnsRow): object {
  return {
    client: graph.vertex(row.client).key,
    ...edgeJson(graph, row.edge),
    name: row.name,
    type: row.type,
    questions: row.questions,
    answers: row.answers,
    rcodes: Object.fromEntries(row.rcodes),
    denied: row.denied,
    timeouts: row.timeouts,
    addresses: row.addresses,
    ttl_seconds: row.ttlSeconds,
    first_seen: timeText(row.firstSeenMs),
    last_seen: timeText(row.lastSeenMs),
  };
}

function edgeJson(graph: GraphView, edge: number): object {
  const { edges } = graph;
  return {
    source: graph.vertex(edges.source(edge)).key,
    destination: graph.vertex(edges.destination(edge)).key,
    port: edges.port(edge),
    protocol: protocolName(edges.protocol(edge)),
  };
}

function isSeenIn(row: { readonly firstSeenMs: number; readonly lastSeenMs: number }, times: AskedTimes): boolean {
  return row.lastSeenMs >= (times.sinceMs ?? -Infinity) && row.firstSeenMs < (times.untilMs ?? Infinity);
}

/** Descending by the first figure, among equals by the next. */
function worstFirst<Row>(...figures: readonly ((row: Row) => number)[]): (left: Row, right: Row) => number {
  return (left, right) => {
    for (const figure of figures) {
      const difference = figure(right) - figure(left);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function statusesFrom(row: HttpRow, least: number, most: number): number {
  let sum = 0;
  for (const [status, count] of row.statusCodes) if (status >= least && status <= most) sum += count;
  return sum;
}

function failedAnswers(row: DnsRow): number {
  let sum = 0;
  for (const [rcode, count] of row.rcodes) if (rcode !== 0) sum += count;
  return sum;
}
