import { countsOf, listMember, member, numberMember, textMember } from '../../base/json-member.ts';
import { countOf } from '../../base/numbers.ts';
import type { GroupedEdge } from '../../view/grouped-graph.ts';
import type { TimeWindow } from '../../view/time-window.ts';
import type { FlowFact } from './flow-fact.ts';

/** Everything from which statements about an edge are made. */
export interface EdgeEvidence {
  readonly edge: GroupedEdge;
  /** Of which the figures of the edge are. */
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
  /** When a window of the past begins: its causes are counted from there. */
  readonly beganMs?: number | undefined;
  /** What is kept of the edge, newest first. */
  readonly flows: readonly FlowFact[];
  /** Of the same window; undefined where nobody asked, or nobody answered. */
  readonly http: readonly HttpRoute[] | undefined;
  readonly dns: DnsEvidence | undefined;
}

/** What was asked for over this very edge, and what the source asked for at all. */
export interface DnsEvidence {
  /** Longer than that of the figures, since a name is used long after it was asked for; not so in the past. */
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
  /** There are more names than were asked for: those with the least trouble are missing. */
  readonly isCut: boolean;
  readonly overEdge: readonly DnsName[];
  readonly bySource: readonly DnsName[];
}

/** Requests of a method to a path. Both are hostile text. */
export interface HttpRoute {
  readonly method: string;
  readonly path: string;
  readonly isGrpc: boolean;
  readonly requests: number;
  /** Refused by the proxy; they are no answers 403. */
  readonly denied: number;
  /** Answers, by status. */
  readonly codes: ReadonlyMap<string, number>;
}

/** Questions for a name, of every type. The name is hostile text, without the dot at its end. */
export interface DnsName {
  readonly name: string;
  readonly questions: number;
  readonly answers: number;
  readonly denied: number;
  readonly timeouts: number;
  /** Answers that the name does not exist. */
  readonly notFound: number;
  /** Answers with other errors. */
  readonly failed: number;
  readonly addresses: readonly string[];
  /** The name that was meant, where this one was only tried because of the search list of the client; '' otherwise. */
  readonly searchDomainOf: string;
}

/** Reads an answer of `api/v1/http`: the rows of the given edges, those with the most trouble first. */
export function httpRoutes(answer: unknown, edges: ReadonlySet<string>): readonly HttpRoute[] {
  const routes = new Map<string, HttpRoute>();
  for (const row of listMember(answer, 'rows')) {
    if (!edges.has(edgeOf(row))) continue;
    const read = httpRoute(row);
    const key = `${read.method} ${read.path}`;
    const known = routes.get(key);
    routes.set(key, known === undefined ? read : addedRoutes(known, read));
  }
  return [...routes.values()].sort((a, b) => b.denied - a.denied || b.requests - a.requests);
}

/** `3 names`, or how many there are at least. */
export function nameCount(count: number, noun: string, { isCut }: Pick<DnsEvidence, 'isCut'>): string {
  return `${isCut ? 'at least ' : ''}${countOf(count, noun)}`;
}

/** Reads an answer of `api/v1/dns`: what the given clients asked for, those with the most trouble first. */
export function dnsEvidence(
  answer: unknown,
  clients: ReadonlySet<string>,
  edges: ReadonlySet<string>,
  { windowSeconds, isPast }: TimeWindow,
): DnsEvidence {
  const all = listMember(answer, 'rows');
  const isCut = numberMember(answer, 'matched_rows') > all.length;
  const rows = all.filter((row) => clients.has(textMember(row, 'client')));
  return {
    windowSeconds,
    isPast,
    isCut,
    overEdge: dnsNames(rows.filter((row) => edges.has(edgeOf(row)))),
    bySource: dnsNames(rows),
  };
}

function dnsNames(rows: readonly unknown[]): readonly DnsName[] {
  const names = new Map<string, DnsName>();
  for (const row of rows) {
    const read = dnsName(row);
    const known = names.get(read.name);
    names.set(read.name, known === undefined ? read : addedNames(known, read));
  }
  const bad = ({ denied, timeouts, notFound, failed }: DnsName): number => denied * 4 + timeouts + notFound + failed;
  return [...names.values()].sort((a, b) => bad(b) - bad(a) || b.questions - a.questions);
}

function edgeOf(row: unknown): string {
  const ends = `${textMember(row, 'source')}|${textMember(row, 'destination')}`;
  return `${ends}|${numberMember(row, 'port')}|${textMember(row, 'protocol')}`;
}

function httpRoute(row: unknown): HttpRoute {
  return {
    method: textMember(row, 'method'),
    path: textMember(row, 'path'),
    isGrpc: member(row, 'is_grpc') === true,
    requests: numberMember(row, 'requests'),
    denied: numberMember(row, 'denied'),
    codes: countsOf(member(row, 'status_codes')),
  };
}

function addedRoutes(a: HttpRoute, b: HttpRoute): HttpRoute {
  const codes = new Map(a.codes);
  for (const [status, count] of b.codes) codes.set(status, (codes.get(status) ?? 0) + count);
  return { ...a, requests: a.requests + b.requests, denied: a.denied + b.denied, codes };
}

const NXDOMAIN = '3';
/** What names past the bounds of the server are counted as. */
export const OTHER_NAMES = 'other names';

function dnsName(row: unknown): DnsName {
  let notFound = 0;
  let failed = 0;
  for (const [status, count] of countsOf(member(row, 'rcodes'))) {
    if (status === NXDOMAIN) notFound += count;
    else if (status !== '0') failed += count;
  }
  return {
    name: member(row, 'is_other') === true ? OTHER_NAMES : textMember(row, 'name').replace(/\.$/, ''),
    questions: numberMember(row, 'questions'),
    answers: numberMember(row, 'answers'),
    denied: numberMember(row, 'denied'),
    timeouts: numberMember(row, 'timeouts'),
    notFound,
    failed,
    addresses: listMember(row, 'addresses').flatMap((address) => {
      const text = typeof address === 'string' ? address : textMember(address, 'address');
      return text === '' ? [] : [text];
    }),
    searchDomainOf: textMember(row, 'search_domain_of').replace(/\.$/, ''),
  };
}

function addedNames(a: DnsName, b: DnsName): DnsName {
  return {
    ...a,
    questions: a.questions + b.questions,
    answers: a.answers + b.answers,
    denied: a.denied + b.denied,
    timeouts: a.timeouts + b.timeouts,
    notFound: a.notFound + b.notFound,
    failed: a.failed + b.failed,
    addresses: [...new Set([...a.addresses, ...b.addresses])],
  };
}
