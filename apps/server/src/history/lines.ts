import type { TableRows } from './batch.ts';
import { keyNames, type SummedTable } from './tables.ts';

/** Rows of one table as they are written. */
export class Lines {
  readonly #table: string;
  readonly #columns: readonly string[];
  readonly #lines: string[] = [];

  constructor(table: string, columns: readonly string[]) {
    this.#table = table;
    this.#columns = columns;
  }

  add(values: readonly unknown[]): void {
    this.#lines.push(`${JSON.stringify(values)}\n`);
  }

  rows(): TableRows {
    return { table: this.#table, columns: this.#columns, rows: this.#lines.length, lines: this.#lines.join('') };
  }
}

/** Of the finest tier of a table. */
export function linesOf(table: SummedTable): Lines {
  return new Lines(`${table.name}_10s`, ['bucket', ...keyNames(table), ...table.sums.map(({ name }) => name)]);
}
