import { countOf } from '../../base/numbers.ts';
import { answerStatements } from './answered-packets.ts';
import { changeStatements } from './changed-policy.ts';
import type { Denial } from './denial.ts';
import { reasonName } from '../../view/cause-text-reason.ts';
import { reasonMeaning } from './drop-reasons.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { endPiece, gateOf, isNode, onPort, onTheWay, type Gate } from './gate.ts';
import { logStatements, reasonAndPolicies } from './named-policies.ts';
import { nameStatements } from './name-case.ts';
import { otherSideStatements } from './other-side.ts';
import { inTheLast, seenStatement } from './seen.ts';
import {
  fact,
  hint,
  hintsLast,
  inference,
  listed,
  policy,
  say,
  words,
  type Piece,
  type Statement,
} from './statement.ts';

const DEFAULT_DENY = 133;
const EXPLICIT_DENY = 181;
const AUTHENTICATION = 189;
const MOST_POLICIES = 4;

/** Connections that a policy refused. */
export function policyDenial(evidence: EdgeEvidence, denial: Denial, all: readonly Denial[]): Finding {
  const gate = gateOf(evidence.edge, denial);
  const isAnswer = denial.answers === 'all' || denial.answers === 'probably';
  return {
    kind: 'denied',
    title: title(evidence, denial, gate),
    statements: [
      seenStatement(evidence, denial, SEEN),
      ...reasonAndPolicies(denial),
      ...logStatements(denial),
      ...answerStatements(evidence, denial, 'refused'),
      ...(isAnswer ? [] : ruleStatements(evidence, denial, all, gate)),
    ],
    denial,
  };
}

/** What follows for the rules that decided, where it was rules that did. */
function ruleStatements(
  evidence: EdgeEvidence,
  denial: Denial,
  all: readonly Denial[],
  gate: Gate | undefined,
): readonly Statement[] {
  return hintsLast([
    ...meaning(evidence, denial, gate),
    ...changeStatements(evidence, denial),
    ...otherSideStatements(evidence, denial, all),
    ...(gate === undefined ? [] : whatToDo(evidence, denial, gate)),
    ...nameStatements(evidence, denial),
  ]);
}

function title({ edge }: EdgeEvidence, denial: Denial, gate: Gate | undefined): readonly Piece[] {
  const dropped = say`Dropped ${onTheWay(gate)}`;
  if (denial.answers === 'all') return say`${dropped}: answers to ${endPiece(edge.source)} are refused.`;
  if (denial.answers === 'probably')
    return say`${dropped}: what is refused are probably answers to ${endPiece(edge.source)}.`;
  switch (denial.reason) {
    case EXPLICIT_DENY:
      return denial.policies.length === 0
        ? say`${dropped}: a deny rule forbids it.`
        : say`${dropped}: ${policyNames(denial)} ${words(denial.policies.length === 1 ? 'forbids' : 'forbid')} it.`;
    case AUTHENTICATION:
      return say`${dropped}, because the two ends had not authenticated.`;
    case DEFAULT_DENY:
      return gate === undefined
        ? say`${dropped}, because no rule allows it.`
        : say`${dropped}, because no ${words(gate.rule)} rule allows ${endPiece(gate.other)}${onPort(edge)}.`;
    case 0:
      return say`${dropped} by policy.`;
    default:
      return say`${dropped} by a policy verdict: ${words(reasonName(denial.reason))}.`;
  }
}

function policyNames({ policies }: Denial): readonly Piece[] {
  return listed(
    policies.map((named) => policy({ ...named, kind: '', revisions: [] })),
    2,
  );
}

const SEEN = { noun: 'attempt', done: 'refused', label: 'refused flows' };

/** What the reason means for this edge. */
function meaning(evidence: EdgeEvidence, denial: Denial, gate: Gate | undefined): readonly Statement[] {
  const { edge } = evidence;
  switch (denial.reason) {
    case DEFAULT_DENY:
      if (gate === undefined) return [];
      return [
        inference(
          say`A policy selects ${endPiece(gate.guarded)} for ${words(gate.rule)}, or enforcement is always on, and no rule allows ${endPiece(gate.other)}${onPort(edge)}.`,
        ),
        ...(isNode(gate.guarded)
          ? [inference(say`A node is guarded by host policies: clusterwide policies with a node selector.`)]
          : []),
      ];
    case EXPLICIT_DENY:
      return [inference(say`A deny rule outweighs every rule that allows, of whichever policy.`)];
    case AUTHENTICATION: {
      const asked = [
        ...new Set(denial.facts.map(({ authentication }) => authentication).filter((type) => type !== '')),
      ];
      const passed = edge.figures.connections;
      return [
        ...asked.map((type) => fact(say`The rule asks for ${{ kind: 'code', text: type }}.`)),
        inference(
          say`A rule allows this if both ends authenticate first. The first packet is dropped while they do, and the next one passes.`,
        ),
        passed > 0
          ? fact(say`${words(countOf(passed, 'connection'))} of this edge came about${inTheLast(evidence)}.`)
          : inference(
              say`No connection came about${inTheLast(evidence)}, so probably the two ends cannot authenticate.`,
            ),
      ];
    }
    default: {
      const about = reasonMeaning(denial.reason);
      return about === undefined ? [] : [inference(say`${words(about.meaning)}`)];
    }
  }
}

/** Only what is certain to be needed. */
function whatToDo({ edge }: EdgeEvidence, { reason, policies }: Denial, gate: Gate): readonly Statement[] {
  const guarded = endPiece(gate.guarded);
  switch (reason) {
    case DEFAULT_DENY:
      return [
        hint(
          say`To allow it, an ${words(gate.rule)} rule of a policy that selects ${guarded} must allow ${endPiece(gate.other)}${onPort(edge)}.`,
        ),
      ];
    case EXPLICIT_DENY:
      return [
        policies.length > 0
          ? hint(say`To allow it, the deny rule itself has to change, in ${policyList(policies)}.`)
          : hint(
              say`To allow it, the deny rule itself has to change: an ${words(gate.rule)} rule of a policy that selects ${guarded}.`,
            ),
      ];
    default:
      return [];
  }
}

function policyList(policies: Denial['policies']): readonly Piece[] {
  return listed(
    policies.map((named) => policy({ ...named, revisions: [] })),
    MOST_POLICIES,
  );
}
