import { clockTime, countOf } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { HttpRow } from './http-rows.ts';
import { answerParts } from './http-verdict.ts';
import { LatencyHistogram } from './latency-histogram.tsx';
import { RawPaths } from './raw-paths.tsx';
import { RefusedRequestProof } from './refused-proof.tsx';

interface HttpDetailProps {
  readonly row: HttpRow;
  /** The raw paths stand above already. */
  readonly isRaw: boolean;
  readonly onFlow: (uuid: string) => void;
}

/** What is known of one method and path: who refused what, the proof of it, how long answers took, what was really sent. */
export function HttpDetail({ row, isRaw, onFlow }: HttpDetailProps) {
  const { denied, latency, rawPaths, protocol, firstSeenMs, lastSeenMs, isOther } = row;
  const ofApplication = answerParts(row).filter(({ kind }) => kind === 'refused' || kind === 'failed');
  return (
    <div className="l7-about">
      {isOther && (
        <p>More methods and paths were seen here than get a row of their own. This row is all of the others.</p>
      )}
      {denied > 0 && (
        <p>
          <strong>{countOf(denied, 'request')}</strong> refused by an L7 rule: the policy proxy answered 403. The
          application did not see {denied === 1 ? 'it' : 'them'}.
        </p>
      )}
      {ofApplication.length > 0 && (
        <p>
          {ofApplication.map(({ name, count }) => `${name} ×${count}`).join(', ')} by the application: policy let{' '}
          {ofApplication.length === 1 && ofApplication[0]?.count === 1 ? 'this request' : 'these requests'} through.
        </p>
      )}
      {denied > 0 && !isOther && <RefusedRequestProof row={row} onFlow={onFlow} />}
      {latency !== undefined && <LatencyHistogram latency={latency} title="Latency" />}
      {!isRaw && rawPaths.length > 0 && (
        <>
          <p className="l7-about-title">
            <strong>Raw paths</strong> <span className="quiet">how often at least, since {clockTime(firstSeenMs)}</span>
          </p>
          <RawPaths paths={rawPaths} />
        </>
      )}
      <p className="hint">
        {protocol !== '' && `${plainText(protocol, 16)}, `}
        first seen {clockTime(firstSeenMs)}, last {clockTime(lastSeenMs)}.
        {!row.isOfRange && ' Its windows were given up for want of memory: these figures are since it was first seen.'}
      </p>
    </div>
  );
}
