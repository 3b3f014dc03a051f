import { namelessVersions } from './agent-version.ts';
import type { Denial } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { endPiece, gateOf, onPort, onTheWay, type Gate } from './gate.ts';
import { nameStatements } from './name-case.ts';
import { otherSideStatements } from './other-side.ts';
import { seenStatement } from './seen.ts';
import { fact, hint, hintsLast, inference, listed, policy, say, words, type Statement } from './statement.ts';

const MOST_POLICIES = 4;

/** What audit mode let pass. */
export function audited(evidence: EdgeEvidence, denial: Denial, all: readonly Denial[]): Finding {
  const { edge } = evidence;
  const gate = gateOf(edge, denial);
  const asks = denial.facts.some(({ authentication }) => authentication !== '');
  return {
    kind: 'audited',
    title: say`Audit: would be denied ${onTheWay(gate)}. Traffic still flows.`,
    statements: hintsLast([
      seenStatement(evidence, denial, { noun: 'attempt', done: 'audited', label: 'audited flows' }),
      ...namedStatements(denial),
      ...(gate === undefined ? [] : meaning(evidence, denial, gate, asks)),
      ...(asks
        ? [
            fact(say`The policy asks for authentication.`),
            inference(say`Audit mode tells of packets that pass once both ends have authenticated, too.`),
          ]
        : []),
      ...otherSideStatements(evidence, denial, all),
      ...(edge.figures.httpRequests + edge.figures.dnsQuestions > 0
        ? [inference(say`Audit mode is about addresses and ports. Rules for HTTP and DNS are not audited.`)]
        : []),
      ...(gate === undefined || asks || denial.policies.length > 0 ? [] : whatToDo(evidence, gate)),
      ...nameStatements(evidence, denial),
    ]),
    denial,
  };
}

function namedStatements({ policies, facts }: Denial): readonly Statement[] {
  if (policies.length > 0) return [fact(say`Named by the flows: ${listed(policies.map(policy), MOST_POLICIES)}.`)];
  const versions = namelessVersions(facts);
  const unnamed = fact(say`No policy is named.`);
  if (versions.length === 0) return [unnamed];
  return [unnamed, inference(say`Agents ${words(versions.join(', '))} name no policy on audited flows.`)];
}

function meaning({ edge }: EdgeEvidence, { policies }: Denial, gate: Gate, asks: boolean): readonly Statement[] {
  const selects = say`A policy selects ${endPiece(gate.guarded)} for ${words(gate.rule)}`;
  if (policies.length > 0 || asks)
    return [inference(say`${selects} and would refuse ${endPiece(gate.other)}${onPort(edge)} if it were enforced.`)];
  return [
    inference(
      say`${selects}, and probably none of its rules allows ${endPiece(gate.other)}${onPort(edge)}: with audit mode off it would be dropped.`,
    ),
  ];
}

function whatToDo({ edge }: EdgeEvidence, gate: Gate): readonly Statement[] {
  return [
    hint(
      say`To keep it when policy is enforced, an ${words(gate.rule)} rule of a policy that selects ${endPiece(gate.guarded)} must allow ${endPiece(gate.other)}${onPort(edge)}, unless a deny rule forbids it.`,
    ),
  ];
}
