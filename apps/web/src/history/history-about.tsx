import { useEffect, useId, useRef, useState } from 'react';
import { useLive } from '../live/use-live.ts';
import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useNow } from '../base/use-now.ts';
import { dayText, rangeText } from '../view/time-window.ts';
import type { HistoryAnswer } from './history-answer.ts';
import { RetentionFacts } from './retention-facts.tsx';

interface HistoryAboutProps {
  readonly answer: HistoryAnswer | undefined;
}

const MOST_GAPS = 12;

/** A button that says since when there is a history; a click tells what is kept of it, what it takes and what is missing. */
export function HistoryAbout({ answer }: HistoryAboutProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!isOpen) return undefined;
    const closing = new AbortController();
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (target instanceof Node && box.current?.contains(target) !== true) setOpen(false);
      },
      { signal: closing.signal },
    );
    return () => closing.abort();
  }, [isOpen]);
  const nowMs = useNow(60_000);
  if (answer?.extent === undefined) return null;
  const { fromMs } = answer.extent;
  const isToday = dayText(fromMs) === dayText(nowMs);
  const begins = isToday ? clockTime(fromMs).slice(0, 5) : dayText(fromMs);
  return (
    <div
      ref={box}
      className="history-about"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <button
        type="button"
        className="history-since"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        since {begins}
      </button>
      {isOpen && <About id={id} answer={answer} />}
    </div>
  );
}

function About({ id, answer }: { id: string; answer: HistoryAnswer }) {
  const history = useLive(({ graph }) => graph?.status?.history);
  const timeMs = useLive(({ graph }) => graph?.timeMs ?? 0);
  const { gaps } = answer;
  return (
    <section id={id} className="popover" aria-label="About the history">
      <h2>The history</h2>
      {history?.inMemory === true && (
        <p>It is in the memory of the server: it reaches back for an hour, and ends with the server.</p>
      )}
      {history !== undefined && history.setAsideAs !== '' && (
        <p>
          What was before {clockTime(history.setAsideMs)} could not be read. It was put aside as{' '}
          <bdi className="code">{plainText(history.setAsideAs, 200)}</bdi>
        </p>
      )}
      <RetentionFacts answer={answer} />
      {gaps.length > 0 && (
        <>
          <h3>Missing in the time that is shown</h3>
          <ul className="gap-list">
            {gaps.slice(-MOST_GAPS).map(({ fromMs, toMs, why }) => (
              <li key={`${fromMs} ${toMs} ${why}`}>
                {rangeText(fromMs, toMs, timeMs)}: {plainText(why, 200)}
              </li>
            ))}
          </ul>
          {gaps.length > MOST_GAPS && <p className="hint">{gaps.length - MOST_GAPS} more before these.</p>}
        </>
      )}
    </section>
  );
}
