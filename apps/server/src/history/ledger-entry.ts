import type { ClickHouseClient } from '@clickhouse/client';
import type { SecondRange } from '../aggregate/graph-view.ts';

/** One batch as the store noted it: a link of the chain. */
export interface LedgerEntry {
  readonly number: number;
  readonly id: string;
  /** Id of the batch before it. */
  readonly previous: string;
  /** Half-open, seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly flows: number;
  /** Of its tables: with them its id can be made again. */
  readonly digests: readonly string[];
}

const PAGE = 5000;

/** The batches of a range in their order; those whose time touches it. */
export async function* readLedger(
  ask: <T>(question: (client: ClickHouseClient) => Promise<T>) => Promise<T>,
  { from, to }: SecondRange,
): AsyncGenerator<LedgerEntry> {
  let after = -1;
  for (;;) {
    const rows = await ask(async (client) => {
      const answer = await client.query({
        query: `SELECT number, any(id), any(previous), any(from_s), any(to_s), any(rows), any(flows),
          any(digests) FROM batches
          WHERE number > {after:Int64} AND from_s < {to:UInt32} AND to_s > {from:UInt32}
          GROUP BY number ORDER BY number LIMIT ${PAGE} SETTINGS max_execution_time = 30`,
        query_params: { after, from, to },
        format: 'JSONCompactEachRow',
      });
      return answer.json<LedgerRow>();
    });
    for (const [number, id, previous, fromSecond, toSecond, rowCount, flows, digests] of rows) {
      after = Number(number);
      const counts = { rows: Number(rowCount), flows: Number(flows) };
      yield { number: after, id, previous, from: Number(fromSecond), to: Number(toSecond), ...counts, digests };
    }
    if (rows.length < PAGE) return;
  }
}

type LedgerRow = readonly [
  number: unknown,
  id: string,
  previous: string,
  from: unknown,
  to: unknown,
  rows: unknown,
  flows: unknown,
  digests: readonly string[],
];
