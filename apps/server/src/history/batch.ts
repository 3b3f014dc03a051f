import { createHash } from 'node:crypto';

/** Rows of one table, each a line of JSON: the values in the order of `columns`. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly lines: string;
}

/** A table of a batch. `lines` is '' where it was left out later; its digest still tells what it was. */
export interface LinkedTable extends TableRows {
  /** SHA-256 over the name, the columns and the lines. */
  readonly digest: string;
  readonly isLeftOut: boolean;
}

/** What belongs to one stretch of time, written together. */
export interface Batch {
  /** Grows by one from batch to batch of a store. */
  readonly number: number;
  /** Names this batch by what was in it and by all before it. */
  readonly id: string;
  readonly previous: string;
  /** Half-open, seconds since 1970. What came late is of times before. */
  readonly from: number;
  readonly to: number;
  readonly flows: number;
  readonly tables: readonly LinkedTable[];
}

export interface BatchContent extends Pick<Batch, 'from' | 'to' | 'flows'> {
  readonly tables: readonly TableRows[];
}

/** What an id is made of: whoever has these of every batch can tell whether the chain fits. */
export interface BatchLink extends Pick<Batch, 'number' | 'previous' | 'from' | 'to' | 'flows'> {
  /** Of its tables, in their order, those that were left out as well. */
  readonly digests: readonly string[];
}

export function batchId({ number, previous, from, to, flows, digests }: BatchLink): string {
  return sha256(JSON.stringify([number, previous, from, to, flows, digests]));
}

/** The next link of the chain. */
export function linkBatch(content: BatchContent, number: number, previous: string): Batch {
  const { from, to, flows } = content;
  const tables = content.tables.map((table): LinkedTable => ({ ...table, digest: digestOf(table), isLeftOut: false }));
  const id = batchId({ number, previous, from, to, flows, digests: digestsOf({ tables }) });
  return { number, id, previous, from, to, flows, tables };
}

export function digestsOf({ tables }: Pick<Batch, 'tables'>): readonly string[] {
  return tables.map(({ digest }) => digest);
}

/** Rows that are there. */
export function rowsOf({ tables }: Pick<Batch, 'tables'>): number {
  return tables.reduce((sum, { rows, isLeftOut }) => sum + (isLeftOut ? 0 : rows), 0);
}

/** The same batch, by the same id, without the rows of one table. */
export function withoutTable(batch: Batch, name: string): Batch {
  const tables = batch.tables.map((table) => (table.table === name ? { ...table, lines: '', isLeftOut: true } : table));
  return { ...batch, tables };
}

/** One file: a line that says what follows, then the lines of the tables. */
export function formatBatch(batch: Batch): string {
  const head = { ...batch, tables: batch.tables.map(({ lines: _, ...table }) => table) };
  return `${JSON.stringify(head)}\n${batch.tables.map(({ lines }) => lines).join('')}`;
}

/** Undefined for a file that was not written to its end, or was changed: something in it has another digest. */
export function parseBatch(text: string): Batch | undefined {
  const headEnd = text.indexOf('\n');
  try {
    const head = JSON.parse(text.slice(0, headEnd)) as Omit<Batch, 'tables'> & { tables: Omit<LinkedTable, 'lines'>[] };
    let at = headEnd + 1;
    const tables = head.tables.map((table): LinkedTable => {
      const from = at;
      for (let row = 0; row < table.rows && !table.isLeftOut; row += 1) at = text.indexOf('\n', at) + 1;
      return { ...table, lines: text.slice(from, at) };
    });
    const batch: Batch = { ...head, tables };
    const fits = tables.every((table) => table.isLeftOut || table.digest === digestOf(table));
    const isWhole = fits && batchId({ ...batch, digests: digestsOf(batch) }) === batch.id;
    return isWhole && at === text.length ? batch : undefined;
  } catch {
    return undefined;
  }
}

function digestOf({ table, columns, rows, lines }: TableRows): string {
  return sha256(`${JSON.stringify([table, columns, rows])}\n${lines}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
