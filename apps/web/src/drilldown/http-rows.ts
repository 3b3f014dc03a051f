import { countsOf, listMember, member, numberMember, textMember } from '../base/json-member.ts';

/** A method and path of an edge, added up over its members. Totals since first seen; method and path are hostile text. */
export interface HttpRow {
  readonly method: string;
  readonly path: string;
  readonly requests: number;
  /** Refused by policy. */
  readonly denied: number;
  /** Answered 4xx, 5xx. */
  readonly refused: number;
  readonly failed: number;
  /** Undefined when no answer carried a latency. */
  readonly p95Ms: number | undefined;
  readonly rawPaths: readonly string[];
}

const MAX_RAW_PATHS = 20;

/** Reads an answer of `api/v1/http`: the rows of the given edges, worst first. */
export function httpRows(answer: unknown, edges: ReadonlySet<string>): readonly HttpRow[] {
  const sums = new Map<string, HttpRow>();
  for (const row of listMember(answer, 'rows')) {
    const ends = `${textMember(row, 'source')}|${textMember(row, 'destination')}`;
    if (!edges.has(`${ends}|${numberMember(row, 'port')}|${textMember(row, 'protocol')}`)) continue;
    const read = httpRow(row);
    const key = `${read.method} ${read.path}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? read : added(known, read));
  }
  return [...sums.values()].sort(
    (a, b) => b.denied + b.failed - (a.denied + a.failed) || b.refused - a.refused || b.requests - a.requests,
  );
}

function httpRow(row: unknown): HttpRow {
  const latency = member(row, 'latency_ms');
  let refused = 0;
  let failed = 0;
  for (const [code, count] of countsOf(member(row, 'status_codes'))) {
    if (code.startsWith('4')) refused += count;
    if (code.startsWith('5')) failed += count;
  }
  return {
    method: textMember(row, 'method'),
    path: textMember(row, 'path'),
    requests: numberMember(row, 'requests'),
    denied: numberMember(row, 'denied'),
    refused,
    failed,
    p95Ms: typeof member(latency, 'p95') === 'number' ? numberMember(latency, 'p95') : undefined,
    rawPaths: listMember(row, 'raw_paths').filter((path): path is string => typeof path === 'string'),
  };
}

function added(a: HttpRow, b: HttpRow): HttpRow {
  return {
    ...a,
    requests: a.requests + b.requests,
    denied: a.denied + b.denied,
    refused: a.refused + b.refused,
    failed: a.failed + b.failed,
    // Of several, the slowest: percentiles do not add up.
    p95Ms: a.p95Ms === undefined || b.p95Ms === undefined ? (a.p95Ms ?? b.p95Ms) : Math.max(a.p95Ms, b.p95Ms),
    rawPaths: [...new Set([...a.rawPaths, ...b.rawPaths])].slice(0, MAX_RAW_PATHS),
  };
}
