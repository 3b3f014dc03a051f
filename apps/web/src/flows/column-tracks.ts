import {
  chosenColumns,
  flowColumn,
  LEAVES_FIRST,
  USUAL_COLUMNS,
  type ColumnId,
  type FlowColumn,
} from './store/flow-columns.ts';

/** Between columns, and beside the first and the last, px; the style sheet says the same. */
const GAP = 12;
const SIDE = 12;

/** How the rows of the table look. */
export interface FlowLookout {
  readonly columns: readonly FlowColumn[];
  readonly tracks: string;
  /** px; a narrower table is scrolled sideways. */
  readonly minWidth: number;
  /** A row has two lines and no columns. */
  readonly isCompact: boolean;
}

const COMPACT_BELOW = 640;

/**
 * Columns that were chosen are all there; of the usual ones some give way where there is no room, the least telling first.
 */
export function lookout(names: readonly string[], width: number): FlowLookout {
  const isChosen = names.length > 0;
  const isCompact = width < COMPACT_BELOW && !isChosen;
  const ids = isChosen ? chosenColumns(names) : fitting(width);
  const columns = ids.map(flowColumn);
  return { columns, tracks: columns.map(track).join(' '), minWidth: widthOf(ids), isCompact };
}

function fitting(width: number): readonly ColumnId[] {
  let ids = USUAL_COLUMNS;
  for (const leaving of LEAVES_FIRST) {
    if (widthOf(ids) <= width) break;
    ids = ids.filter((id) => id !== leaving);
  }
  return ids;
}

function widthOf(ids: readonly ColumnId[]): number {
  return ids.reduce((sum, id) => sum + flowColumn(id).min, 0) + GAP * (ids.length - 1) + 2 * SIDE;
}

function track({ min, grow }: FlowColumn): string {
  return grow === 0 ? `${min}px` : `minmax(${min}px, ${grow}fr)`;
}
