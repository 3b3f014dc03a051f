import type { ReactNode } from 'react';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import type { FlowsShown } from './flow-client.ts';
import type { FlowTable, FollowState } from './store/flow-messages.ts';

type PastFollowing = FollowState & { readonly kind: 'past' };

interface FlowsNoticeProps {
  readonly shown: FlowsShown;
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly onAgain: () => void;
}

/** What stands where the rows would be, when there are none: why, and what can be done. */
export function FlowsNotice({ shown: { table, failure }, query, onQuery, onAgain }: FlowsNoticeProps) {
  if (failure !== '') {
    return (
      <Notice title="The table could not be started">
        <p>{plainText(failure, 300)} Load the page again to try it once more.</p>
      </Notice>
    );
  }
  if (table === undefined || table.following.kind === 'connecting' || table.following.kind === 'reading') {
    return <Notice title="Reading the first flows" isLoading />;
  }
  if (table.following.kind === 'waiting') {
    return (
      <Notice title="The flows cannot be read">
        <p>
          <WaitingWords following={table.following} />
        </p>
      </Notice>
    );
  }
  if (table.following.kind === 'past') {
    return <PastNotice following={table.following} query={query} onQuery={onQuery} onAgain={onAgain} />;
  }
  if (query !== '') {
    return (
      <Notice title="No flow that is kept fits the filter">
        <p>
          <bdi className="code">{plainText(query, 300)}</bdi> Flows that fit appear here as they come.
        </p>
        <button type="button" className="button" onClick={() => onQuery('')}>
          Remove the filter
        </button>
      </Notice>
    );
  }
  return (
    <Notice title="No flows yet">
      <p>They appear here as the nodes report them.</p>
    </Notice>
  );
}

interface PastNoticeProps extends Pick<FlowsNoticeProps, 'query' | 'onQuery' | 'onAgain'> {
  readonly following: PastFollowing;
}

function PastNotice({ following: { state }, query, onQuery, onAgain }: PastNoticeProps) {
  switch (state.kind) {
    case 'reading':
      return <Notice title="Reading the flows of the range" isLoading />;
    case 'failed':
      return (
        <Notice title="The flows cannot be read">
          <p>{plainText(sentence(state.why), 300)}</p>
          <button type="button" className="button" onClick={onAgain}>
            Retry now
          </button>
        </Notice>
      );
    case 'done':
      return query === '' ? (
        <Notice title="No flows of this range were written down">
          <p>Single flows are kept for some days, and figures of the map for longer.</p>
        </Notice>
      ) : (
        <Notice title="No flow of this range fits the filter">
          <p>
            <bdi className="code">{plainText(query, 300)}</bdi> Of flows that passed, a sample is written down.
          </p>
          <button type="button" className="button" onClick={() => onQuery('')}>
            Remove the filter
          </button>
        </Notice>
      );
  }
}

/** What stands above the rows when only some of a range could be read. */
export function PastTrouble({ table, onAgain }: { readonly table: FlowTable; readonly onAgain: () => void }) {
  const { following } = table;
  if (following.kind !== 'past' || following.state.kind !== 'failed') return null;
  return (
    <p className="flows-waiting" role="status">
      Older flows are missing: {plainText(sentence(following.state.why), 300)}{' '}
      <button type="button" className="flat-button" onClick={onAgain}>
        Retry now
      </button>
    </p>
  );
}

function sentence(why: string): string {
  return /[.!?]$/.test(why) ? why : `${why}.`;
}

/** Why there is no connection, and when the next try is. */
export function WaitingWords({ following }: { readonly following: FollowState & { readonly kind: 'waiting' } }) {
  const nowMs = useNow(500);
  const seconds = Math.max(0, Math.ceil((following.retryAtMs - nowMs) / 1000));
  return (
    <>
      Not connected: {plainText(following.why)}. {seconds === 0 ? 'Trying now.' : `Next try in ${seconds} s.`}
    </>
  );
}

function Notice({
  title,
  isLoading = false,
  children,
}: {
  readonly title: string;
  readonly isLoading?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="notice" data-loading={isLoading}>
      <svg viewBox="0 0 120 64" width="120" height="64" aria-hidden="true">
        <circle className="notice-body" cx="60" cy="32" r="9" />
        <ellipse className="notice-orbit" cx="60" cy="32" rx="46" ry="18" transform="rotate(-14 60 32)" />
        <circle className="notice-moon" cx="103" cy="18" r="4" />
      </svg>
      <h3>{title}</h3>
      {children}
    </div>
  );
}
