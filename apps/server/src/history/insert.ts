import type { ClickHouseClient } from '@clickhouse/client';
import { Readable } from 'node:stream';
import { digestsOf, rowsOf, type Batch, type TableRows } from './batch.ts';

/** Rows at once; a batch of more is several inserts, each with a token of its own. */
const ROWS_PER_INSERT = 50_000;

/**
 * Writes a batch, every table of it, and notes it in the ledger. Can be done again as often as it takes: a token names
 * what is written, and the store drops what it has seen, in the tables that it rolls up to as well.
 */
export async function insertBatch(client: ClickHouseClient, batch: Batch, nowMs: number): Promise<void> {
  for (const table of batch.tables.filter(({ isLeftOut }) => !isLeftOut)) {
    for (const [part, lines] of partsOf(table).entries()) {
      await insertLines(client, table, `${batch.id}:${table.table}:${part}`, lines);
    }
  }
  const { number, id, previous, from, to, flows } = batch;
  const columns = ['number', 'id', 'previous', 'from_s', 'to_s', 'rows', 'flows', 'stored_ms', 'digests'];
  const row = `${JSON.stringify([number, id, previous, from, to, rowsOf(batch), flows, nowMs, digestsOf(batch)])}\n`;
  await insertLines(client, { table: 'batches', columns }, `${id}:batches`, row);
}

async function insertLines(
  client: ClickHouseClient,
  { table, columns }: Pick<TableRows, 'table' | 'columns'>,
  token: string,
  lines: string,
): Promise<void> {
  const settings = [
    'async_insert = 0',
    // Where the table is distributed: acknowledged by the servers that hold it.
    'distributed_foreground_insert = 1',
    'insert_deduplicate = 1',
    'deduplicate_blocks_in_dependent_materialized_views = 1',
    // Of hexadecimal digits and names of tables.
    `insert_deduplication_token = '${token}'`,
  ];
  const query = `INSERT INTO ${table} (${columns.join(', ')}) SETTINGS ${settings.join(', ')} FORMAT JSONCompactEachRow`;
  const { stream } = await client.exec({ query, values: Readable.from([lines], { objectMode: false }) });
  for await (const _ of stream) {
    // The answer is empty; it has to be read to its end before the connection can be used again.
  }
}

function partsOf({ rows, lines }: TableRows): readonly string[] {
  if (rows <= ROWS_PER_INSERT) return [lines];
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  for (let row = 1; row <= rows; row += 1) {
    at = lines.indexOf('\n', at) + 1;
    if (row % ROWS_PER_INSERT !== 0 && row !== rows) continue;
    parts.push(lines.slice(from, at));
    from = at;
  }
  return parts;
}
