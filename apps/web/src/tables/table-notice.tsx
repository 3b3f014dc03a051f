import { countOf } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { ConnectionState } from '../live/connection-state.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import { useHidingTerm } from '../live/use-hiding-term.ts';
import { useLive } from '../live/use-live.ts';
import { useShown } from '../live/use-shown.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import type { PastShown } from '../view/past-shown.ts';
import { completenessText, relayState } from '../view/relay-state.ts';
import { lastWindow } from '../view/time-window.ts';

interface TableNoticeProps {
  readonly graph: LiveGraph | undefined;
  readonly grouping: Grouping;
  readonly onQuery: (query: string) => void;
}

/** What stands where the rows would be, when there are none: why, and what can be done. */
export function TableNotice({ graph, grouping, onQuery }: TableNoticeProps) {
  const past = useShown((shown) => shown.past);
  const connection = useLive((live) => live.connection);
  const rejection = useLive((live) => live.rejection);
  if (graph === undefined) {
    if (past !== undefined) return <PastNotice past={past} />;
    if (rejection !== undefined) {
      return (
        <Notice title="The server did not take this filter">
          <p>{plainText(rejection.message, 400)}</p>
          <RemoveFilter onClick={() => onQuery('')} />
        </Notice>
      );
    }
    const isLost = connection.kind === 'waiting' || (connection.kind === 'connecting' && connection.attempt > 0);
    return isLost ? <NotConnected connection={connection} /> : <Notice title="Reading the first flows" isLoading />;
  }
  const { status, query, windowSeconds, isPast } = graph;
  const when = lastWindow(graph);
  const hidden = status?.hiddenFlows ?? 0;
  if (query !== '' && hidden > 0) {
    return (
      <Notice title="Your filter hides everything">
        <p>
          {countOf(hidden, 'flow')} of {when} {hidden === 1 ? 'is' : 'are'} hidden by{' '}
          <bdi className="code">{plainText(query, 300)}</bdi>
        </p>
        <HidingTerm query={query} windowSeconds={windowSeconds} grouping={grouping} onQuery={onQuery} />
        <RemoveFilter onClick={() => onQuery('')} />
      </Notice>
    );
  }
  if (isPast) return <NothingThen when={when} completeness={status?.completeness ?? 0} />;
  const relay = status === undefined ? undefined : relayState(status);
  if (relay !== undefined && relay.kind !== 'connected' && relay.kind !== 'partly') {
    return (
      <Notice title="No relay is connected">
        <p>Flows appear here as soon as one is. What is missing until then is counted as missing above.</p>
      </Notice>
    );
  }
  return (
    <Notice title={`No traffic in ${when}`}>
      <p>
        {status?.nodesReporting ?? 0} of {status?.nodesKnown ?? 0} nodes reporting. Edges appear with their first flow.
      </p>
    </Notice>
  );
}

/** There is no graph of the past that was asked for, or not yet. */
function PastNotice({ past }: { past: PastShown }) {
  if (past.kind !== 'failed') return <Notice title="Reading the past" isLoading />;
  return (
    <Notice title="The past cannot be read now">
      <p>{plainText(past.why, 400)} The page tries again by itself.</p>
    </Notice>
  );
}

function NothingThen({ when, completeness }: { when: string; completeness: number }) {
  return (
    <Notice title={`No traffic in ${when}`}>
      <p>
        {completeness >= 1
          ? 'All of it is written down: there was none.'
          : `${completenessText(completeness)} of it is written down. What is missing is hatched below.`}
      </p>
    </Notice>
  );
}

/** Nothing was ever read: what is in the way, and who can do something about it. */
function NotConnected({ connection }: { connection: ConnectionState }) {
  const refusal = connection.kind === 'waiting' || connection.kind === 'connecting' ? connection.refusal : undefined;
  switch (refusal?.kind) {
    case 'forbidden':
      return (
        <Notice title="You may not look at this">
          <p>
            The server, or a proxy before it, answered {refusal.status}. Whoever runs it can let you in. Nothing of the
            cluster was read; the page tries again by itself.
          </p>
        </Notice>
      );
    case 'no-socket':
      return (
        <Notice title="No live connection">
          <p>
            The server answers requests and takes no WebSocket. Perhaps a proxy in between does not pass them on, or too
            many pages are open. Nothing was read yet; the page tries again by itself.
          </p>
        </Notice>
      );
    case 'answered':
      return (
        <Notice title={`The server answers ${refusal.status}`}>
          <p>
            It, or a proxy before it, does not work as it should. Nothing was read yet; the page tries again by itself.
          </p>
        </Notice>
      );
    default:
      return (
        <Notice title="The server cannot be reached">
          <p>Nothing was read yet. The page tries again by itself.</p>
        </Notice>
      );
  }
}

function Notice({
  title,
  isLoading = false,
  children,
}: {
  title: string;
  isLoading?: boolean;
  children?: React.ReactNode;
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

/** Which term hides the most, where more than one is at it. */
function HidingTerm(asked: {
  query: string;
  windowSeconds: number;
  grouping: Grouping;
  onQuery: (query: string) => void;
}) {
  const hiding = useHidingTerm(asked.query, asked.windowSeconds, asked.grouping);
  if (hiding === undefined) return null;
  const term = plainText(hiding.term, 60);
  return (
    <>
      <p>
        Without <bdi className="code">{term}</bdi> {hiding.edges === 1 ? 'there is' : 'there are'}{' '}
        {countOf(hiding.edges, 'edge')}.
      </p>
      <button type="button" className="button" onClick={() => asked.onQuery(hiding.query)}>
        <span>
          Remove <bdi className="code">{term}</bdi>
        </span>
      </button>
    </>
  );
}

function RemoveFilter({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="button" onClick={onClick}>
      Remove the filter
    </button>
  );
}
