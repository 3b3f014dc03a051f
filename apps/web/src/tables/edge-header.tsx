import { firstDirection, type Sort } from '../view/edge-order.ts';
import { lastWindow, upperFirst, windowText, type TimeWindow } from '../view/time-window.ts';
import { headerSpans } from './column-fit.ts';
import type { ColumnGroup, EdgeColumn } from './edge-columns.tsx';

interface EdgeHeaderProps {
  readonly columns: readonly EdgeColumn[];
  readonly tracks: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly window: TimeWindow | undefined;
}

/** What a heading counts, and what it is called where only one column stands below it. */
const GROUPS: Readonly<Record<ColumnGroup, { readonly short: string; readonly meaning: string }>> = {
  '': { short: '', meaning: '' },
  Flows: {
    short: 'Flows',
    meaning: 'Events in the window, as hubble observe prints them: a denied packet is two of them',
  },
  'Attempts per minute': {
    short: 'Att./min',
    meaning:
      'Requests or questions where they were seen, otherwise connections: each once, however many flows tell of it',
  },
  'HTTP per minute': { short: 'HTTP/min', meaning: 'Requests, each once' },
  'DNS per minute': { short: 'DNS/min', meaning: 'Questions, each once' },
};

/** Two lines: how figures are counted, and what each one is. A click sorts, a second one turns the order around. */
export function EdgeHeader({ columns, tracks, sort, onSort, window }: EdgeHeaderProps) {
  return (
    <div className="edge-header" role="rowgroup">
      <div className="edge-groups" style={{ gridTemplateColumns: tracks }} aria-hidden="true">
        {headerSpans(columns).map(({ group, from, to }) => (
          <span key={group} title={GROUPS[group].meaning} style={{ gridColumn: `${from} / ${to}` }}>
            {to - from > 1 ? group : GROUPS[group].short}
            {to - from > 1 && group === 'Flows' && window !== undefined && ` in ${windowText(window.windowSeconds)}`}
          </span>
        ))}
      </div>
      <div className="edge-titles" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => (
          <Title key={column.id} column={ofWindow(column, window)} sort={sort} onSort={onSort} />
        ))}
      </div>
    </div>
  );
}

/** Bars of the past are of the range. */
function ofWindow(column: EdgeColumn, window: TimeWindow | undefined): EdgeColumn {
  if (column.id !== 'bars' || !window?.isPast) return column;
  return { ...column, title: windowText(window.windowSeconds), name: upperFirst(lastWindow(window)) };
}

interface TitleProps {
  readonly column: EdgeColumn;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function Title({ column: { title, name, sort: column, isFigure }, sort, onSort }: TitleProps) {
  const isSorted = column !== undefined && column === sort.column;
  const direction = sort.isDescending ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      aria-label={name}
      aria-sort={isSorted ? direction : undefined}
      className={isFigure ? 'figure' : undefined}
    >
      {column === undefined ? (
        title
      ) : (
        <button
          type="button"
          data-sorted={isSorted}
          aria-label={`Sort by ${name.toLowerCase()}`}
          onClick={() => onSort({ column, isDescending: isSorted ? !sort.isDescending : firstDirection(column) })}
        >
          {title}
          <span className="arrow" aria-hidden="true">
            {isSorted ? (sort.isDescending ? '↓' : '↑') : ''}
          </span>
        </button>
      )}
    </div>
  );
}
