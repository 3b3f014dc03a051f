import { useMemo, useState, type KeyboardEvent, type RefObject } from 'react';
import { useSize } from '../base/use-size.ts';
import type { LiveGraph } from '../live/live-graph.ts';
import type { Sort } from '../view/edge-order.ts';
import type { GroupedGraph, Grouping } from '../view/grouped-graph.ts';
import type { TroubleOptions } from '../view/trouble.ts';
import { columnsFor, columnTracks } from './column-fit.ts';
import { EDGE_COLUMNS } from './edge-columns.tsx';
import { EdgeHeader } from './edge-header.tsx';
import { COMPACT_ROW_HEIGHT, EdgeTableRow, HEAD_HEIGHT, ROW_HEIGHT, rowId, type RowLook } from './edge-table-row.tsx';
import { coarseMoment, momentOf, type EdgeMoment } from '../view/edge-moment.ts';
import { rowWindow, scrollToRow } from './row-window.ts';
import { TableFoot } from './table-foot.tsx';
import { TableNotice } from './table-notice.tsx';
import { useEdgeRows } from './use-edge-rows.ts';
import { useRowBars } from './use-row-bars.ts';

export interface EdgeTableProps {
  /** For what stands where the rows would be, when there are none. */
  readonly graph: LiveGraph | undefined;
  readonly grouped: GroupedGraph | undefined;
  /** As for the list of troubles, so that both tell the same. */
  readonly options: TroubleOptions;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
  /** Key of the selected edge, '' for none. */
  readonly selected: string;
  readonly onSelect: (key: string, how: 'pointer' | 'keyboard') => void;
  readonly grouping: Grouping;
  readonly onQuery: (query: string) => void;
  readonly grid: RefObject<HTMLDivElement | null>;
}

/** px; below it a row is two lines without columns. */
const COMPACT_BELOW = 560;
const WIDTH_BEFORE_SHOWN = 1400;

/**
 * All edges of the view. Only the rows that are seen are in the document. The keyboard moves a cursor that stays with
 * its edge wherever that edge moves; new figures move neither the cursor, nor the selection, nor what is scrolled to.
 */
export function EdgeTable(props: EdgeTableProps) {
  const { graph, grouped, options, sort, onSort, selected, onSelect, grouping, onQuery, grid } = props;
  const rows = useEdgeRows(grouped, sort);
  const { width, height: gridHeight } = useSize(grid);
  const [scrollTop, setScrollTop] = useState(0);
  const [cursor, setCursor] = useState(selected);
  const [lastSelected, setLastSelected] = useState(selected);
  if (selected !== lastSelected) {
    setLastSelected(selected);
    if (selected !== '') setCursor(selected);
  }
  const look = useMemo(() => rowLook(width === 0 ? WIDTH_BEFORE_SHOWN : width), [width]);
  const height = Math.max(0, gridHeight - look.headHeight);
  const { from, to } = rowWindow(scrollTop, height, look.height, rows.length);
  const at = useMemo(() => rows.findIndex(({ edge }) => edge.key === cursor), [rows, cursor]);
  const atRow = rows[at];
  const isCursorRendered = at >= from && at < to;
  const { now, quiet } = useMoments(grouped, options);
  const seen = rows.slice(from, to);
  const barsOf = useRowBars(seen, !look.isCompact);

  const moveTo = (row: number): void => {
    const position = Math.max(0, Math.min(rows.length - 1, row));
    const next = rows[position];
    const body = grid.current;
    if (next === undefined || body === null) return;
    setCursor(next.edge.key);
    body.scrollTo({ top: scrollToRow(position, body.scrollTop, body.clientHeight - look.headHeight, look.height) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return; // a button of the header
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / look.height) - 1);
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
      <div className="table-body">
        <div
          ref={grid}
          className="edge-table"
          data-compact={look.isCompact}
          role="grid"
          aria-label="Edges; arrow keys move, Enter opens"
          aria-rowcount={rows.length + 1}
          aria-colcount={look.isCompact ? 1 : look.columns.length}
          tabIndex={0}
          aria-activedescendant={isCursorRendered ? rowId(at) : undefined}
          onKeyDown={onKeyDown}
          onFocus={() => {
            if (at === -1 && rows[0] !== undefined) setCursor(rows[0].edge.key);
          }}
          onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
        >
          {!look.isCompact && (
            <EdgeHeader columns={look.columns} tracks={look.tracks} sort={sort} onSort={onSort} window={grouped} />
          )}
          <div className="edge-rows" role="rowgroup" style={{ height: rows.length * look.height }}>
            {seen.map((row, i) => (
              <EdgeTableRow
                key={row.edge.key}
                row={row}
                position={from + i}
                look={look}
                moment={row.verdict === 'forwarded' ? quiet : now}
                bars={barsOf(row, row.verdict === 'forwarded' ? quiet : now)}
                isSelected={row.edge.key === selected}
                isCursor={from + i === at}
                onSelect={onSelect}
              />
            ))}
          </div>
        </div>
        {rows.length === 0 && <TableNotice graph={graph} grouping={grouping} onQuery={onQuery} />}
      </div>
      <TableFoot seen={seenRows(scrollTop, height, look.height, rows.length)} rows={rows.length} window={now} />
    </section>
  );
}

/** Troubled rows are told as of now, quiet ones as of the last ten seconds. */
function useMoments(
  grouped: GroupedGraph | undefined,
  options: TroubleOptions,
): { readonly now: EdgeMoment; readonly quiet: EdgeMoment } {
  const now = useMemo(() => momentOf(grouped, options), [grouped, options]);
  const [quiet, setQuiet] = useState(() => coarseMoment(now, undefined));
  const next = coarseMoment(now, quiet);
  if (next !== quiet) setQuiet(next);
  return { now, quiet: next };
}

function rowLook(width: number): RowLook {
  const isCompact = width < COMPACT_BELOW;
  const columns = columnsFor(EDGE_COLUMNS, width);
  const [headHeight, height] = isCompact ? [0, COMPACT_ROW_HEIGHT] : [HEAD_HEIGHT, ROW_HEIGHT];
  return { isCompact, columns, tracks: columnTracks(columns), headHeight, height };
}

/** Rows of which most can be seen. */
function seenRows(scrollTop: number, height: number, rowHeight: number, rows: number): number {
  const first = Math.round(scrollTop / rowHeight);
  return Math.max(0, Math.min(rows, Math.round((scrollTop + height) / rowHeight)) - first);
}
