import { countOf, wholeNumber } from '../../base/numbers.ts';
import { revisionStatements } from './changed-policy.ts';
import type { Denial } from './denial.ts';
import { nameCount, type DnsEvidence, type DnsName, type EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { endPiece } from './gate.ts';
import { nameCondition, proof } from './proof.ts';
import { redirectStatements } from './redirect.ts';
import { inTheLast, seenStatement } from './seen.ts';
import { code, fact, hint, inference, listed, say, words, type Piece, type Statement } from './statement.ts';

const MOST_NAMES = 3;
const LISTED_NAMES = 2;

type Cut = Pick<DnsEvidence, 'isCut'>;

/** Questions that the DNS proxy refused to pass on. */
export function dnsRefusal(evidence: EdgeEvidence, denial: Denial): Finding {
  const { edge, dns } = evidence;
  const names = dns?.overEdge ?? [];
  const cut = { isCut: dns?.isCut ?? false };
  const refused = names.filter(({ denied }) => denied > 0);
  const client = endPiece(edge.source);
  const all = refused.length > 0 ? refused.map(({ name }) => name) : keptNames(denial);
  return {
    kind: 'refused',
    title: title(all, cut),
    statements: [
      seenStatement(evidence, denial, { noun: 'question', done: 'refused', label: 'refused questions' }),
      ...refused.slice(0, MOST_NAMES).map((row) => nameStatement(evidence, denial, row)),
      ...restStatement(refused.slice(MOST_NAMES), cut),
      inference(
        say`A question passes if one DNS rule of a policy that selects ${client} fits the name. None fits ${all.length === 0 ? words('these names') : listed(all.map(code), LISTED_NAMES)}.`,
      ),
      inference(
        say`The client is told so (REFUSED, unless configured otherwise) and learns no address. Rules by name (toFQDNs) learn none either.`,
      ),
      ...redirectStatements(evidence, denial, 'DNS'),
      ...revisionStatements(evidence, denial),
      ...passingStatement(evidence, names),
      ...(all.length === 0
        ? []
        : [
            hint(
              say`To allow it, a DNS rule (matchName or matchPattern) of a policy that selects ${client} must fit ${listed(all.map(code), LISTED_NAMES)}.`,
            ),
          ]),
    ],
    denial,
  };
}

function title(names: readonly string[], cut: Cut): readonly Piece[] {
  const [name] = names;
  if (name === undefined) return say`Some questions are refused by the DNS proxy.`;
  if (names.length === 1) return say`The question for ${code(name)} is refused by the DNS proxy.`;
  return say`Questions for ${words(nameCount(names.length, 'name', cut))} are refused by the DNS proxy.`;
}

/** Names of refused questions that are kept, where nothing was counted. */
function keptNames({ facts }: Denial): readonly string[] {
  return [...new Set(facts.map(({ dnsName }) => dnsName.replace(/\.$/, '')).filter((name) => name !== ''))];
}

function nameStatement({ edge, dns }: EdgeEvidence, { facts }: Denial, row: DnsName): Statement {
  const { name, questions, denied } = row;
  const counted = `${wholeNumber(denied)} of ${countOf(questions, 'question')} refused`;
  return fact(
    say`${code(name)}: ${words(counted)}${inTheLast(dns)}.`,
    proof(
      edge,
      'them',
      { verdict: ['DROPPED'], ...nameCondition(name) },
      facts.filter(({ dnsName }) => dnsName.replace(/\.$/, '') === name),
    ),
  );
}

function restStatement(names: readonly DnsName[], cut: Cut): readonly Statement[] {
  if (names.length === 0) return [];
  const denied = names.reduce((sum, row) => sum + row.denied, 0);
  return [
    fact(say`${words(`${countOf(denied, 'question')} for ${nameCount(names.length, 'other name', cut)} refused.`)}`),
  ];
}

function passingStatement({ dns }: EdgeEvidence, names: readonly DnsName[]): readonly Statement[] {
  const passing = names.filter(({ answers }) => answers > 0);
  if (passing.length === 0) return [];
  const answers = passing.reduce((sum, row) => sum + row.answers, 0);
  return [
    fact(
      say`${words(nameCount(passing.length, 'other name', { isCut: dns?.isCut ?? false }))} ${words(passing.length === 1 ? 'is' : 'are')} answered: ${words(countOf(answers, 'answer'))}${inTheLast(dns)}.`,
    ),
  ];
}
