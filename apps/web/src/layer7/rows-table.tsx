import { useEffect, useRef, useState, type ReactNode } from 'react';
import { countOf } from '../base/numbers.ts';
import { SortTitle } from './sort-title.tsx';
import { byFigures, ordered, WORST_FIRST, type OrderValue } from './table-order.ts';

export interface RowColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** Read out, and shown as a hint. */
  readonly meaning: string;
  readonly isFigure: boolean;
  readonly value: (row: Row) => OrderValue;
  readonly renderCell: (row: Row) => ReactNode;
}

interface RowsTableProps<Row> {
  readonly label: string;
  /** What the style sheet makes the columns of. */
  readonly kind: 'http' | 'dns';
  readonly rows: readonly Row[];
  readonly columns: readonly RowColumn<Row>[];
  readonly keyOf: (row: Row) => string;
  /** What stands first while no column is chosen: by the first figure, among equals by the next. */
  readonly worst: readonly ((row: Row) => number)[];
  /** Below a row, always. */
  readonly renderUnder?: (row: Row) => ReactNode;
  /** Below a row that is opened. */
  readonly renderDetail: (row: Row) => ReactNode;
  readonly noun: string;
}

const FIRST_ROWS = 80;
const MORE_ROWS = 200;

/** Rows under sortable heads. A row opens what is known of it; of very many the first are in the document, and the rest is counted. */
export function RowsTable<Row>(props: RowsTableProps<Row>) {
  const { label, kind, rows, columns, keyOf, worst, noun } = props;
  const [order, setOrder] = useState(WORST_FIRST);
  const [opened, setOpened] = useState('');
  const [shown, setShown] = useState(FIRST_ROWS);
  const column = columns.find(({ id }) => id === order.column);
  const inOrder = column === undefined ? byFigures(rows, worst) : ordered(rows, order, column.value);
  const rest = inOrder.length - shown;
  return (
    <>
      <div className={`l7 l7-of-${kind}`} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div className="l7-head" role="row" aria-rowindex={1}>
          {columns.map(({ id, title, meaning, isFigure }) => (
            <SortTitle
              key={id}
              column={id}
              title={title}
              meaning={meaning}
              isFigure={isFigure}
              order={order}
              onOrder={setOrder}
            />
          ))}
        </div>
        {inOrder.slice(0, shown).map((row, i) => {
          const key = keyOf(row);
          return (
            <Item
              key={key}
              {...props}
              row={row}
              index={i + 2}
              isOpen={key === opened}
              onOpen={() => setOpened(key === opened ? '' : key)}
            />
          );
        })}
      </div>
      {rest > 0 && (
        <button type="button" className="button l7-more" onClick={() => setShown(shown + MORE_ROWS)}>
          Show {Math.min(rest, MORE_ROWS)} more of {countOf(rest, noun)}
          {column === undefined && ', less troubled'}
        </button>
      )}
    </>
  );
}

interface ItemProps<Row> extends Pick<RowsTableProps<Row>, 'columns' | 'renderUnder' | 'renderDetail'> {
  readonly row: Row;
  readonly index: number;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** The keyboard opens a row by the button in its first cell; the pointer anywhere on it. */
function Item<Row>({ row, columns, renderUnder, renderDetail, index, isOpen, onOpen }: ItemProps<Row>) {
  const item = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) makeRoom(item.current);
  }, [isOpen]);
  const below = renderUnder?.(row);
  const [first, ...others] = columns;
  return (
    <div ref={item} className="l7-item" role="rowgroup" data-open={isOpen}>
      <div className="l7-row" role="row" aria-rowindex={index} onClick={onOpen}>
        {first !== undefined && (
          <div className={`l7-cell l7-${first.id}`} role="rowheader">
            <button
              type="button"
              className="l7-open"
              aria-expanded={isOpen}
              onClick={(event) => {
                event.stopPropagation();
                onOpen();
              }}
            >
              {first.renderCell(row)}
            </button>
          </div>
        )}
        {others.map(({ id, isFigure, renderCell }) => (
          <div key={id} className={`l7-cell l7-${id}${isFigure ? ' figure' : ''}`} role="cell">
            {renderCell(row)}
          </div>
        ))}
      </div>
      {below !== undefined && below !== null && (
        <div className="l7-under" role="row">
          <div role="cell" aria-colspan={columns.length}>
            {below}
          </div>
        </div>
      )}
      {isOpen && (
        <div className="l7-detail" role="row">
          <div role="cell" aria-colspan={columns.length}>
            {renderDetail(row)}
          </div>
        </div>
      )}
    </div>
  );
}

/** px; what is most worth seeing of an opened row. */
const OPENED_HEIGHT = 440;

/** A row that is opened near the bottom of what scrolls goes to its top: what is in it is still being read. */
function makeRoom(item: HTMLElement | null): void {
  const scrolled = item?.closest('.panel-body, .layer-page-body');
  if (item === null || scrolled === null || scrolled === undefined) return;
  const room = scrolled.getBoundingClientRect().bottom - item.getBoundingClientRect().top;
  if (room < OPENED_HEIGHT) item.scrollIntoView({ block: 'start' });
}
