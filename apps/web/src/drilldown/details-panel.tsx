import { useEffect, useRef, type ReactNode } from 'react';
import { CopyButton } from '../base/copy-button.tsx';
import { Icon } from '../base/glyphs.tsx';
import { momentOf } from '../view/edge-moment.ts';
import type { GroupedGraph } from '../view/grouped-graph.ts';
import { inWindow, type TimeWindow } from '../view/time-window.ts';
import type { TroubleOptions } from '../view/trouble.ts';
import type { View } from '../view/url-state.ts';
import { EdgeDetails } from './edge-details.tsx';
import { EndDetails } from './end-details.tsx';

export interface DetailsPanelProps {
  readonly grouped: GroupedGraph;
  /** As for the list of troubles, so that both tell the same. */
  readonly options: TroubleOptions;
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  readonly onSelectEdge: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onSelectEnd: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onClose: () => void;
  readonly isStale: boolean;
  /** Opened by the keyboard, which then goes on in here. */
  readonly takesFocus: boolean;
}

/** What is known of what is selected: an edge, or an end. */
export function DetailsPanel(props: DetailsPanelProps) {
  const { grouped, options, view, go, isStale, takesFocus, onClose } = props;
  const { edge: edgeKey, end: endKey } = view;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus]);
  const edge = grouped.edges.get(edgeKey);
  const end = grouped.ends.get(endKey);
  const what = edgeKey === '' ? 'end' : 'edge';
  const moment = momentOf(grouped, options);
  return (
    <aside ref={panel} className="edge-panel panel" tabIndex={-1} aria-label={`Selected ${what}`} data-stale={isStale}>
      <CopyButton className="icon-button panel-link" label="Copy the link" text={location.href} />
      <button
        type="button"
        className="icon-button panel-close"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      {edgeKey !== '' &&
        (edge === undefined ? (
          <Gone what="edge" window={grouped} />
        ) : (
          <EdgeDetails
            grouped={grouped}
            edge={edge}
            moment={moment}
            isStale={isStale}
            view={view}
            go={go}
            onSelectEdge={props.onSelectEdge}
            onSelectEnd={props.onSelectEnd}
          />
        ))}
      {edgeKey === '' &&
        (end === undefined ? (
          <Gone what="end" window={grouped} />
        ) : (
          <EndDetails
            grouped={grouped}
            end={end}
            moment={moment}
            isStale={isStale}
            view={view}
            go={go}
            onSelectEdge={props.onSelectEdge}
            onSelectEnd={props.onSelectEnd}
          />
        ))}
    </aside>
  );
}

function Gone({ what, window }: { what: 'edge' | 'end'; window: TimeWindow }): ReactNode {
  return (
    <div className="panel-gone">
      <h2>Not in view</h2>
      <p className="quiet">
        {what === 'edge' ? 'This edge had no flows' : 'Nothing came from here or went here'} {inWindow(window)} that the
        filter shows, or it belongs to another grouping.
        {window.isPast ? ' Another time may show it.' : ' It comes back here with its next flow.'}
      </p>
    </div>
  );
}
