import type { Query } from '@orrery/query/ast';

import type { DnsRow, EdgeIndex, GraphView, HttpRow, L7View, SecondRange } from '../aggregate/graph-view.ts';
import { protocolName } from '@orrery/flow/hubble-names';
import { secondRange, type AskedTimes } from './time-range.ts';

export interface L7Question {
  readonly query: Query;
  readonly times: AskedTimes;
  /** Whose figures are asked for; undefined for everything since a row was first seen. */
  readonly range: SecondRange | undefined;
  readonly scope: L7Scope;
  readonly limit: number;
}

/** Which edges and names are asked for. An empty set asks for all; of several sets all have to agree. */
export interface L7Scope {
  /** Undefined for all edges. */
  readonly edges: ReadonlySet<EdgeIndex> | undefined;
  /** Keys of nodes. */
  readonly clients: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
  /** Of DNS answers. */
  readonly addresses: ReadonlySet<string>;
}

export interface L7Answer {
  /** Worst first. */
  readonly rows: readonly object[];
  /** Rows that the question selects, shown or past the limit. */
  readonly matched: number;
}

export type L7Steps = Generator<undefined, L7Answer, undefined>;

export const ROWS_PER_STEP = 16;

/** A name that first comes later than this after the first flow is new; before, everything is. */
const LEARNING_MS = 60_000;

/** Whole tens of seconds as far as windows reach, or undefined when no time was asked for. */
export function figureRange(times: AskedTimes, nowMs: number, windowSeconds: number): SecondRange | undefined {
  if (times.sinceMs === undefined && times.untilMs === undefined) return undefined;
  const { from, to } = secondRange(times, nowMs, windowSeconds);
  const oldest = Math.floor(nowMs / 1000) - windowSeconds;
  const first = Math.floor(Math.max(from, oldest) / 10) * 10;
  return { from: first, to: Math.max(first, Math.ceil(to / 10) * 10) };
}

export function isInScope(graph: GraphView, edge: EdgeIndex, scope: L7Scope): boolean {
  if (scope.edges !== undefined && !scope.edges.has(edge)) return false;
  const source = graph.vertex(graph.edges.source(edge)).key;
  const destination = graph.vertex(graph.edges.destination(edge)).key;
  return (
    isAsked(scope.clients, source) &&
    isAsked(scope.destinations, destination) &&
    (scope.ends.size === 0 || scope.ends.has(source) || scope.ends.has(destination))
  );
}

/** Whether the row was seen at some time in what was asked for. */
export function isSeenIn(row: HttpRow | DnsRow, { sinceMs = -Infinity, untilMs = Infinity }: AskedTimes): boolean {
  return row.lastSeenMs >= sinceMs && row.firstSeenMs < untilMs;
}

export function isNew(row: HttpRow | DnsRow, range: SecondRange | undefined, l7: L7View): boolean {
  if (range === undefined || row.isOther) return false;
  const { firstSeenMs } = row;
  const isInRange = firstSeenMs >= range.from * 1000 && firstSeenMs < range.to * 1000;
  return isInRange && firstSeenMs > l7.listeningSinceMs + LEARNING_MS;
}

/** How an answer names the edge of a row. */
export function edgeJson(graph: GraphView, edge: EdgeIndex): object {
  const { edges } = graph;
  return {
    source: graph.vertex(edges.source(edge)).key,
    destination: graph.vertex(edges.destination(edge)).key,
    port: edges.port(edge),
    protocol: protocolName(edges.protocol(edge)),
  };
}

/** Descending by the first number of a rank, among equals by the next. */
export function worstFirst(left: Ranked, right: Ranked): number {
  for (let i = 0; i < left.rank.length; i++) {
    const difference = right.rank[i] - left.rank[i];
    if (difference !== 0) return difference;
  }
  return 0;
}

interface Ranked {
  readonly rank: readonly number[];
}

/** Sum of the counts whose code is in [least, most]. */
export function sumOfCodes(counts: ReadonlyMap<number, number>, least: number, most: number): number {
  let sum = 0;
  for (const [code, count] of counts) if (code >= least && code <= most) sum += count;
  return sum;
}

function isAsked(asked: ReadonlySet<string>, key: string): boolean {
  return asked.size === 0 || asked.has(key);
}
