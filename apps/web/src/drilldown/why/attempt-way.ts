import type { End } from '../../view/grouped-graph.ts';
import { namedPolicies, type Denial } from './denial.ts';
import type { EdgeEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { isOutside } from './gate.ts';
import { allowances, nodeNames } from './seen.ts';
import type { NamedPolicy } from './statement.ts';

/**
 * The way of one attempt through both gates:
 *
 *     cart ──○ egress ──────│ ingress ┄┄┄┄┄┄ redis
 *            allowed        denied here
 */
export interface AttemptWay {
  readonly from: End;
  readonly to: End;
  readonly stations: readonly Station[];
  /** Something arrived. */
  readonly arrives: boolean;
}

/** A gate that policy of the cluster guards; what is outside has none. */
export interface Station {
  readonly rule: 'egress' | 'ingress';
  /**
   *     stopped    here it ended
   *     marked     here some of it ended, or would have
   *     passed     let through
   *     unreached  it ended before
   */
  readonly state: 'stopped' | 'marked' | 'passed' | 'unreached';
  readonly words: string;
  readonly policies: readonly NamedPolicy[];
  readonly nodes: readonly string[];
}

/** Undefined where nothing says at which gate it was decided. */
export function attemptWay(evidence: EdgeEvidence, finding: Finding | undefined): AttemptWay | undefined {
  if (finding === undefined || finding.kind === 'handed-on') return undefined;
  const { source, destination } = evidence.edge;
  const { denial } = finding;
  if (denial === undefined) {
    return finding.kind === 'denied' ? undefined : wayOf(evidence, source, destination, undefined, 'passed');
  }
  if (denial.side === undefined) return undefined;
  const end = finding.kind === 'refused' || finding.kind === 'audited' ? 'marked' : 'stopped';
  const isAnswer = denial.answers === 'all' || denial.answers === 'probably';
  return isAnswer
    ? wayOf({ ...evidence, flows: [] }, destination, source, denial, end, finding.kind)
    : wayOf(evidence, source, destination, denial, end, finding.kind);
}

function wayOf(
  evidence: EdgeEvidence,
  from: End,
  to: End,
  denial: Denial | undefined,
  end: Station['state'],
  kind?: Finding['kind'],
): AttemptWay {
  const stopsAt = denial?.side;
  const station = (rule: Station['rule'], guarded: End): readonly Station[] => {
    if (isOutside(guarded)) return [];
    const side = rule === 'egress' ? 'source' : 'destination';
    if (denial !== undefined && side === stopsAt) {
      return [
        {
          rule,
          state: end,
          words: STOP_WORDS[kind ?? 'denied'] ?? '',
          policies: denial.policies,
          nodes: nodeNames(denial.facts),
        },
      ];
    }
    if (stopsAt === 'source' && end === 'stopped') {
      return [{ rule, state: 'unreached', words: 'not reached', policies: [], nodes: [] }];
    }
    const verdicts = allowances(evidence, side);
    return [
      {
        rule,
        state: 'passed',
        words: verdicts.length > 0 ? 'allowed' : stopsAt === undefined ? 'no verdict kept' : 'passed',
        policies: namedPolicies(verdicts.slice(0, 1).flatMap(({ policies }) => policies)),
        nodes: nodeNames(verdicts),
      },
    ];
  };
  return { from, to, stations: [...station('egress', from), ...station('ingress', to)], arrives: end !== 'stopped' };
}

const STOP_WORDS: Partial<Readonly<Record<Finding['kind'], string>>> = {
  denied: 'denied here',
  refused: 'some refused here',
  audited: 'would be denied here',
  dropped: 'dropped here',
};
