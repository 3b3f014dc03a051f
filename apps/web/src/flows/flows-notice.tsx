import type { ReactNode } from 'react';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import type { FlowsShown } from './flow-client.ts';
import type { FollowState } from './store/flow-messages.ts';

interface FlowsNoticeProps {
  readonly shown: FlowsShown;
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

/** What stands where the rows would be, when there are none: why, and what can be done. */
export function FlowsNotice({ shown: { table, failure }, query, onQuery }: FlowsNoticeProps) {
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
