import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime } from '../../base/numbers.ts';
import { byWhom } from './changed-policy.ts';
import type { Denial } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import { endPiece, gateAt, isOutside } from './gate.ts';
import { proof, sideCondition } from './proof.ts';
import { allowances } from './seen.ts';
import { fact, inference, say, words, type Statement } from './statement.ts';

/** Both sides decide, each for itself: what the other one did, or was not asked. */
export function otherSideStatements(
  evidence: EdgeEvidence,
  { side, kind }: Denial,
  all: readonly Denial[],
): readonly Statement[] {
  if (side === undefined) return [];
  const { edge } = evidence;
  const other = side === 'source' ? 'destination' : 'source';
  const gate = gateAt(edge, other === 'source' ? 'egress' : 'ingress');
  if (isOutside(gate.guarded)) return [];
  const guarded = endPiece(gate.guarded);
  const rule = words(gate.rule);
  if (all.some((denial) => denial.kind === kind && denial.side === other)) {
    const done = words(kind === Cause_Kind.AUDITED ? 'would refuse' : 'refuses');
    return [inference(say`The ${rule} of ${guarded} ${done} some of it, too: both sides need a rule.`)];
  }
  const [allowed] = allowances(evidence, other);
  const isReached = !(side === 'source' && kind === Cause_Kind.DENIED);
  const shown = { type: ['policy-verdict'], ...sideCondition(other) };
  if (allowed !== undefined) {
    return [
      fact(
        say`The ${rule} of ${guarded} ${words(isReached ? 'lets it through' : 'let through what got there')}${byWhom(allowed)}; last at ${words(clockTime(allowed.timeMs))}.`,
        proof(edge, 'its verdicts', shown, allowances(evidence, other)),
      ),
    ];
  }
  if (!isReached) {
    return [inference(say`It did not get to the ingress of ${guarded}, which may refuse it, too.`)];
  }
  return [];
}
