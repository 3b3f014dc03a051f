import { useEffect, useRef } from 'react';
import type { Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { CopyButton } from '../base/copy-button.tsx';
import { Icon, VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { worstCause } from '../view/cause-text.ts';
import { deniedAttempts, protocolName, spokenProtocol, triedAttempts } from '../view/edge.ts';
import { observeCommand } from '../view/edge-query.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import { windowText } from '../view/relay-state.ts';
import { CauseList } from './cause-list.tsx';
import { EdgeEnds } from './edge-ends.tsx';
import { EdgeFigures } from './edge-figures.tsx';
import { EdgeFlows } from './edge-flows.tsx';

interface EdgePanelProps {
  /** Undefined when the selected edge has left the view. */
  readonly row: EdgeRow | undefined;
  readonly source: Vertex | undefined;
  readonly destination: Vertex | undefined;
  readonly windowSeconds: number;
  readonly isStale: boolean;
  /** Opened by the keyboard, which then goes on in here. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
}

/** Everything about one edge: what, since when, why, between whom, and how to look at the same thing elsewhere. */
export function EdgePanel(props: EdgePanelProps) {
  const { row, windowSeconds, isStale, takesFocus, onClose } = props;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus]);
  return (
    <aside ref={panel} className="edge-panel panel" tabIndex={-1} aria-label="Selected edge" data-stale={isStale}>
      <button
        type="button"
        className="icon-button panel-close"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      {row === undefined ? (
        <div className="panel-gone">
          <h2>Not in view</h2>
          <p className="quiet">
            This edge had no flows in the last {windowText(windowSeconds)} that the filter shows. It comes back here
            with its next flow.
          </p>
        </div>
      ) : (
        <EdgeDetails {...props} row={row} />
      )}
    </aside>
  );
}

function EdgeDetails({ row, source, destination, windowSeconds, isStale }: EdgePanelProps & { readonly row: EdgeRow }) {
  const { edge, verdict, from, to } = row;
  const cause = worstCause(edge.causes);
  const command = observeCommand(edge, verdict, source, destination);
  const was = isStale ? 'was ' : '';
  const denied = deniedAttempts(edge.figures);
  return (
    <>
      <div className="panel-top">
        <p className="panel-verdict">
          <span className={`badge badge-${verdict} badge-filled`}>
            <VerdictGlyph name={verdict} />
            {VERDICT_WORDS[verdict]}
          </span>
          <span className="quiet">
            {verdict === 'forwarded' || cause === undefined
              ? `first seen ${clockTime(edge.firstSeenMs)}`
              : `since ${clockTime(cause.firstSeenMs)}`}
          </span>
        </p>
        <h2>
          <Text limit={48}>{from.name}</Text> → <Text limit={48}>{to.name}</Text>
          {edge.port > 0 && `:${edge.port}`}
        </h2>
        <p className="quiet">
          <Text>{from.namespace || 'outside'}</Text> to <Text>{to.namespace || 'outside'}</Text>
          {` · ${protocolName(edge.protocol)}`}
          {spokenProtocol(edge) !== protocolName(edge.protocol) && `, ${spokenProtocol(edge)}`}
        </p>
      </div>
      <div className="panel-body">
        <dl className="key-figures">
          <div>
            <dd>
              {was}
              {wholeNumber(triedAttempts(edge.figures))}
            </dd>
            <dt>attempts</dt>
          </div>
          <div>
            <dd className={verdict === 'audited' ? 'figure-audited' : denied > 0 ? 'figure-denied' : undefined}>
              {was}
              {wholeNumber(verdict === 'audited' ? edge.figures.auditedAttempts : denied)}
            </dd>
            <dt>{verdict === 'audited' ? 'of them audited' : 'of them denied'}</dt>
          </div>
          <div>
            <dd>
              {was}
              {wholeNumber(edge.figures.forwarded)}
            </dd>
            <dt>flows forwarded</dt>
          </div>
        </dl>
        <p className="hint">In the last {windowText(windowSeconds)}.</p>
        <CauseList row={row} />
        <h3>Ends</h3>
        <EdgeEnds source={source} destination={destination} />
        <h3>Figures</h3>
        <EdgeFigures figures={edge.figures} windowSeconds={windowSeconds} />
        <h3>Newest flows kept</h3>
        <EdgeFlows edge={edge.key} />
        <h3>The same in a terminal</h3>
        <pre className="command" tabIndex={0}>
          <code>{plainText(command, 4000)}</code>
        </pre>
      </div>
      <div className="panel-foot">
        <CopyButton className="button button-primary" label="Copy hubble observe" text={command} />
      </div>
    </>
  );
}
