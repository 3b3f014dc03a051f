import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useSize } from '../base/use-size.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import type { EdgeRow, Sort } from '../view/edge-order.ts';
import { columnsFor, columnTracks } from './edge-columns.tsx';
import { EdgeHeader } from './edge-header.tsx';
import { EdgeTableRow, ROW_HEIGHT } from './edge-table-row.tsx';
import { rowWindow, scrollToRow } from './row-window.ts';
import { TableHead } from './table-head.tsx';
import { TableNotice } from './table-notice.tsx';

interface EdgeTableProps {
  readonly graph: LiveGraph | undefined;
  readonly rows: readonly EdgeRow[];
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** Key of the selected edge, '' for none. */
  readonly selected: string;
  readonly onSelect: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly onClearQuery: () => void;
  readonly grid: RefObject<HTMLDivElement | null>;
}

/**
 * All edges of the view. Only the rows that are seen are in the document. The keyboard moves a cursor that stays with
 * its edge wherever that edge moves; new figures move neither the cursor, nor the selection, nor what is scrolled to.
 */
export function EdgeTable({ graph, rows, sort, onSort, selected, onSelect, onClearQuery, grid }: EdgeTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const [scrollTop, setScrollTop] = useState(0);
  const [cursor, setCursor] = useState(selected);
  const [lastSelected, setLastSelected] = useState(selected);
  if (selected !== lastSelected) {
    setLastSelected(selected);
    if (selected !== '') setCursor(selected);
  }
  const columns = useMemo(() => columnsFor(width === 0 ? 1400 : width), [width]);
  const tracks = useMemo(() => columnTracks(columns), [columns]);
  const { from, to } = rowWindow(scrollTop, height, ROW_HEIGHT, rows.length);
  const at = rows.findIndex(({ edge }) => edge.key === cursor);
  const atRow = rows[at];
  const isCursorRendered = at >= from && at < to;

  const moveTo = (row: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, row))];
    const body = scroller.current;
    if (next === undefined || body === null) return;
    setCursor(next.edge.key);
    body.scrollTop = scrollToRow(rows.indexOf(next), body.scrollTop, body.clientHeight, ROW_HEIGHT);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return; // a button of the header
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
    const goals: ReadonlyMap<string, number> = new Map([
      ['ArrowDown', at + 1],
      ['ArrowUp', at === -1 ? 0 : at - 1],
      ['PageDown', at + page],
      ['PageUp', at - page],
      ['Home', 0],
      ['End', rows.length - 1],
    ]);
    const goal = goals.get(event.key);
    if (goal !== undefined) moveTo(goal);
    else if (event.key === 'Enter' && atRow !== undefined) onSelect(atRow.edge.key, 'keyboard');
    else return;
    event.preventDefault();
  };

  return (
    <section className="table panel" aria-label="Edges">
      <TableHead graph={graph} rows={rows} />
      <div
        ref={grid}
        className="edge-table"
        role="grid"
        aria-label="Edges; arrow keys move, Enter opens"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        tabIndex={0}
        aria-activedescendant={isCursorRendered && atRow !== undefined ? rowId(atRow) : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => {
          if (at === -1 && rows[0] !== undefined) setCursor(rows[0].edge.key);
        }}
      >
        <EdgeHeader
          columns={columns}
          tracks={tracks}
          sort={sort}
          onSort={onSort}
          windowSeconds={graph?.windowSeconds}
        />
        <div
          ref={scroller}
          className="edge-scroller"
          role="presentation"
          onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        >
          <div className="edge-rows" role="rowgroup" style={{ height: rows.length * ROW_HEIGHT }}>
            {rows.slice(from, to).map((row, i) => (
              <EdgeTableRow
                key={row.edge.key}
                id={rowId(row)}
                row={row}
                position={from + i}
                columns={columns}
                tracks={tracks}
                isSelected={row.edge.key === selected}
                isCursor={from + i === at}
                onSelect={onSelect}
              />
            ))}
          </div>
          {rows.length === 0 && <TableNotice graph={graph} onClearQuery={onClearQuery} />}
        </div>
      </div>
    </section>
  );
}

const rowId = ({ edge }: EdgeRow): string => `edge-${edge.index}`;
