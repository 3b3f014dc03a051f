import type { TableOrder } from './table-order.ts';

interface SortTitleProps {
  readonly column: string;
  readonly title: string;
  /** What is read out, and shown as a hint. */
  readonly meaning: string;
  readonly isFigure?: boolean;
  readonly order: TableOrder;
  readonly onOrder: (order: TableOrder) => void;
}

/** Head of a column. A click sorts by it, a second one turns the order around. */
export function SortTitle({ column, title, meaning, isFigure = true, order, onOrder }: SortTitleProps) {
  const isSorted = order.column === column;
  const direction = order.isDescending ? 'descending' : 'ascending';
  return (
    <div
      role="columnheader"
      className={`l7-${column}${isFigure ? ' figure' : ''}`}
      aria-sort={isSorted ? direction : undefined}
    >
      <button
        type="button"
        data-sorted={isSorted}
        title={meaning}
        aria-label={`${title}: sort by ${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}`}
        onClick={() => onOrder({ column, isDescending: isSorted ? !order.isDescending : isFigure })}
      >
        {title}
        <span className="arrow" aria-hidden="true">
          {isSorted ? (order.isDescending ? '↓' : '↑') : ''}
        </span>
      </button>
    </div>
  );
}
