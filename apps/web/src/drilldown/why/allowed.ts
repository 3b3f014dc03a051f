import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { endPiece, gateAt, isOutside } from './gate.ts';
import { namedPolicies } from './denial.ts';
import { proof, sideCondition } from './proof.ts';
import { allowances } from './seen.ts';
import { fact, inference, listed, policy, say, words, type Statement } from './statement.ts';

const MOST_POLICIES = 4;

/** Who lets it through, on either side, and what it means when nobody is named. */
export function allowed(evidence: EdgeEvidence, isHealthy: boolean): Finding {
  return {
    kind: 'allowed',
    title: isHealthy ? say`Policy lets this through, and nothing fails.` : say`Policy lets this through.`,
    statements: [...sideStatements(evidence, 'egress'), ...sideStatements(evidence, 'ingress')],
  };
}

function sideStatements(evidence: EdgeEvidence, rule: 'egress' | 'ingress'): readonly Statement[] {
  const { edge } = evidence;
  const { guarded } = gateAt(edge, rule);
  const way = words(rule === 'egress' ? 'Egress' : 'Ingress');
  const side = rule === 'egress' ? 'source' : 'destination';
  if (isOutside(guarded)) return [];
  const verdicts = allowances(evidence, side);
  const of = say`${way} of ${endPiece(guarded)}`;
  if (verdicts.length === 0) {
    return [
      inference(
        say`${of}: no policy verdict is kept. Probably no policy selects it for ${words(rule)}, which allows everything, or its verdicts are older than what is kept.`,
      ),
    ];
  }
  const shown = proof(
    edge,
    'its verdicts',
    { type: ['policy-verdict'], verdict: ['FORWARDED', 'REDIRECTED'], ...sideCondition(side) },
    verdicts,
  );
  const named = namedPolicies(verdicts.flatMap(({ policies }) => policies));
  if (named.length > 0) return [fact(say`${of}: allowed by ${listed(named.map(policy), MOST_POLICIES)}.`, shown)];
  return [
    fact(say`${of}: allowed by a policy verdict that names no policy.`, shown),
    inference(
      say`Policies are not named where Cilium itself allows it, by old agents, or when correlation of policies is switched off.`,
    ),
  ];
}
