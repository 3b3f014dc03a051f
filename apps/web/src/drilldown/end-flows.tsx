import { ReadProblem } from '../base/read-problem.tsx';
import { usePastRange } from '../live/use-asked-range.ts';
import type { End } from '../view/grouped-graph.ts';
import { FlowList } from './flow-list.tsx';
import { useEndFlows } from './use-end-flows.ts';

/** The newest kept flows of an end, whoever is at the other side. */
export function EndFlows({ end, onFlow }: { readonly end: End; readonly onFlow: (uuid: string) => void }) {
  const flows = useEndFlows(end);
  const isPast = usePastRange() !== undefined;
  if (flows.kind === 'pending') return <p className="hint">Reading…</p>;
  if (flows.kind === 'failed') return <ReadProblem message={flows.message} onRetry={flows.retry} />;
  if (flows.value.length === 0)
    return (
      <p className="hint">
        {isPast ? 'No flow of it was written down in this time.' : 'No flow of it is kept any more.'}
      </p>
    );
  return (
    <>
      <p className="hint">The newest {flows.value.length} of the flows that are kept.</p>
      <FlowList flows={flows.value} onFlow={onFlow} />
    </>
  );
}
