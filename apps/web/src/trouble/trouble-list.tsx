import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { countOf } from '../base/numbers.ts';
import type { SettledTrouble } from './settle-troubles.ts';
import { rowId, TroubleRow } from './trouble-row.tsx';

interface TroubleListProps {
  readonly rows: readonly SettledTrouble[];
  readonly bars: ReadonlyMap<string, readonly number[]>;
  readonly timeMs: number;
  readonly isStale: boolean;
  readonly selected: string;
  readonly onOpen: (key: string) => void;
  readonly onEnter: (key: string) => void;
  readonly onFocus: (hasFocus: boolean) => void;
  readonly list: RefObject<HTMLUListElement | null>;
}

/** A cluster in which everything is denied does not make the page slow. */
const MAX_ROWS = 200;
/** So many come at first, and again whenever one has scrolled to the last of them. */
const ROWS_AT_ONCE = 24;

/** One stop of Tab; the keyboard moves a cursor that stays with its row. */
export function TroubleList({
  rows,
  bars,
  timeMs,
  isStale,
  selected,
  onOpen,
  onEnter,
  onFocus,
  list,
}: TroubleListProps) {
  const [cursor, setCursor] = useState('');
  const [hasFocus, setFocus] = useState(false);
  const [reach, setReach] = useState(ROWS_AT_ONCE);
  const listed = rows.slice(0, MAX_ROWS);
  const shown = listed.slice(0, Math.max(reach, 1 + listed.findIndex(({ trouble }) => trouble.key === selected)));
  const known = shown.findIndex(({ trouble }) => trouble.key === (cursor === '' ? selected : cursor));
  const at = Math.max(0, known);
  // A minute is exact enough for what is not recent; rows stay the same objects meanwhile.
  const coarseMs = Math.floor(timeMs / 60_000) * 60_000;

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const goal = goalOf(event.key, at, shown.length);
    const key = shown[goal ?? at]?.trouble.key;
    if (key === undefined) return;
    if (goal !== undefined) {
      setCursor(key);
      document.getElementById(rowId(key))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') onEnter(key);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <ul
        ref={list}
        className="troubles"
        role="listbox"
        aria-label="Troubles, worst first"
        aria-activedescendant={rowId(shown[at].trouble.key)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => {
          setFocus(true);
          onFocus(true);
        }}
        onBlur={() => {
          setFocus(false);
          onFocus(false);
        }}
      >
        {shown.map((row, place) => (
          <TroubleRow
            key={row.trouble.key}
            row={row}
            bars={bars.get(row.trouble.key)}
            timeMs={coarseMs}
            isStale={isStale}
            isSelected={row.trouble.key === selected}
            isCursor={hasFocus && place === at}
            onOpen={onOpen}
          />
        ))}
      </ul>
      {shown.length < listed.length ? (
        <MoreRows key={shown.length} onSeen={() => setReach(shown.length + ROWS_AT_ONCE)} />
      ) : (
        rows.length > listed.length && (
          <p className="rail-more hint">{countOf(rows.length - listed.length, 'lighter one')} in the table</p>
        )
      )}
    </>
  );
}

/** The end of the rows that are there. */
function MoreRows({ onSeen }: { onSeen: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) latest.current();
    });
    if (end.current !== null) watch.observe(end.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={end} className="rail-more" />;
}

function goalOf(key: string, at: number, rows: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(rows - 1, at + 1);
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}
