import { memo } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { fullName } from '../view/end-name.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import { rateNumber } from '../view/trouble-rate.ts';
import type { MatrixLine } from './matrix-axis.ts';
import { shadeOf, type MatrixCell } from './matrix-model.ts';

interface MatrixCellBoxProps {
  readonly cell: MatrixCell;
  /** px */
  readonly left: number;
  readonly from: MatrixLine;
  readonly to: MatrixLine | undefined;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onSelect: (key: string, how: 'pointer') => void;
  readonly onPoint: (row: number, column: number) => void;
}

export const matrixCellId = (row: number, column: number): string => `matrix-${row}-${column}`;

/** All edges between two lines: their verdict, and how many attempts a minute, or flows. */
export const MatrixCellBox = memo(PlainMatrixCellBox);

function PlainMatrixCellBox({ cell, left, from, to, isSelected, isCursor, onSelect, onPoint }: MatrixCellBoxProps) {
  const { row, column, verdict, rate, isFlows, edges } = cell;
  const shown = rateNumber(rate);
  return (
    <div
      id={matrixCellId(row, column)}
      role="gridcell"
      aria-colindex={column + 2}
      aria-selected={isSelected}
      aria-label={`${VERDICT_WORDS[verdict]}: ${lineName(from)} to ${to === undefined ? '' : lineName(to)}, ${shown} ${isFlows ? 'flows' : 'attempts'} per minute${edges.length > 1 ? `, ${edges.length} edges` : ''}`}
      className={`matrix-cell matrix-${verdict}`}
      data-shade={verdict === 'forwarded' ? shadeOf(rate) : undefined}
      data-cursor={isCursor}
      style={{ left }}
      onClick={() => {
        if (edges[0] !== undefined) onSelect(edges[0].key, 'pointer');
      }}
      onPointerEnter={() => onPoint(row, column)}
    >
      {verdict !== 'forwarded' && <VerdictGlyph name={verdict} />}
      {shown}
    </div>
  );
}

/** As plain text. */
export function lineName(line: MatrixLine): string {
  if (line.kind === 'end') return plainText(fullName(line.end.name), 80);
  return line.band.namespace === '' ? 'outside' : plainText(line.band.namespace, 80);
}
