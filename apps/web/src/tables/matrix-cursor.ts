import type { MatrixLine } from './matrix-axis.ts';
import { CELL_HEIGHT, CELL_WIDTH } from './matrix-measures.ts';

/** A place that stays with its lines where they move to; -1 is the heading. */
export interface MatrixPlace {
  readonly row: string | undefined;
  readonly column: string | undefined;
  readonly rowAt: number;
  readonly columnAt: number;
}

export interface MatrixAt {
  readonly row: number;
  readonly column: number;
}

/** Where a place is now; what is gone leaves its number behind. Undefined without lines. */
export function placeOf(
  place: MatrixPlace | undefined,
  rows: readonly MatrixLine[],
  columns: readonly MatrixLine[],
): MatrixAt | undefined {
  if (place === undefined || rows.length === 0) return undefined;
  return { row: lineAt(rows, place.row, place.rowAt), column: lineAt(columns, place.column, place.columnAt) };
}

function lineAt(lines: readonly MatrixLine[], key: string | undefined, at: number): number {
  if (key === undefined || lines[at]?.key === key) return Math.min(at, lines.length - 1);
  const now = lines.findIndex((line) => line.key === key);
  return now === -1 ? Math.min(at, lines.length - 1) : now;
}

/** Where a key leads from a place; undefined for another key. */
export function goalOf(
  key: string,
  { row, column }: MatrixAt,
  rows: number,
  columns: number,
  page: number,
): MatrixAt | undefined {
  const clamp = (at: number, count: number): number => Math.max(-1, Math.min(count - 1, at));
  switch (key) {
    case 'ArrowDown':
      return { row: clamp(row + 1, rows), column };
    case 'ArrowUp':
      return { row: clamp(row - 1, rows), column };
    case 'ArrowRight':
      return { row, column: clamp(column + 1, columns) };
    case 'ArrowLeft':
      return { row, column: clamp(column - 1, columns) };
    case 'PageDown':
      return { row: clamp(row + Math.max(1, page - 1), rows), column };
    case 'PageUp':
      return { row: Math.max(0, clamp(row - Math.max(1, page - 1), rows)), column };
    case 'Home':
      return { row, column: -1 };
    case 'End':
      return { row, column: columns - 1 };
    default:
      return undefined;
  }
}

/** Scrolls as little as it takes to see the place whole, and what leans out of it. */
export function scrollTo(
  box: HTMLElement,
  { row, column }: MatrixAt,
  head: { readonly width: number; readonly height: number },
): void {
  const top = Math.max(0, row) * CELL_HEIGHT;
  const left = Math.max(0, column) * CELL_WIDTH;
  const height = box.clientHeight - head.height;
  const width = box.clientWidth - head.width;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + CELL_HEIGHT > box.scrollTop + height) box.scrollTop = top + CELL_HEIGHT - height;
  if (left < box.scrollLeft) box.scrollLeft = left;
  else if (left + 2 * CELL_WIDTH > box.scrollLeft + width) box.scrollLeft = left + 2 * CELL_WIDTH - width;
}
