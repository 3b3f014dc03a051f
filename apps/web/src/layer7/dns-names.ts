import type { GlyphName } from '../base/glyphs.tsx';
import { NXDOMAIN, type DnsAddress, type DnsRow } from './dns-rows.ts';

/**
 * What somebody meant to ask for, with every name under which it was asked:
 *
 *     features.internal
 *       features.internal.shop.svc.cluster.local   A, AAAA    NXDOMAIN
 *       features.internal.svc.cluster.local        A, AAAA    NXDOMAIN
 *       features.internal                          A, AAAA    answered
 */
export interface DnsName extends DnsSum {
  readonly name: string;
  /** Every name that found no row of its own. */
  readonly isOther: boolean;
  /** The worst first; the name as it is written, and those with a search domain. */
  readonly spellings: readonly DnsSpelling[];
  /** Of the names with a search domain. They fail as a rule before the name itself is asked for. */
  readonly inSearchDomains: { readonly questions: number; readonly notFound: number };
  /** Keys of vertices. */
  readonly clients: readonly string[];
  readonly edges: readonly string[];
  readonly addresses: readonly DnsAddress[];
}

export interface DnsSpelling extends DnsSum {
  readonly name: string;
}

interface DnsSum {
  readonly types: readonly string[];
  readonly questions: number;
  readonly answers: number;
  /** Answered without an error. */
  readonly found: number;
  readonly notFound: number;
  /** Answered with another error. */
  readonly failed: number;
  readonly rcodes: ReadonlyMap<number, number>;
  readonly denied: number;
  readonly timeouts: number;
  readonly isNew: boolean;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** Rows added up by what was meant, or by what was sent when `isRaw`. In the order in which they came first. */
export function dnsNames(rows: readonly DnsRow[], isRaw: boolean): readonly DnsName[] {
  const groups = new Map<string, DnsRow[]>();
  for (const row of rows) {
    // A name that is really called `other` is another one than all the others.
    const key = `${row.isOther} ${isRaw ? row.name : row.realName}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()].map((some) => dnsName(isRaw ? some[0].name : some[0].realName, some));
}

function dnsName(name: string, rows: readonly DnsRow[]): DnsName {
  const spelled = new Map<string, DnsRow[]>();
  for (const row of rows) spelled.set(row.name, [...(spelled.get(row.name) ?? []), row]);
  const spellings = [...spelled].map(([spelling, some]) => ({ name: spelling, ...sumOf(some) }));
  const expanded = spellings.filter((spelling) => spelling.name !== name);
  const addresses = new Map(rows.flatMap((row) => row.addresses).map((address) => [address.address, address]));
  return {
    ...sumOf(rows),
    name,
    isOther: rows[0].isOther,
    spellings: spellings.sort((a, b) => b.name.length - a.name.length),
    inSearchDomains: {
      questions: expanded.reduce((sum, { questions }) => sum + questions, 0),
      notFound: expanded.reduce((sum, { notFound }) => sum + notFound, 0),
    },
    clients: [...new Set(rows.map(({ client }) => client))],
    edges: [...new Set(rows.map(({ edge }) => edge))],
    addresses: [...addresses.values()],
  };
}

function sumOf(rows: readonly DnsRow[]): DnsSum {
  const sum = (figure: (row: DnsRow) => number): number => rows.reduce((all, row) => all + figure(row), 0);
  const rcodes = new Map<number, number>();
  for (const row of rows) for (const [code, count] of row.rcodes) rcodes.set(code, (rcodes.get(code) ?? 0) + count);
  const [found, notFound] = [rcodes.get(0) ?? 0, rcodes.get(NXDOMAIN) ?? 0];
  const answered = [...rcodes.values()].reduce((all, count) => all + count, 0);
  return {
    types: [...new Set(rows.map(({ type }) => type))].filter((type) => type !== ''),
    questions: sum(({ questions }) => questions),
    answers: sum(({ answers }) => answers),
    found,
    notFound,
    failed: answered - found - notFound,
    rcodes,
    denied: sum(({ denied }) => denied),
    timeouts: sum(({ timeouts }) => timeouts),
    isNew: rows.every(({ isNew }) => isNew),
    firstSeenMs: Math.min(...rows.map(({ firstSeenMs }) => firstSeenMs)),
    lastSeenMs: Math.max(...rows.map(({ lastSeenMs }) => lastSeenMs)),
  };
}

/** NXDOMAIN that nobody expected: not of a search domain, or of a name that is found under no spelling. */
export function realNotFound({ notFound, inSearchDomains, found }: DnsName): number {
  return found > 0 ? notFound - inSearchDomains.notFound : notFound;
}

/** What became of the questions, by the worst of it. Search domains that fail before the name is found are no trouble. */
export function dnsVerdict(name: DnsName): GlyphName {
  if (name.denied > 0) return name.denied >= name.questions ? 'denied' : 'mixed';
  if (name.timeouts > 0) return 'unanswered';
  return name.failed + realNotFound(name) > 0 ? 'failing' : 'forwarded';
}

const RCODES: ReadonlyMap<number, string> = new Map([
  [0, 'NOERROR'],
  [1, 'FORMERR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [5, 'REFUSED'],
]);

export const rcodeName = (code: number): string => RCODES.get(code) ?? `code ${code}`;
