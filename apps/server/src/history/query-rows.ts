import type { ClickHouseClient } from '@clickhouse/client';
import { text as textOf } from 'node:stream/consumers';

/** Nobody waits longer for an answer, and none takes more of the engine. */
const SETTINGS = 'max_execution_time = 10, max_memory_usage = 1500000000';

/** The rows that answer a statement, each as a list of its columns. */
export async function queryRows(
  client: ClickHouseClient,
  query: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<readonly (readonly unknown[])[]> {
  const answer = await client.query({
    query: `${query} SETTINGS ${SETTINGS}`,
    query_params: { ...parameters },
    format: 'JSONCompactEachRow',
  });
  return answer.json();
}

/**
 * The columns that answer a statement: far cheaper to read than rows where there are many. Numbers of 64 bits come as
 * numbers; `count` is how many columns there are, also when there are no rows.
 */
export async function queryColumns(
  client: ClickHouseClient,
  query: string,
  count: number,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<readonly (readonly unknown[])[]> {
  const { stream } = await client.exec({
    query: `${query} SETTINGS ${SETTINGS}, output_format_json_quote_64bit_integers = 0 FORMAT JSONCompactColumns`,
    query_params: { ...parameters },
  });
  const columns = JSON.parse(await textOf(stream)) as unknown[][];
  return Array.from({ length: count }, (_, column) => columns[column] ?? []);
}
