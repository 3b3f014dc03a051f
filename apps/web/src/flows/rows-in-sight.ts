/** Height of a row and of the head above the rows, px; the style sheet says the same. */
export const FLOW_ROW_HEIGHT = 28;
export const COMPACT_FLOW_ROW_HEIGHT = 52;
export const FLOW_HEAD_HEIGHT = 32;

/** Half-open positions of rows that are worth having: those in sight, and some more on both sides. */
export interface RowsInSight {
  readonly from: number;
  readonly to: number;
}

const BEYOND = 12;
/** Positions begin at one of these, so that scrolling by a little asks for nothing new. */
const STEP = 4;

export function rowsInSight(scrollTop: number, height: number, rowHeight: number): RowsInSight {
  const first = Math.floor(scrollTop / rowHeight) - BEYOND;
  const from = Math.max(0, Math.floor(first / STEP) * STEP);
  const last = Math.ceil((scrollTop + height) / rowHeight) + BEYOND;
  return { from, to: Math.ceil(last / STEP) * STEP };
}

/** Where to scroll so that a row is wholly seen; where it is scrolled to when it is seen already. */
export function scrolledTo(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
