import { countsOf, listMember, member, numberMember, textMember } from '../base/json-member.ts';

/** A name that was asked for, added up over the clients. Totals since first seen; the name is hostile text. */
export interface DnsRow {
  readonly name: string;
  readonly type: string;
  readonly questions: number;
  readonly notFound: number;
  /** Other error codes. */
  readonly failed: number;
  /** Refused by policy. */
  readonly denied: number;
  readonly timeouts: number;
}

const NXDOMAIN = '3';

/** Reads an answer of `api/v1/dns`: what the given clients asked for, worst first. With a name, only that one. */
export function dnsRows(answer: unknown, clients: ReadonlySet<string>, only = ''): readonly DnsRow[] {
  const sums = new Map<string, DnsRow>();
  for (const row of listMember(answer, 'rows')) {
    if (!clients.has(textMember(row, 'client'))) continue;
    const read = dnsRow(row);
    if (only !== '' && read.name.replace(/\.$/, '') !== only) continue;
    const key = `${read.type} ${read.name}`;
    const known = sums.get(key);
    sums.set(key, known === undefined ? read : added(known, read));
  }
  const bad = ({ denied, timeouts, notFound, failed }: DnsRow): number => denied + timeouts + notFound + failed;
  return [...sums.values()].sort((a, b) => bad(b) - bad(a) || b.questions - a.questions);
}

function dnsRow(row: unknown): DnsRow {
  let notFound = 0;
  let failed = 0;
  for (const [code, count] of countsOf(member(row, 'rcodes'))) {
    if (code === NXDOMAIN) notFound += count;
    else if (code !== '0') failed += count;
  }
  return {
    name: textMember(row, 'name'),
    type: textMember(row, 'type'),
    questions: numberMember(row, 'questions'),
    notFound,
    failed,
    denied: numberMember(row, 'denied'),
    timeouts: numberMember(row, 'timeouts'),
  };
}

function added(a: DnsRow, b: DnsRow): DnsRow {
  return {
    ...a,
    questions: a.questions + b.questions,
    notFound: a.notFound + b.notFound,
    failed: a.failed + b.failed,
    denied: a.denied + b.denied,
    timeouts: a.timeouts + b.timeouts,
  };
}
