import { useCallback, useLayoutEffect, useMemo, useState, type KeyboardEvent, type RefObject } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { countOf, wholeNumber } from '../base/numbers.ts';
import { CHANGE_WORDS, CHANGES_WORST_FIRST, type ChangeKind } from '../view/edge-change.ts';
import type { Comparison, ComparedRow } from './compare-answer.ts';
import { changeRowId, CompareRow } from './compare-row.tsx';
import { CompareSentence } from './compare-sentence.tsx';
import { KindSign } from './change-sign.tsx';

interface CompareRailProps {
  /** Undefined while it is read. */
  readonly comparison: Comparison | undefined;
  /** Key of the selected edge, '' for none. */
  readonly selected: string;
  readonly onSelect: (key: string, how: 'pointer' | 'keyboard') => void;
  /** Where there is no room for the list beside the map, it is opened over it. */
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  /** The list, for a key that goes to it. */
  readonly list: RefObject<HTMLUListElement | null>;
  /** Told the keys of the rows, from the top, for a key that goes to the next. */
  readonly onOrder: (keys: readonly string[]) => void;
}

const NO_ROWS: readonly ComparedRow[] = [];
/** More rows than this are read in the answer of the API. */
const MOST_ROWS = 300;

/** What changed, worst first: in place of the troubles while two ranges are compared. */
export function CompareRail({ comparison, selected, onSelect, isOpen, onOpen, list, onOrder }: CompareRailProps) {
  const [chosen, setChosen] = useState<ChangeKind>();
  const all = comparison?.rows ?? NO_ROWS;
  const kinds = useMemo(() => kindsOf(all), [all]);
  const kind = chosen !== undefined && kinds.has(chosen) ? chosen : undefined;
  const some = useMemo(
    () => (kind === undefined ? all : all.filter(({ change }) => change.kind === kind)),
    [all, kind],
  );
  const rows = some.slice(0, MOST_ROWS);
  useLayoutEffect(() => onOrder(rows.map(({ key }) => key)));
  const more = some.length - rows.length + (kind === undefined ? (comparison?.leftOut ?? 0) : 0);
  return (
    <>
      <Column kinds={kinds} isOpen={isOpen} onOpen={() => onOpen(!isOpen)} />
      <section className="rail panel" aria-label="Changes">
        <header className="rail-head">
          <div className="rail-title">
            <h2>{comparison === undefined ? 'Changes' : countOf(all.length + comparison.leftOut, 'change')}</h2>
            <span className="rail-when hint">{rows.length > 1 && 'worst first'}</span>
          </div>
          <button
            type="button"
            className="icon-button rail-close"
            aria-label="Close the changes"
            onClick={() => onOpen(false)}
          >
            <Icon name="close" />
          </button>
          {comparison !== undefined && (
            <p className="compare-rail-sentence">
              <CompareSentence comparison={comparison} />
            </p>
          )}
          {kinds.size > 1 && <Chips kinds={kinds} chosen={kind} onChoose={setChosen} />}
        </header>
        <div className="rail-body">
          {rows.length > 0 && <Rows rows={rows} selected={selected} onSelect={onSelect} list={list} />}
          {comparison === undefined && <p className="rail-loading hint">Reading both ranges</p>}
          {comparison !== undefined && all.length === 0 && <Unchanged comparison={comparison} />}
          {more > 0 && <p className="rail-more hint">{countOf(more, 'lighter change')} not listed</p>}
        </div>
        <footer className="rail-foot hint">
          Attempts per minute of what was heard.<span className="rail-keys"> ↑ ↓ then Enter.</span>
        </footer>
      </section>
    </>
  );
}

interface ColumnProps {
  readonly kinds: ReadonlyMap<ChangeKind, number>;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** How many there are of each kind, as a column of signs. */
function Column({ kinds, isOpen, onOpen }: ColumnProps) {
  const words = [...kinds].map(([kind, count]) => `${count} ${CHANGE_WORDS[kind].toLowerCase()}`).join(', ');
  return (
    <button
      type="button"
      className="trouble-column panel"
      aria-expanded={isOpen}
      aria-label={`Changes: ${words === '' ? 'none' : words}`}
      title="Show the changes  t"
      onClick={onOpen}
    >
      {[...kinds].map(([kind, count]) => (
        <span key={kind} title={CHANGE_WORDS[kind]}>
          <KindSign kind={kind} />
          {wholeNumber(count)}
        </span>
      ))}
      {kinds.size === 0 && <span className="quiet">0</span>}
    </button>
  );
}

function Unchanged({ comparison: { counts, caveat } }: { readonly comparison: Comparison }) {
  const same = counts.get('same') ?? 0;
  return (
    <div className="calm">
      <p className="calm-title">{caveat !== '' && same === 0 ? 'Nothing to compare' : 'Nothing changed'}</p>
      {same > 0 && (
        <p className="quiet">
          {countOf(same, 'pair')} in both ranges, none of which differs by more than counting does.
        </p>
      )}
    </div>
  );
}

interface ChipsProps {
  readonly kinds: ReadonlyMap<ChangeKind, number>;
  readonly chosen: ChangeKind | undefined;
  readonly onChoose: (kind: ChangeKind | undefined) => void;
}

function Chips({ kinds, chosen, onChoose }: ChipsProps) {
  return (
    <div className="trouble-chips" role="group" aria-label="Only one kind of change">
      {[...kinds].map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kind === chosen}
          onClick={() => onChoose(kind === chosen ? undefined : kind)}
        >
          <KindSign kind={kind} />
          {wholeNumber(count)} {CHANGE_WORDS[kind].toLowerCase()}
        </button>
      ))}
    </div>
  );
}

function kindsOf(rows: readonly ComparedRow[]): ReadonlyMap<ChangeKind, number> {
  const counts = new Map<ChangeKind, number>();
  for (const kind of CHANGES_WORST_FIRST) {
    const count = rows.filter(({ change }) => change.kind === kind).length;
    if (count > 0) counts.set(kind, count);
  }
  return counts;
}

interface RowsProps extends Pick<CompareRailProps, 'selected' | 'onSelect' | 'list'> {
  readonly rows: readonly ComparedRow[];
}

/** One stop of Tab; the keyboard moves a cursor that stays with its row. */
function Rows({ rows, selected, onSelect, list }: RowsProps) {
  const [cursor, setCursor] = useState('');
  const [hasFocus, setFocus] = useState(false);
  const open = useCallback((key: string) => onSelect(key, 'pointer'), [onSelect]);
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === (cursor === '' ? selected : cursor)),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const goal = goalOf(event.key, at, rows.length);
    const key = rows[goal ?? at]?.key;
    if (key === undefined) return;
    if (goal !== undefined) {
      setCursor(key);
      document.getElementById(changeRowId(key))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') onSelect(key, 'keyboard');
    else return;
    event.preventDefault();
  };
  const current = rows[at];
  return (
    <ul
      ref={list}
      className="troubles"
      role="listbox"
      aria-label="Changes, worst first"
      aria-activedescendant={current && changeRowId(current.key)}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
    >
      {rows.map((row, place) => (
        <CompareRow
          key={row.key}
          row={row}
          isSelected={row.key === selected}
          isCursor={hasFocus && place === at}
          onOpen={open}
        />
      ))}
    </ul>
  );
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
