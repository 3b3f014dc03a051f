import type { ColumnGroup, EdgeColumn } from './edge-columns.tsx';

const PADDING = 12;
/** Between two columns; the style sheet says the same. */
const COLUMN_GAP = 14;

/** The columns that fit into a width; those that matter least go first. */
export function columnsFor(all: readonly EdgeColumn[], width: number): readonly EdgeColumn[] {
  let columns = all;
  while (neededWidth(columns) > width) {
    const least = columns.reduce((a, b) => (b.givesWay > a.givesWay ? b : a));
    if (least.givesWay === 0) break;
    columns = columns.filter((column) => column !== least);
  }
  return columns;
}

/** `grid-template-columns` of the header and of every row. */
export function columnTracks(columns: readonly EdgeColumn[]): string {
  return columns.map(({ width, share }) => (share > 0 ? `minmax(${width}px, ${share}fr)` : `${width}px`)).join(' ');
}

export interface HeaderSpan {
  readonly group: ColumnGroup;
  /** Numbers of grid lines. */
  readonly from: number;
  readonly to: number;
}

/** Runs of columns with one heading above them. */
export function headerSpans(columns: readonly EdgeColumn[]): readonly HeaderSpan[] {
  const spans: HeaderSpan[] = [];
  for (const [i, { group }] of columns.entries()) {
    const last = spans.at(-1);
    if (last !== undefined && last.group === group) spans[spans.length - 1] = { ...last, to: i + 2 };
    else spans.push({ group, from: i + 1, to: i + 2 });
  }
  return spans.filter(({ group }) => group !== '');
}

function neededWidth(columns: readonly EdgeColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 2 * PADDING + COLUMN_GAP * (columns.length - 1));
}
