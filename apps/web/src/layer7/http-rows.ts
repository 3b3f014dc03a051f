import { countsOf, listMember, member, numberMember, textMember } from '../base/json-member.ts';
import { layer7Answer, rowEdge, timeMember, type Layer7Answer } from './layer7-answer.ts';

/** A method and a path of an edge, or of several that are shown as one. Method and path are hostile text. */
export interface HttpRow {
  /** Edges under the grouping `identity`. */
  readonly edges: readonly string[];
  readonly method: string;
  /** With `{id}` for what differs from request to request. */
  readonly path: string;
  /** Everything on the edge that found no row of its own. */
  readonly isOther: boolean;
  /** What gRPC calls it; undefined for what is not gRPC. */
  readonly rpc: { readonly service: string; readonly method: string } | undefined;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** First seen in the time that the figures are of. */
  readonly isNew: boolean;
  /** The figures are of the time that was asked for; others are of all time. */
  readonly isOfRange: boolean;
  /** Each once, also those that were refused. */
  readonly requests: number;
  /** Refused by policy. Their 403 is the proxy's, and not among the codes. */
  readonly denied: number;
  /** Answers of the application, by status code. */
  readonly codes: ReadonlyMap<number, number>;
  /** Undefined when no answer carried one. */
  readonly latency: Latency | undefined;
  /** As they were sent, the commonest first; of many only some. */
  readonly rawPaths: readonly RawPath[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** NaN when none was refused. */
  readonly lastDeniedMs: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Of how many answers, and over how many edges: percentiles of several do not add up, the slowest is told. */
  readonly answers: number;
  readonly edges: number;
  /** NaN when that is not told. */
  readonly sinceMs: number;
  /** Answers up to `leMs` and above the step before; the last step has no end. Empty when the server tells none. */
  readonly steps: readonly LatencyStep[];
}

export interface LatencyStep {
  readonly leMs: number;
  readonly count: number;
}

export interface RawPath {
  readonly path: string;
  /** At least. */
  readonly requests: number;
}

const MAX_RAW_PATHS = 20;

/** Reads an answer of `api/v1/http`. A member of another shape is as if it were not there. */
export function readHttpRows(json: unknown): Layer7Answer<HttpRow> {
  return layer7Answer(json, 'folded_routes', httpRow);
}

function httpRow(row: unknown): HttpRow {
  const codes = [...countsOf(member(row, 'status_codes'))].filter(([code]) => /^\d{1,5}$/.test(code));
  return {
    edges: [rowEdge(row)],
    method: textMember(row, 'method'),
    path: textMember(row, 'path'),
    isOther: member(row, 'is_other') === true,
    rpc: rpcOf(row),
    protocol: textMember(row, 'http_protocol'),
    isNew: member(row, 'is_new') === true,
    isOfRange: member(row, 'figures_known') !== false,
    requests: numberMember(row, 'requests'),
    denied: numberMember(row, 'denied'),
    codes: new Map(codes.map(([code, count]) => [Number(code), count])),
    latency: latencyOf(member(row, 'latency_ms')),
    rawPaths: listMember(row, 'raw_paths').map(rawPath).slice(0, MAX_RAW_PATHS),
    firstSeenMs: timeMember(row, 'first_seen'),
    lastSeenMs: timeMember(row, 'last_seen'),
    lastDeniedMs: timeMember(row, 'last_denied'),
  };
}

function rpcOf(row: unknown): HttpRow['rpc'] {
  const [service, method] = [textMember(row, 'grpc_service'), textMember(row, 'grpc_method')];
  return member(row, 'is_grpc') === true && service !== '' ? { service, method } : undefined;
}

function latencyOf(latency: unknown): Latency | undefined {
  if (typeof member(latency, 'p50') !== 'number') return undefined;
  return {
    p50Ms: numberMember(latency, 'p50'),
    p95Ms: numberMember(latency, 'p95'),
    p99Ms: numberMember(latency, 'p99'),
    answers: numberMember(latency, 'count'),
    edges: 1,
    sinceMs: timeMember(latency, 'since'),
    steps: listMember(latency, 'histogram').map((step) => ({
      leMs: typeof member(step, 'le_ms') === 'number' ? numberMember(step, 'le_ms') : Infinity,
      count: numberMember(step, 'count'),
    })),
  };
}

function rawPath(value: unknown): RawPath {
  return { path: textMember(value, 'path'), requests: numberMember(value, 'requests') };
}

/** Rows of several edges as one, wherever `key` says the same. In the order in which they came first. */
export function addedHttpRows(rows: readonly HttpRow[], key: (row: HttpRow) => string): readonly HttpRow[] {
  const sums = new Map<string, HttpRow>();
  for (const row of rows) {
    const name = key(row);
    const known = sums.get(name);
    sums.set(name, known === undefined ? row : added(known, row));
  }
  return [...sums.values()];
}

function added(a: HttpRow, b: HttpRow): HttpRow {
  const codes = new Map(a.codes);
  for (const [code, count] of b.codes) codes.set(code, (codes.get(code) ?? 0) + count);
  return {
    ...a,
    edges: [...a.edges, ...b.edges],
    requests: a.requests + b.requests,
    denied: a.denied + b.denied,
    codes,
    latency: addedLatency(a.latency, b.latency),
    rawPaths: addedPaths(a.rawPaths, b.rawPaths),
    isNew: a.isNew && b.isNew,
    isOfRange: a.isOfRange && b.isOfRange,
    lastDeniedMs: latest(a.lastDeniedMs, b.lastDeniedMs),
    firstSeenMs: Math.min(a.firstSeenMs, b.firstSeenMs),
    lastSeenMs: Math.max(a.lastSeenMs, b.lastSeenMs),
  };
}

const latest = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a);

export function addedLatency(a: Latency | undefined, b: Latency | undefined): Latency | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const steps = new Map<number, number>();
  for (const { leMs, count } of [...a.steps, ...b.steps]) steps.set(leMs, (steps.get(leMs) ?? 0) + count);
  return {
    p50Ms: Math.max(a.p50Ms, b.p50Ms),
    p95Ms: Math.max(a.p95Ms, b.p95Ms),
    p99Ms: Math.max(a.p99Ms, b.p99Ms),
    answers: a.answers + b.answers,
    edges: a.edges + b.edges,
    sinceMs: Math.min(a.sinceMs, b.sinceMs),
    steps: [...steps].map(([leMs, count]) => ({ leMs, count })).sort((one, other) => one.leMs - other.leMs),
  };
}

function addedPaths(a: readonly RawPath[], b: readonly RawPath[]): readonly RawPath[] {
  const sums = new Map<string, number>();
  for (const { path, requests } of [...a, ...b]) sums.set(path, (sums.get(path) ?? 0) + requests);
  return [...sums]
    .map(([path, requests]) => ({ path, requests }))
    .sort((one, other) => other.requests - one.requests)
    .slice(0, MAX_RAW_PATHS);
}

/** Answers by the first digit of their code, `4` for 4xx. */
export function codesFrom({ codes }: HttpRow, digit: number): number {
  let sum = 0;
  for (const [code, count] of codes) if (Math.floor(code / 100) === digit) sum += count;
  return sum;
}
