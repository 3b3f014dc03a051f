import { memo } from 'react';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import type { FlowLookout } from './column-tracks.ts';
import { cellContent, verdictShown, VerdictWord } from './flow-cell.tsx';
import { preciseTime } from './precise-time.ts';
import { COMPACT_FLOW_ROW_HEIGHT, FLOW_ROW_HEIGHT } from './rows-in-sight.ts';
import { endText, reasonText, type ColumnId } from './store/flow-columns.ts';
import type { FlowRow } from './store/flow-row.ts';

interface FlowTableRowProps {
  /** Undefined before it was told, and for what cannot be decoded. */
  readonly row: FlowRow | undefined;
  /** Among all rows, from 0. */
  readonly position: number;
  readonly look: FlowLookout;
  /** Its flow is open in the panel. */
  readonly isOpen: boolean;
  /** Number of the column that the keyboard is at; -1 for none. */
  readonly cursor: number;
}

export const flowRowId = (position: number): string => `flow-row-${position}`;
export const flowCellId = (position: number, column: number): string => `flow-cell-${position}-${column}`;

/** A flow never changes, so a row is the same as long as it shows the same flow at the same place. */
export const FlowTableRow = memo(
  PlainFlowTableRow,
  (before, after) =>
    before.row?.serial === after.row?.serial &&
    before.position === after.position &&
    before.look === after.look &&
    before.isOpen === after.isOpen &&
    before.cursor === after.cursor,
);

function PlainFlowTableRow({ row, position, look, isOpen, cursor }: FlowTableRowProps) {
  const { columns, tracks, isCompact } = look;
  const height = isCompact ? COMPACT_FLOW_ROW_HEIGHT : FLOW_ROW_HEIGHT;
  const sign = row === undefined ? 'none' : (verdictShown(row.verdict).sign ?? 'none');
  return (
    // The keyboard works on the rows as a whole, and so does the pointer: see the grid around them.
    <div
      id={flowRowId(position)}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isOpen}
      aria-label={row === undefined ? 'Not read yet' : rowName(row)}
      className={`flow-row flow-${sign}`}
      data-position={position}
      data-cursor={cursor !== -1}
      style={{
        gridTemplateColumns: isCompact ? undefined : tracks,
        transform: `translateY(${position * height}px)`,
      }}
    >
      {isCompact ? (
        <div role="gridcell" id={flowCellId(position, 0)} className="flow-compact">
          {row !== undefined && <CompactRow row={row} />}
        </div>
      ) : (
        columns.map(({ id, isFigure }, at) => (
          <div
            key={id}
            id={flowCellId(position, at)}
            role="gridcell"
            aria-colindex={at + 1}
            className={isFigure ? 'figure' : undefined}
            data-column={id}
            data-cursor={cursor === at}
          >
            {row !== undefined && <Value row={row} column={id} />}
          </div>
        ))
      )}
    </div>
  );
}

/** What can be filtered for says so under the pointer. */
function Value({ row, column }: { readonly row: FlowRow; readonly column: ColumnId }) {
  const content = cellContent(row, column);
  if (content === undefined) return <span className="zero">–</span>;
  return column === 'time' ? <>{content}</> : <span className="cell-value">{content}</span>;
}

function CompactRow({ row }: { readonly row: FlowRow }) {
  const { timeMs, source, destination, summary } = row;
  const reason = reasonText(row);
  return (
    <>
      <VerdictWord verdict={row.verdict} />
      <span className="flow-compact-time">{Number.isNaN(timeMs) ? '' : preciseTime(timeMs)}</span>
      <span className="flow-compact-ends">
        <Text className="flow-end">{endText(source)}</Text>
        <span className="hint"> → </span>
        <Text className="flow-end">{endText(destination)}</Text>
        {destination.port > 0 && `:${destination.port}`}
      </span>
      <Text className="flow-compact-why">{reason === '' ? summary : `${reason} · ${summary}`}</Text>
    </>
  );
}

function rowName(row: FlowRow): string {
  const { source, destination } = row;
  const port = destination.port > 0 ? `, port ${destination.port}` : '';
  return plainText(`${verdictShown(row.verdict).word}: ${endText(source)} to ${endText(destination)}${port}`, 300);
}
