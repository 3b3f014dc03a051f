import type { MatrixLine } from './matrix-axis.ts';

/** px; the style sheet says the same. */
export const CELL_WIDTH = 48;
export const CELL_HEIGHT = 26;
/** The names of namespaces, below those of the columns. */
export const BANDS_HEIGHT = 24;
/** What the slant makes of the length of a name, and what a character is about as wide as. */
const SLANT = 0.75;
const CHARACTER_WIDTH = 6.6;
const NAMES_HEIGHTS = { least: 44, most: 124 } as const;

/** Room for slanted names of this many characters, and for the bands below them. */
export function headHeight(longestName: number): number {
  const names = Math.ceil(longestName * CHARACTER_WIDTH * SLANT) + 18;
  return Math.max(NAMES_HEIGHTS.least, Math.min(NAMES_HEIGHTS.most, names)) + BANDS_HEIGHT;
}

/** The last slanted name leans out to the right. */
export const LEAN_WIDTH = 110;

export function rowHeadWidth(width: number): number {
  return width < 640 ? 132 : 208;
}

/** Where the visible part of the cells is, in lines: half-open, with a few beyond. */
export interface MatrixWindow {
  readonly rows: readonly [from: number, to: number];
  readonly columns: readonly [from: number, to: number];
}

const BEYOND = 3;

export function matrixWindow(
  scroll: { readonly left: number; readonly top: number },
  size: { readonly width: number; readonly height: number },
  lines: { readonly rows: number; readonly columns: number; readonly headHeight: number },
): MatrixWindow {
  const clamp = (value: number, max: number): number => Math.max(0, Math.min(max, value));
  const range = (from: number, length: number, unit: number, count: number): readonly [number, number] => [
    clamp(Math.floor(from / unit) - BEYOND, count),
    clamp(Math.ceil((from + length) / unit) + BEYOND, count),
  ];
  return {
    rows: range(scroll.top, Math.max(0, size.height - lines.headHeight), CELL_HEIGHT, lines.rows),
    columns: range(scroll.left, Math.max(0, size.width - rowHeadWidth(size.width)), CELL_WIDTH, lines.columns),
  };
}

/** Neighbouring columns of one namespace, with one name below their own. Half-open. */
export interface BandSpan {
  readonly line: MatrixLine;
  readonly from: number;
  readonly to: number;
}

export function bandSpans(columns: readonly MatrixLine[]): readonly BandSpan[] {
  const spans: BandSpan[] = [];
  for (const [i, line] of columns.entries()) {
    const last = spans.at(-1);
    if (last !== undefined && last.line.band.key === line.band.key) spans[spans.length - 1] = { ...last, to: i + 1 };
    else spans.push({ line, from: i, to: i + 1 });
  }
  return spans;
}
