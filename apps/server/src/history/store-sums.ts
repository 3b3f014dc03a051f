import type { ClickHouseClient } from '@clickhouse/client';
import { VERDICT_COUNT } from '../aggregate/graph-view.ts';
import { queryRows } from './query-rows.ts';
import { FIGURE_COLUMNS, TIERS } from './tables.ts';

/** Flows that one table of edges has in one hour. */
export interface HourSum {
  /** Name of the tier. */
  readonly tier: string;
  /** Second since 1970. */
  readonly hour: number;
  readonly flows: number;
}

/** Flows by hour, of every table of edges, from what it still holds on; for who checks a store. */
export async function readHourSums(client: ClickHouseClient): Promise<readonly HourSum[]> {
  const verdicts = FIGURE_COLUMNS.filter(({ figure }) => figure < VERDICT_COUNT).map(({ column }) => column);
  const selects = TIERS.map(
    ({ name }) =>
      `SELECT '${name}' AS tier, toUnixTimestamp(toStartOfHour(bucket)) AS hour, sum(${verdicts.join(' + ')}) AS flows
       FROM edges_${name} GROUP BY hour`,
  );
  const rows = await queryRows(client, `SELECT tier, hour, flows FROM (${selects.join(' UNION ALL ')}) ORDER BY hour`);
  return rows.map(([tier, hour, flows]) => ({ tier: String(tier), hour: Number(hour), flows: Number(flows) }));
}
