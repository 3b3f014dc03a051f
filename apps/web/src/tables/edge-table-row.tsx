import { memo } from 'react';
import { plainText } from '../base/plain-text.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import type { EdgeColumn } from './edge-columns.tsx';

/** px; the style sheet says the same. */
export const ROW_HEIGHT = 30;

interface EdgeTableRowProps {
  readonly id: string;
  readonly row: EdgeRow;
  /** Among all rows, from 0. */
  readonly position: number;
  readonly columns: readonly EdgeColumn[];
  readonly tracks: string;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onSelect: (key: string, how: 'pointer') => void;
}

/** Renders again only when something that it shows is another. */
export const EdgeTableRow = memo(PlainEdgeTableRow, showSame);

function PlainEdgeTableRow({ id, row, position, columns, tracks, isSelected, isCursor, onSelect }: EdgeTableRowProps) {
  return (
    // The keyboard works on the rows as a whole: see the row group around them.
    <div
      id={id}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      aria-label={rowName(row)}
      className={`edge-row row-${row.verdict}`}
      data-cursor={isCursor}
      style={{ gridTemplateColumns: tracks, transform: `translateY(${position * ROW_HEIGHT}px)` }}
      onClick={() => onSelect(row.edge.key, 'pointer')}
    >
      {columns.map(({ id: column, isFigure, cell }) => (
        <div key={column} role="gridcell" className={isFigure ? 'figure' : undefined}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}

function rowName({ verdict, source, destination, edge }: EdgeRow): string {
  const port = edge.port > 0 ? `, port ${edge.port}` : '';
  return `${VERDICT_WORDS[verdict]}: ${plainText(source)} to ${plainText(destination)}${port}`;
}

function showSame(before: EdgeTableRowProps, after: EdgeTableRowProps): boolean {
  return (
    before.row.edge === after.row.edge &&
    before.row.from === after.row.from &&
    before.row.to === after.row.to &&
    before.position === after.position &&
    before.columns === after.columns &&
    before.isSelected === after.isSelected &&
    before.isCursor === after.isCursor &&
    before.onSelect === after.onSelect
  );
}
