import { useState, type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject } from 'react';
import { CellMenu, type CellPlace } from './cell-menu.tsx';
import { cellFilters, type CellFilter } from './cell-filters.ts';
import type { FlowLookout } from './column-tracks.ts';
import { FlowHeader } from './flow-header.tsx';
import { flowCellId, FlowTableRow, flowRowId } from './flow-table-row.tsx';
import {
  COMPACT_FLOW_ROW_HEIGHT,
  FLOW_HEAD_HEIGHT,
  FLOW_ROW_HEIGHT,
  scrolledTo,
  type RowsInSight,
} from './rows-in-sight.ts';
import type { ColumnId, FlowSort } from './store/flow-columns.ts';
import type { FlowTable } from './store/flow-messages.ts';
import type { FlowRow } from './store/flow-row.ts';

interface FlowGridProps {
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly table: FlowTable | undefined;
  readonly look: FlowLookout;
  readonly sight: RowsInSight;
  readonly sort: FlowSort;
  /** Id of the flow that is open; '' for none. */
  readonly opened: string;
  readonly onSort: (sort: FlowSort) => void;
  readonly onMoveColumn: (id: ColumnId, before: ColumnId) => void;
  readonly onScroll: (scrollTop: number) => void;
  /** A row is in hand: it must not move away. Which one is told when it may be opened next. */
  readonly onHold: (row?: FlowRow) => void;
  readonly onOpen: (row: FlowRow, how: 'pointer' | 'keyboard') => void;
  readonly onFilter: (filter: CellFilter, how: 'only' | 'not') => void;
  /** What stands where the rows would be, when there are none. */
  readonly children: ReactNode;
}

/** Elements of rows are used in turn: what is scrolled away becomes what is scrolled to. More than can be in sight. */
const ELEMENTS = 512;

/** A cell of the table, by position. */
interface Cursor {
  readonly row: number;
  readonly column: number;
}

/** The rows in sight, under a bar to scroll by that stands for all of them. */
export function FlowGrid(props: FlowGridProps) {
  const { grid, table, look, sight, sort, opened, onHold, onOpen, onFilter } = props;
  const [cursor, setCursor] = useState<Cursor | undefined>();
  const [place, setPlace] = useState<CellPlace | undefined>();
  const total = table?.total ?? 0;
  const rowHeight = look.isCompact ? COMPACT_FLOW_ROW_HEIGHT : FLOW_ROW_HEIGHT;
  const headHeight = look.isCompact ? 0 : FLOW_HEAD_HEIGHT;
  const [from, to] = [Math.min(sight.from, total), Math.min(sight.to, total)];
  const rowAt = (position: number): FlowRow | undefined => table?.rows[position - table.from];
  const atRow = cursor === undefined ? undefined : rowAt(cursor.row);

  const moveTo = (row: number, column: number): void => {
    const body = grid.current;
    if (body === null || total === 0) return;
    const next = {
      row: Math.max(0, Math.min(total - 1, row)),
      column: Math.max(0, Math.min(look.columns.length - 1, column)),
    };
    onHold();
    setCursor(next);
    body.scrollTo({ top: scrolledTo(next.row, body.scrollTop, body.clientHeight - headHeight, rowHeight) });
    document.getElementById(flowCellId(next.row, next.column))?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const openMenu = (position: number, column: ColumnId, cell: Element): void => {
    const row = rowAt(position);
    if (row === undefined) return;
    const { left, top, bottom } = cell.getBoundingClientRect();
    onHold();
    setPlace({ row, column, left, top, bottom });
  };
  const closeMenu = (): void => {
    setPlace(undefined);
    grid.current?.focus({ preventScroll: true });
  };
  const filterAtCursor = (how: 'only' | 'not'): void => {
    const column = cursor && look.columns[cursor.column];
    const [narrowest] = atRow === undefined || column === undefined ? [] : cellFilters(atRow, column.id);
    if (narrowest !== undefined) onFilter(narrowest, how);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return; // a button of the header
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const height = grid.current?.clientHeight ?? 0;
    const page = Math.max(1, Math.floor((height - headHeight) / rowHeight) - 1);
    const { row, column } = cursor ?? { row: -1, column: 0 };
    const goal = cursorGoal(event.key, { row, column }, page, total);
    if (goal !== undefined) moveTo(goal.row, goal.column);
    else if (atRow === undefined || cursor === undefined) return;
    else if (event.key === 'ContextMenu' || (event.key === 'Enter' && event.shiftKey)) menuAt(cursor);
    else if (event.key === 'Enter') onOpen(atRow, 'keyboard');
    else if (event.key === 'f') filterAtCursor('only');
    else if (event.key === 'x') filterAtCursor('not');
    else return;
    event.preventDefault();
  };
  const menuAt = ({ row, column }: Cursor): void => {
    const [id, cell] = [look.columns[column]?.id, document.getElementById(flowCellId(row, column))];
    if (id !== undefined && cell !== null) openMenu(row, id, cell);
  };
  const onClick = ({ target }: MouseEvent, how: 'click' | 'menu'): boolean => {
    const clicked = clickedCell(target);
    if (clicked === undefined) return false;
    const at = look.columns.findIndex(({ id }) => id === clicked.column);
    setCursor({ row: clicked.position, column: Math.max(0, at) });
    const row = rowAt(clicked.position);
    const column = look.columns[at];
    if (column !== undefined && clicked.cell !== undefined && (how === 'menu' || clicked.isValue)) {
      openMenu(clicked.position, column.id, clicked.cell);
    } else if (row !== undefined) onOpen(row, 'pointer');
    return true;
  };

  return (
    <div className="table-body">
      <div
        ref={grid}
        className="flow-grid"
        data-compact={look.isCompact}
        role="grid"
        aria-label="Flows; arrow keys move, Enter opens, f and x filter for and against the cell"
        aria-rowcount={total + 1}
        aria-colcount={look.isCompact ? 1 : look.columns.length}
        tabIndex={0}
        aria-activedescendant={activeId(cursor, { from, to }, look.isCompact)}
        onKeyDown={onKeyDown}
        onPointerDown={({ target }) => {
          const pressed = clickedCell(target);
          if (pressed !== undefined) onHold(rowAt(pressed.position));
        }}
        onClick={(event) => void onClick(event, 'click')}
        onContextMenu={(event) => {
          if (onClick(event, 'menu')) event.preventDefault();
        }}
        onScroll={({ currentTarget }) => props.onScroll(currentTarget.scrollTop)}
      >
        <div className="flow-sheet" style={{ minWidth: look.isCompact ? undefined : look.minWidth }}>
          {!look.isCompact && <FlowHeader look={look} sort={sort} onSort={props.onSort} onMove={props.onMoveColumn} />}
          <div className="flow-rows" role="rowgroup" style={{ height: total * rowHeight }}>
            {Array.from({ length: Math.max(0, to - from) }, (_, i) => {
              const position = from + i;
              const row = rowAt(position);
              return (
                <FlowTableRow
                  key={position % ELEMENTS}
                  row={row}
                  position={position}
                  look={look}
                  isOpen={row !== undefined && opened !== '' && opened === flowIdOf(row)}
                  cursor={cursor?.row === position ? cursor.column : -1}
                />
              );
            })}
          </div>
        </div>
      </div>
      {total === 0 && props.children}
      {place !== undefined && (
        <CellMenu
          place={place}
          onFilter={(filter, how) => {
            closeMenu();
            onFilter(filter, how);
          }}
          onOpen={(row) => {
            setPlace(undefined);
            onOpen(row, 'pointer');
          }}
          onClose={closeMenu}
        />
      )}
    </div>
  );
}

/** What the address calls a flow: its id, or its number where an old agent gave it none. */
export function flowIdOf({ uuid, number }: Pick<FlowRow, 'uuid' | 'number'>): string {
  return uuid === '' ? `number-${number}` : uuid;
}

function cursorGoal(key: string, { row, column }: Cursor, page: number, total: number): Cursor | undefined {
  switch (key) {
    case 'ArrowDown':
      return { row: row + 1, column };
    case 'ArrowUp':
      return { row: row - 1, column };
    case 'PageDown':
      return { row: row + page, column };
    case 'PageUp':
      return { row: row - page, column };
    case 'Home':
      return { row: 0, column };
    case 'End':
      return { row: total - 1, column };
    case 'ArrowRight':
      return { row: Math.max(0, row), column: row === -1 ? 0 : column + 1 };
    case 'ArrowLeft':
      return { row: Math.max(0, row), column: column - 1 };
    default:
      return undefined;
  }
}

function activeId(cursor: Cursor | undefined, { from, to }: RowsInSight, isCompact: boolean): string | undefined {
  if (cursor === undefined || cursor.row < from || cursor.row >= to) return undefined;
  return isCompact ? flowRowId(cursor.row) : flowCellId(cursor.row, cursor.column);
}

/** The row, and the cell, that an event came from. */
function clickedCell(target: EventTarget):
  | {
      readonly position: number;
      readonly column: string;
      readonly cell: Element | undefined;
      readonly isValue: boolean;
    }
  | undefined {
  if (!(target instanceof Element)) return undefined;
  const row = target.closest<HTMLElement>('.flow-row');
  if (row === null) return undefined;
  const cell = target.closest<HTMLElement>('[data-column]');
  return {
    position: Number(row.dataset['position']),
    column: cell?.dataset['column'] ?? '',
    cell: cell ?? undefined,
    isValue: target.closest('.cell-value') !== null,
  };
}
