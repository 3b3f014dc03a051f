import { useEffect, useId, useRef, useState } from 'react';
import type { Status } from '@orrery/proto/orrery/live/v1/live_pb';
import { countOf, wholeNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { completenessText } from '../view/relay-state.ts';
import { lastWindow, windowText, type TimeWindow } from '../view/time-window.ts';
import { useLive } from './use-live.ts';

interface CompletenessProps {
  readonly status: Status;
  readonly isStale: boolean;
  readonly window: TimeWindow;
}

/** How much of the truth of the window is shown; a click tells why it is not all, and what became of every event. */
export function Completeness({ status, isStale, window }: CompletenessProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    const closing = new AbortController();
    const { signal } = closing;
    const onPointer = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', onPointer, { signal });
    return () => closing.abort();
  }, [isOpen]);

  const [reason] = status.incompleteBecause;
  return (
    <div
      ref={box}
      className="completeness"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <button
        type="button"
        className="completeness-button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <svg className="meter" viewBox="0 0 44 6" width="44" height="6" aria-hidden="true">
          <rect className="meter-all" width="44" height="6" rx="3" />
          <rect
            className="meter-seen"
            width={44 * Math.min(1, Math.max(0.02, status.completeness))}
            height="6"
            rx="3"
          />
        </svg>
        {isStale && 'was '}
        <strong>{completenessText(status.completeness)}</strong>
        <span className="completeness-text">
          {` complete${reason === undefined ? `, ${windowText(window.windowSeconds)}` : `: ${plainText(reason, 90)}`}`}
        </span>
      </button>
      {isOpen && <Causes id={id} status={status} window={window} />}
    </div>
  );
}

function Causes({ id, status, window }: Pick<CompletenessProps, 'status' | 'window'> & { id: string }) {
  const { incompleteBecause, received, counted, duplicate, undecodable, dropped, lost, foldedEdges } = status;
  const unreadableFrames = useLive((live) => live.unreadableFrames);
  const rows: readonly (readonly [string, number])[] = [
    ['Received', received],
    ['Counted', counted],
    ['Duplicates, not counted again', duplicate],
    ['Unreadable', undecodable],
    ['Shed here', dropped],
    ['Lost before this server', lost],
    ['Edges folded into “other”', foldedEdges],
    ['Frames that this page could not read', unreadableFrames],
  ];
  return (
    <section id={id} className="popover" aria-label="What is missing">
      <h2>
        {completenessText(status.completeness)} of {lastWindow(window)}
      </h2>
      {incompleteBecause.length === 0 ? (
        <p className="quiet">Nothing is known to be missing.</p>
      ) : (
        <ul>
          {incompleteBecause.map((reason) => (
            <li key={reason}>{plainText(reason, 400)}</li>
          ))}
        </ul>
      )}
      {status.nodesMissing.length > 0 && (
        <p className="popover-nodes">
          <strong>
            {status.nodesReporting} of {countOf(status.nodesKnown, 'node')} reporting.
          </strong>{' '}
          Not heard: {status.nodesMissing.map((name) => plainText(name, 60)).join(', ')}
        </p>
      )}
      {!window.isPast && (
        <table className="facts">
          <caption>Events since the server started</caption>
          <tbody>
            {rows.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{wholeNumber(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
