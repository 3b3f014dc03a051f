import { ReadProblem } from '../base/read-problem.tsx';
import { MAX_EVIDENCE_EDGES, useEvidence } from '../layer7/use-evidence.ts';
import { usePastRange } from '../live/use-asked-range.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { FlowList } from './flow-list.tsx';
import { troubledFirst } from './troubled-first.ts';

const SHOWN = 60;

interface EdgeFlowsProps {
  readonly edge: GroupedEdge;
  readonly onFlow: (uuid: string) => void;
}

/** The flows that the server keeps as evidence of an edge, newest first. */
export function EdgeFlows({ edge, onFlow }: EdgeFlowsProps) {
  const asked = troubledFirst(edge.members);
  const evidence = useEvidence(asked, '');
  const isPast = usePastRange() !== undefined;
  if (evidence.kind === 'pending') return <p className="hint">Reading…</p>;
  if (evidence.kind === 'failed') return <ReadProblem message={evidence.message} onRetry={evidence.retry} />;
  const flows = evidence.value.slice(0, SHOWN);
  if (flows.length === 0)
    return (
      <p className="hint">
        {isPast ? 'No flow of this edge was written down in this time.' : 'No flow of this edge is kept any more.'}
      </p>
    );
  return (
    <>
      <p className="hint">
        The newest {flows.length} of what is kept as evidence
        {asked.length > MAX_EVIDENCE_EDGES && `, of ${MAX_EVIDENCE_EDGES} of ${asked.length} pairs of identities`}.
      </p>
      <FlowList flows={flows} onFlow={onFlow} />
    </>
  );
}
