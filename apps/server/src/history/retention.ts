import type { ClickHouseClient } from '@clickhouse/client';
import { onCluster, type ClusterLayout } from './cluster-ddl.ts';
import { FLOW_COUNTS, FLOWS } from './flow-tables.ts';
import { queryRows } from './query-rows.ts';
import { TIERS, type Tier } from './tables.ts';

/** For how many days rows are kept, by what they are. */
export interface Retention {
  /** Single flows. */
  readonly raw: number;
  readonly '10s': number;
  readonly '1m': number;
  readonly '1h': number;
}

export const DEFAULT_RETENTION: Retention = {
  raw: 7,
  '10s': TIERS[0].keptDays,
  '1m': TIERS[1].keptDays,
  '1h': TIERS[2].keptDays,
};

/** What a store keeps. */
export interface Kept {
  readonly retention: Retention;
  readonly tiers: readonly Tier[];
}

/**
 * Brings the tables of a store to what is wanted now, and tells what they hold; without a wish they stay as they are.
 * What was dropped does not come back when more is kept from now on, so that is noted:
 *
 *     3 days ──► 10 days at noon       the fine tables hold nothing from before three days ago, for a week
 */
export async function applyRetention(
  client: ClickHouseClient,
  wanted: Retention | undefined,
  nowSeconds: number,
  layout?: ClusterLayout,
): Promise<Kept> {
  const tables = await readTimedTables(client);
  const retention: { -readonly [Kind in keyof Retention]: number } = { ...DEFAULT_RETENTION };
  for (const { kind, days } of tables) retention[kind] = days;
  if (wanted !== undefined) {
    const changed = tables.filter(({ kind, days }) => days !== wanted[kind]);
    for (const kind of new Set(changed.map((table) => table.kind))) {
      const days = retention[kind];
      if (days >= wanted[kind]) continue;
      const from = nowSeconds - days * DAY_SECONDS;
      await client.command({
        query: `INSERT INTO kept_from (tier, from_s) SETTINGS distributed_foreground_insert = 1 VALUES ('${kind}', ${from})`,
      });
    }
    for (const { table, kind, time } of changed) {
      const statement = `ALTER TABLE ${table} MODIFY TTL ${time} + toIntervalDay(${wanted[kind]})`;
      for (const query of layout === undefined ? [statement] : onCluster(statement, layout)) {
        await client.command({ query });
      }
    }
    Object.assign(retention, wanted);
  }
  const keptFrom = await readKeptFrom(client);
  const tiers = TIERS.map((tier): Tier => {
    const { name } = tier;
    return { ...tier, keptDays: retention[name], keptFrom: keptFrom.get(name) ?? 0 };
  });
  return { retention, tiers };
}

interface TimedTable {
  readonly table: string;
  readonly kind: keyof Retention;
  /** The expression that says when a row is of. */
  readonly time: string;
  readonly days: number;
}

async function readTimedTables(client: ClickHouseClient): Promise<readonly TimedTable[]> {
  const rows = await queryRows(
    client,
    `SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() AND engine_full LIKE '%TTL%'
     ORDER BY name`,
  );
  return rows.flatMap(([name, engine]) => {
    const table = String(name).replace(/_local$/, '');
    const kind = kindOf(table);
    const [, time, days] = /\bTTL (.+?) \+ toIntervalDay\((\d+)\)/.exec(String(engine)) ?? [];
    return kind === undefined || time === undefined ? [] : [{ table, kind, time, days: Number(days) }];
  });
}

async function readKeptFrom(client: ClickHouseClient): Promise<ReadonlyMap<string, number>> {
  const rows = await queryRows(client, 'SELECT tier, max(from_s) FROM kept_from GROUP BY tier');
  return new Map(rows.map(([tier, from]) => [String(tier), Number(from)]));
}

/** What says about batches and policies is kept as long as figures are. */
function kindOf(table: string): keyof Retention | undefined {
  if (table === FLOWS) return 'raw';
  if (table === FLOW_COUNTS) return '1m';
  if (table === 'batches' || table === 'policy_changes') return '1h';
  return TIERS.find(({ name }) => table.endsWith(`_${name}`))?.name;
}

const DAY_SECONDS = 86_400;
