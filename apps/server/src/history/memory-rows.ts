import type { Cause } from '../aggregate/graph-view.ts';
import { FIGURE_COUNT } from '../aggregate/graph-view.ts';
import type { CauseRow, EdgeName } from './graph-of-rows.ts';
import type { MemoryRow } from './memory-table.ts';

export type CauseName = EdgeName & Pick<Cause, 'dropReason' | 'direction' | 'policies'> & Pick<CauseRow, 'kind'>;

/** A row as it was written, until its key is known. */
export interface TableRow extends MemoryRow {
  readonly of: readonly unknown[];
}

const EDGE_KEYS = 5;
const CAUSE_KEYS = 9;

export function edgeRowOf(row: readonly unknown[]): TableRow {
  return rowOf(row, EDGE_KEYS, FIGURE_COUNT);
}

export function causeRowOf(row: readonly unknown[]): TableRow {
  return rowOf(row, CAUSE_KEYS, 2);
}

/** The bucket and what makes the key, so many figures, first, last. */
function rowOf(row: readonly unknown[], keys: number, figures: number): TableRow {
  const numbers = row.slice(keys, keys + figures + 2) as number[];
  return {
    bucket: row[0] as number,
    name: JSON.stringify(row.slice(1, keys)),
    figures: numbers.slice(0, figures),
    firstMs: numbers[figures] ?? 0,
    lastMs: numbers[figures + 1] ?? 0,
    of: row,
  };
}

export function edgeOf(row: readonly unknown[]): EdgeName {
  const [, source, destination, port, protocol] = row as [number, string, string, number, number];
  return { source, destination, port, protocol };
}

export function causeOf(row: readonly unknown[]): CauseName {
  const [kind, dropReason, direction, policies] = row.slice(EDGE_KEYS) as [
    CauseName['kind'],
    number,
    CauseName['direction'],
    string[],
  ];
  return { ...edgeOf(row), kind, dropReason, direction, policies };
}

const LINES_PER_STEP = 256;

/** Lines of a table, some at a time. */
export function* parsed(lines: string): Generator<readonly (readonly unknown[])[], void, undefined> {
  let rows: unknown[][] = [];
  for (let from = 0; from < lines.length;) {
    const end = lines.indexOf('\n', from);
    rows.push(JSON.parse(lines.slice(from, end)) as unknown[]);
    from = end + 1;
    if (rows.length < LINES_PER_STEP && from < lines.length) continue;
    yield rows;
    rows = [];
  }
}
