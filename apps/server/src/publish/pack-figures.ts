import { FIGURE_COUNT, type EdgeIndex } from '../aggregate/graph-view.ts';
import { shownFigure, type ShownVerdicts } from './shown-figures.ts';

export interface FigureTable {
  /** FIGURE_COUNT numbers per edge row. */
  readonly values: Uint32Array;
  readonly lastSeenMs: Float64Array;
}

/**
 * Writes an `orrery.live.v1.EdgeFigures` straight from the window's table: the same bytes as protobuf-es, without a
 * message object in between. Most of what a page receives comes through here.
 */
export function packFigures(rows: readonly EdgeIndex[], figures: FigureTable, shown: ShownVerdicts): Uint8Array {
  const count = rows.length;
  if (count === 0) return new Uint8Array(0);
  const columns = gather(rows, figures.values, shown);
  const lengths = Array.from({ length: COLUMN_COUNT }, (_, column) => packedLength(columns, column * count, count));

  let total = fieldLength(LAST_SEEN_FIELD, count * 8);
  for (let column = 0; column < COLUMN_COUNT; column += 1) {
    const length = lengths[column];
    if (length > 0) total += fieldLength(fieldOf(column), length);
  }

  const out = new Uint8Array(total);
  let at = 0;
  for (let column = 0; column < COLUMN_COUNT; column += 1) {
    const length = lengths[column];
    if (length === 0) continue;
    at = writeFieldHead(out, at, fieldOf(column), length);
    const end = (column + 1) * count;
    for (let cell = column * count; cell < end; cell += 1) at = writeVarint(out, at, columns[cell]);
  }
  at = writeFieldHead(out, at, LAST_SEEN_FIELD, count * 8);
  const view = new DataView(out.buffer);
  for (const row of rows) {
    view.setFloat64(at, figures.lastSeenMs[row], true);
    at += 8;
  }
  return out;
}

/** The edge's index, and its figures. */
const COLUMN_COUNT = 1 + FIGURE_COUNT;
const LAST_SEEN_FIELD = 20;

/** Columns are kept in the order of their field numbers: 1 is the index, 2..8 the verdicts 1..7, 9 verdict 0. */
function fieldOf(column: number): number {
  return column + 1;
}

function figureOf(column: number): number {
  if (column === 8) return 0;
  return column < 8 ? column : column - 1;
}

/** Column after column in one array; overwritten by the next call. */
let scratch = new Uint32Array(0);

function gather(rows: readonly EdgeIndex[], values: Uint32Array, shown: ShownVerdicts): Uint32Array {
  const count = rows.length;
  if (scratch.length < count * COLUMN_COUNT) scratch = new Uint32Array(count * COLUMN_COUNT * 2);
  for (let at = 0; at < count; at += 1) {
    const row = rows[at];
    const base = row * FIGURE_COUNT;
    scratch[at] = row;
    for (let column = 1; column < COLUMN_COUNT; column += 1) {
      scratch[column * count + at] = shownFigure(values, base, figureOf(column), shown);
    }
  }
  return scratch;
}

/** 0 for a column of zeros, unless it is the first: a row must have an index. */
function packedLength(columns: Uint32Array, from: number, count: number): number {
  let length = 0;
  let bits = 0;
  for (let cell = from; cell < from + count; cell += 1) {
    const value = columns[cell];
    bits |= value;
    length += varintLength(value);
  }
  return bits === 0 && from > 0 ? 0 : length;
}

function fieldLength(field: number, length: number): number {
  return varintLength((field << 3) | 2) + varintLength(length) + length;
}

function writeFieldHead(out: Uint8Array, at: number, field: number, length: number): number {
  return writeVarint(out, writeVarint(out, at, (field << 3) | 2), length);
}

function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

function writeVarint(out: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest > 0x7f) {
    out[at] = (rest & 0x7f) | 0x80;
    at += 1;
    rest >>>= 7;
  }
  out[at] = rest;
  return at + 1;
}
