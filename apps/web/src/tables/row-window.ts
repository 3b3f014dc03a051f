/** The rows of a long list that are worth rendering: half-open, with a few beyond what is seen. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

const BEYOND = 6;

export function rowWindow(scrollTop: number, height: number, rowHeight: number, rows: number): RowWindow {
  const first = Math.floor(scrollTop / rowHeight);
  const seen = Math.ceil(height / rowHeight) + 1;
  return { from: Math.max(0, Math.min(first, rows) - BEYOND), to: Math.max(0, Math.min(rows, first + seen + BEYOND)) };
}

/** Where to scroll so that a row is wholly seen; what it was when it is seen already. */
export function scrollToRow(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
