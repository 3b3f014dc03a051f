import type { Denial } from './denial.ts';
import { namedPolicies } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import { onPort } from './gate.ts';
import { proof, sideCondition } from './proof.ts';
import { allowances } from './seen.ts';
import { fact, inference, listed, policy, say, words, type Statement } from './statement.ts';

const MOST_POLICIES = 3;

/** Who sends the connection through the proxy: flows of the proxy itself name no policy. */
export function redirectStatements(
  evidence: EdgeEvidence,
  { side }: Denial,
  what: 'HTTP' | 'DNS',
): readonly Statement[] {
  const { edge } = evidence;
  const unnamed = fact(say`No policy is named: flows of the proxy name none.`);
  if (side === undefined) return [unnamed];
  const redirected = allowances(evidence, side).filter(({ verdict }) => verdict === 'REDIRECTED');
  const named = namedPolicies(redirected.flatMap(({ policies }) => policies));
  if (named.length === 0) return [unnamed];
  const shown = proof(
    edge,
    'its verdicts',
    { type: ['policy-verdict'], verdict: ['REDIRECTED'], ...sideCondition(side) },
    redirected,
  );
  return [
    fact(
      say`${listed(named.map(policy), MOST_POLICIES)} ${words(named.length === 1 ? 'sends' : 'send')} this through the proxy${onPort(edge)}.`,
      shown,
    ),
    inference(
      say`Flows of the proxy name no policy, so the rule that is missing is probably one of the ${words(what)} rules there.`,
    ),
  ];
}
