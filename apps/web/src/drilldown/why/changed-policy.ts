import { clockTime } from '../../base/numbers.ts';
import type { Denial } from './denial.ts';
import { namedPolicies } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { FlowFact } from './flow-fact.ts';
import { endPiece, gateAt } from './gate.ts';
import { proof, sideCondition } from './proof.ts';
import { allowances } from './seen.ts';
import { fact, inference, listed, policy, policyName, say, words, type Piece, type Statement } from './statement.ts';

const MOST_POLICIES = 2;

/**
 * What allowed the same before, at the side that refuses now:
 *
 *     cart-egress 41 ── 41 ──┐            ┌── first refusal
 *                            └─ changed ──┘
 */
export function changeStatements(evidence: EdgeEvidence, denial: Denial): readonly Statement[] {
  const { side, firstSeenMs } = denial;
  if (side === undefined) return [];
  const allowed = allowances(evidence, side);
  const { guarded, rule } = gateAt(evidence.edge, side === 'source' ? 'egress' : 'ingress');
  const gate = say`the ${words(rule)} of ${endPiece(guarded)}`;
  const before = newest(allowed.filter(({ timeMs }) => timeMs < firstSeenMs));
  const after = newest(allowed.filter(({ timeMs }) => timeMs >= firstSeenMs));
  const shown = proof(
    evidence.edge,
    'flows that were let through',
    { type: ['policy-verdict'], verdict: ['FORWARDED', 'REDIRECTED'], ...sideCondition(side) },
    allowed,
  );
  const statements: Statement[] = [];
  if (before !== undefined) {
    statements.push(fact(say`Before, ${gate} let it through${byWhom(before)}; last at ${at(before)}.`, shown));
  }
  if (after !== undefined) {
    statements.push(
      fact(
        say`${before === undefined ? say`Meanwhile, ${gate} lets` : say`It still lets`} some of it through${byWhom(after)}; last at ${at(after)}.`,
        shown,
      ),
      inference(
        say`Policy decides by labels: probably not all pods have the same ones, or not all nodes have the same revision yet.`,
      ),
    );
  } else if (before !== undefined) {
    statements.push(
      inference(
        say`Probably a policy or a label changed between ${at(before)} and ${words(clockTime(firstSeenMs))}, when the first of it was refused.`,
      ),
    );
  }
  return statements;
}

/** A policy of which two revisions were seen at a side, the newer one for the first time. */
export function revisionStatements(evidence: EdgeEvidence, { side, firstSeenMs }: Denial): readonly Statement[] {
  if (side === undefined) return [];
  const flows = allowances(evidence, side);
  return namedPolicies(flows.flatMap(({ policies }) => policies)).flatMap((named): readonly Statement[] => {
    const to = named.revisions.at(-1);
    const from = named.revisions.at(-2);
    if (from === undefined || to === undefined) return [];
    const of = (revision: string): readonly FlowFact[] =>
      flows.filter(({ policies }) =>
        policies.some((other) => other.revision === revision && policyName(other) === policyName(named)),
      );
    const last = newest(of(from));
    const first = of(to).toSorted((a, b) => a.timeMs - b.timeMs)[0];
    if (last === undefined || first === undefined || !(last.timeMs <= first.timeMs)) return [];
    const changed = say`${policy({ ...named, revisions: [] })} went from revision ${words(from)} to ${words(to)} ${span(last, first)}.`;
    const isClose = last.timeMs <= firstSeenMs && firstSeenMs <= first.timeMs + CLOSE_MS;
    return [
      fact(changed),
      ...(isClose
        ? [
            inference(
              say`The first of it was refused at ${words(clockTime(firstSeenMs))}, so probably this change did it.`,
            ),
          ]
        : []),
    ];
  });
}

/** A refusal that begins so soon after a change was seen belongs to it. */
const CLOSE_MS = 30_000;

function newest(flows: readonly FlowFact[]): FlowFact | undefined {
  return flows.reduce<FlowFact | undefined>(
    (best, flow) => (best === undefined || flow.timeMs > best.timeMs ? flow : best),
    undefined,
  );
}

/** `, by shop/cart-egress (revision 41)`, or nothing where nobody is named. */
export function byWhom({ policies }: Pick<FlowFact, 'policies'>): readonly Piece[] {
  const named = namedPolicies(policies);
  return named.length === 0 ? [] : say`, by ${listed(named.map(policy), MOST_POLICIES)}`;
}

/** `between 03:09:05 and 03:09:07`, or `at 03:09:05`. */
function span(from: FlowFact, to: FlowFact): Piece {
  const [start, end] = [clockTime(from.timeMs), clockTime(to.timeMs)];
  return words(start === end ? `at ${start}` : `between ${start} and ${end}`);
}

function at({ timeMs }: FlowFact): Piece {
  return words(clockTime(timeMs));
}
