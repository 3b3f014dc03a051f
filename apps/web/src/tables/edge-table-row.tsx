import { memo, type ReactNode } from 'react';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { Text } from '../base/text.tsx';
import { spokenProtocol } from '../view/edge.ts';
import { VERDICT_WORDS } from '../view/edge-verdict.ts';
import type { EdgeRow } from '../view/edge-order.ts';
import type { EndName } from '../view/end-name.ts';
import type { EdgeColumn } from './edge-columns.tsx';
import { EndText } from './end-text.tsx';
import { rateText, troubleAt, type EdgeMoment } from '../view/edge-moment.ts';
import type { RowBars } from './row-bars.ts';

/** How rows look: a line of columns, or two lines where there is no room for columns. */
export interface RowLook {
  readonly isCompact: boolean;
  readonly columns: readonly EdgeColumn[];
  readonly tracks: string;
  /** px; the style sheet says the same. The head stays above the rows. */
  readonly headHeight: number;
  readonly height: number;
}

export const HEAD_HEIGHT = 49;
export const ROW_HEIGHT = 30;
export const COMPACT_ROW_HEIGHT = 52;

interface EdgeTableRowProps {
  readonly row: EdgeRow;
  /** Among all rows, from 0. */
  readonly position: number;
  readonly look: RowLook;
  readonly moment: EdgeMoment;
  /** Undefined while not known. */
  readonly bars: RowBars | undefined;
  readonly isSelected: boolean;
  readonly isCursor: boolean;
  readonly onSelect: (key: string, how: 'pointer') => void;
}

/** Renders again only when something that it shows is another: rows are values, see `edgeRow`. */
export const EdgeTableRow = memo(PlainEdgeTableRow);

export const rowId = (position: number): string => `edge-row-${position}`;

function PlainEdgeTableRow(props: EdgeTableRowProps) {
  const { row, position, look, moment, bars, isSelected, isCursor, onSelect } = props;
  return (
    // The keyboard works on the rows as a whole: see the grid around them.
    <div
      id={rowId(position)}
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      aria-label={rowName(row)}
      className={`edge-row row-${row.verdict}`}
      data-cursor={isCursor}
      style={{
        gridTemplateColumns: look.isCompact ? undefined : look.tracks,
        transform: `translateY(${position * look.height}px)`,
      }}
      onClick={() => onSelect(row.edge.key, 'pointer')}
    >
      {look.isCompact ? compactCell(row, moment) : cells(row, look.columns, moment, bars)}
    </div>
  );
}

function cells(row: EdgeRow, columns: readonly EdgeColumn[], moment: EdgeMoment, bars: RowBars | undefined): ReactNode {
  return columns.map(({ id, isFigure, cell }) => (
    <div key={id} role="gridcell" className={isFigure ? 'figure' : undefined}>
      {cell(row, moment, bars)}
    </div>
  ));
}

function compactCell(row: EdgeRow, moment: EdgeMoment): ReactNode {
  const { edge, verdict, from, to } = row;
  const reason = troubleAt(row.edge, moment)?.reason ?? VERDICT_WORDS[verdict];
  return (
    <div role="gridcell" className="compact">
      <VerdictGlyph name={verdict} />
      <span className="compact-ends">
        <EndText name={{ ...from, namespace: '' }} />
        <span className="hint">→</span>
        <EndText name={{ ...to, namespace: '' }} />
        {edge.port > 0 && <span className="port">:{edge.port}</span>}
      </span>
      <span className={`compact-rate verdict-${verdict}`}>{rateText(edge, moment)}</span>
      <Text className="compact-why">{`${namespaces(from, to)}${reason}`}</Text>
      <span className="compact-type">{spokenProtocol(edge)}</span>
    </div>
  );
}

/** `shop → data · `, or `shop · ` where both are the same. */
function namespaces({ namespace: from }: EndName, { namespace: to }: EndName): string {
  if (from === to) return from === '' ? '' : `${from} · `;
  return `${from || 'outside'} → ${to || 'outside'} · `;
}

function rowName({ verdict, source, destination, edge }: EdgeRow): string {
  const port = edge.port > 0 ? `, port ${edge.port}` : '';
  return `${VERDICT_WORDS[verdict]}: ${plainText(source)} to ${plainText(destination)}${port}`;
}
