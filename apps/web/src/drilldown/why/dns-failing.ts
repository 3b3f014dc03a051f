import { countOf, wholeNumber } from '../../base/numbers.ts';
import { nameCount, type DnsName, type EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { nameCondition, proof, searchedCondition } from './proof.ts';
import { inTheLast } from './seen.ts';
import { code, fact, inference, say, words, type Piece, type Statement } from './statement.ts';

const MOST_NAMES = 4;

/** Questions that policy let through, and that got no useful answer. */
export function dnsFailures({ edge, dns }: EdgeEvidence): readonly Finding[] {
  if (dns === undefined) return [];
  const names = meantNames(dns.overEdge).filter((row) => troubles(row) > 0);
  if (names.length === 0) return [];
  const sum = (of: (row: MeantName) => number): number => names.reduce((all, row) => all + of(row), 0);
  const notFound = sum((row) => row.notFound);
  const failed = sum((row) => row.failed);
  const timeouts = sum((row) => row.timeouts);
  const searched = sum((row) => row.searched);
  const rest = names.length - MOST_NAMES;
  return [
    {
      kind: 'failing',
      title: title(notFound, failed, timeouts),
      statements: [
        ...names.slice(0, MOST_NAMES).map((row) => nameStatement(row, inTheLast(dns), edge)),
        ...(rest > 0 ? [fact(say`${words(nameCount(rest, 'other name', dns))} without a useful answer.`)] : []),
        ...(searched > 0
          ? [
              inference(
                say`${words(countOf(searched, 'question'))} were for a name with a domain of the search list behind it: the client tries these by itself.`,
              ),
            ]
          : []),
        ...(notFound > 0
          ? [inference(say`Policy refuses questions and changes no answers: NXDOMAIN is what the DNS server said.`)]
          : []),
        ...(failed > 0
          ? [inference(say`Other errors come from the DNS server, or from the proxy when it cannot reach one.`)]
          : []),
        ...(timeouts > 0
          ? [
              inference(
                say`Questions without an answer were not refused: the server, or the way to it, did not answer.`,
              ),
            ]
          : []),
      ],
    },
  ];
}

/** Names as they were meant: with what was tried for them with a search domain. */
interface MeantName extends DnsName {
  /** Of the questions, those with a search domain. */
  readonly searched: number;
}

function meantNames(rows: readonly DnsName[]): readonly MeantName[] {
  const meant = new Map<string, MeantName>();
  for (const row of rows) {
    const isSearched = row.searchDomainOf !== '';
    const name = isSearched ? row.searchDomainOf : row.name;
    const known = meant.get(name);
    const searched = isSearched ? row.questions : 0;
    meant.set(name, known === undefined ? { ...row, name, searched } : added(known, row, searched));
  }
  return [...meant.values()].sort((a, b) => troubles(b) - troubles(a));
}

function troubles({ notFound, failed, timeouts }: DnsName): number {
  return notFound + failed + timeouts;
}

function added(known: MeantName, row: DnsName, searched: number): MeantName {
  return {
    ...known,
    questions: known.questions + row.questions,
    answers: known.answers + row.answers,
    timeouts: known.timeouts + row.timeouts,
    notFound: known.notFound + row.notFound,
    failed: known.failed + row.failed,
    searched: known.searched + searched,
  };
}

function title(notFound: number, failed: number, timeouts: number): readonly Piece[] {
  if (timeouts > notFound + failed) return say`DNS questions stay without an answer. Policy let them through.`;
  if (notFound >= failed) return say`DNS answers that names do not exist (NXDOMAIN). Policy let it through.`;
  return say`DNS answers with errors. Policy let it through.`;
}

function nameStatement(row: MeantName, last: Piece, edge: EdgeEvidence['edge']): Statement {
  const told = [
    ...(row.notFound > 0 ? [`${wholeNumber(row.notFound)} answered NXDOMAIN`] : []),
    ...(row.failed > 0 ? [`${wholeNumber(row.failed)} with another error`] : []),
    ...(row.timeouts > 0 ? [`${wholeNumber(row.timeouts)} without an answer for 5 s`] : []),
  ];
  return fact(
    say`${code(row.name)}: of ${words(`${countOf(row.questions, 'question')} ${told.join(', ')}`)}${last}.`,
    proof(edge, 'its questions', row.searched > 0 ? searchedCondition(row.name) : nameCondition(row.name)),
  );
}
