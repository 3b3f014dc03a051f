import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { countOf, shortNumber, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { TimeWindow } from '../view/time-window.ts';
import { Completeness } from './completeness.tsx';

interface HonestyFiguresProps {
  readonly status: Status;
  /** What flowed when it last did. */
  readonly flow: Status;
  readonly isStale: boolean;
  readonly isSilent: boolean;
  readonly window: TimeWindow;
}

/** How much of the cluster is heard, how much flows, and what is not shown. */
export function HonestyFigures({ status, flow, isStale, isSilent, window }: HonestyFiguresProps) {
  const was = isStale ? 'was ' : '';
  const { nodesReporting, nodesKnown, nodesMissing, hiddenFlows, flowsPerSecond } = flow;
  const missing = nodesMissing.map((name) => plainText(name, 60)).join(', ');
  return (
    <>
      <span
        className="honesty-figure"
        data-short={nodesReporting < nodesKnown}
        title={missing && `Not reporting: ${missing}`}
      >
        {was}
        <strong>
          {nodesReporting} of {nodesKnown}
        </strong>{' '}
        nodes
      </span>
      <span className="honesty-figure" title="What arrives at this server, mean over ten seconds">
        {was}
        <strong>{shortNumber(Math.round(flowsPerSecond))}</strong> flows/s<span className="wide-only">, 10 s mean</span>
      </span>
      <Completeness status={status} isStale={isSilent} window={window} />
      <Hidden flows={hiddenFlows} was={was} />
    </>
  );
}

/** The same of a stretch of the past, as far as it was written down. */
export function PastFigures({ status, window }: Pick<HonestyFiguresProps, 'status' | 'window'>) {
  const { flowsPerSecond, hiddenFlows } = status;
  return (
    <>
      <span className="honesty-figure" title="Mean of the whole range">
        <strong>{shortNumber(Math.round(flowsPerSecond))}</strong> flows/s<span className="wide-only">, mean</span>
      </span>
      <Completeness status={status} isStale={false} window={window} />
      <Hidden flows={hiddenFlows} was="" />
    </>
  );
}

function Hidden({ flows, was }: { flows: number; was: string }) {
  if (flows === 0) return null;
  return (
    <span className="honesty-figure" title={`${countOf(flows, 'flow')} hidden by your filter`}>
      {was}
      <strong>{wholeNumber(flows)}</strong>
      <span className="wide-only"> {flows === 1 ? 'flow' : 'flows'}</span> hidden
      <span className="wide-only"> by your filter</span>
    </span>
  );
}
