import { firstDirection, type Sort } from '../view/edge-order.ts';
import { windowText } from '../view/relay-state.ts';
import { headerSpans, type EdgeColumn } from './edge-columns.tsx';

interface EdgeHeaderProps {
  readonly columns: readonly EdgeColumn[];
  readonly tracks: string;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  readonly windowSeconds: number | undefined;
}

const EXPLAINED = new Map([
  ['Flows', 'Events, as hubble observe prints them: a denied packet is two of them'],
  [
    'Attempts',
    'Requests or questions where they were seen, otherwise connections: each once, however many flows tell of it',
  ],
  ['HTTP requests', 'Attempts: each request once'],
  ['DNS questions', 'Attempts: each question once'],
]);

/** Two lines: how figures are counted, and what each one is. A click sorts, a second one turns the order around. */
export function EdgeHeader({ columns, tracks, sort, onSort, windowSeconds }: EdgeHeaderProps) {
  return (
    <div className="edge-header" role="rowgroup">
      <div className="edge-groups" style={{ gridTemplateColumns: tracks }} aria-hidden="true">
        {headerSpans(columns).map(({ group, from, to }) => (
          <span key={group} title={EXPLAINED.get(group)} style={{ gridColumn: `${from} / ${to}` }}>
            {group}
            {to - from > 1 &&
              (group === 'Flows' || group === 'Attempts') &&
              windowSeconds !== undefined &&
              `, ${windowText(windowSeconds)}`}
          </span>
        ))}
      </div>
      <div className="edge-titles" role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
        {columns.map(({ id, title, name, sort: column, isFigure }) => {
          const isSorted = column !== undefined && column === sort.column;
          const direction = sort.isDescending ? 'descending' : 'ascending';
          return (
            <div
              key={id}
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
                  onClick={() =>
                    onSort({ column, isDescending: isSorted ? !sort.isDescending : firstDirection(column) })
                  }
                >
                  {title}
                  <span className="arrow" aria-hidden="true">
                    {isSorted ? (sort.isDescending ? '↓' : '↑') : ''}
                  </span>
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
