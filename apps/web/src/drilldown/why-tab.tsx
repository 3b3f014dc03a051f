import { MAX_EVIDENCE_EDGES } from '../layer7/use-evidence.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { AttemptPath } from './attempt-path.tsx';
import { FindingView } from './finding-view.tsx';
import type { TabProps } from './tab-props.ts';
import { useWhyEvidence } from './why-evidence.ts';
import { attemptWay } from './why/attempt-way.ts';
import type { Finding } from './why/finding.ts';
import { findingsOf } from './why/findings.ts';
import type { Proof } from './why/statement.ts';

interface WhyTabProps extends Pick<TabProps, 'moment' | 'go'> {
  readonly edge: GroupedEdge;
}

/** Where an attempt ended and why: what flows say, what follows from it, and what would have to change. */
export function WhyTab({ edge, moment, go }: WhyTabProps) {
  const evidence = useWhyEvidence(edge, moment);
  const findings = findingsOf(evidence);
  const way = attemptWay(evidence, findings[0]);
  const past = findings.filter(({ isPast }) => isPast === true);
  const onAll = ({ query }: Proof): void => go({ page: 'flows', query }, 'push');
  const onOne = (flow: string): void => go({ flow }, 'push');
  const shown = (finding: Finding, i: number) => (
    <FindingView key={`${finding.kind} ${i}`} finding={finding} onAll={onAll} onOne={onOne} />
  );
  return (
    <>
      {way !== undefined && <AttemptPath way={way} verdict={edge.verdict} />}
      {findings.filter(({ isPast }) => isPast !== true).map(shown)}
      {past.length > 0 && <h3>Earlier, and not in this window</h3>}
      {past.map(shown)}
      {edge.members.length > MAX_EVIDENCE_EDGES && (
        <p className="hint">
          Kept flows of {MAX_EVIDENCE_EDGES} of {edge.members.length} pairs of identities were looked at.
        </p>
      )}
    </>
  );
}
