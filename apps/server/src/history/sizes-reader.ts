import type { ClickHouseClient } from '@clickhouse/client';
import type { ClusterLayout } from './cluster-ddl.ts';
import { FLOW_COUNTS, FLOWS } from './flow-tables.ts';
import { queryRows } from './query-rows.ts';
import type { Retention } from './retention.ts';
import type { TierSize } from './storage-sizes.ts';
import { TIERS } from './tables.ts';

/** Of all tables, added up by tier: raw, the finest, ..., the rest. */
export async function readSizes(
  client: ClickHouseClient,
  retention: Retention,
  layout?: ClusterLayout,
): Promise<readonly TierSize[]> {
  const parts = layout === undefined ? 'system.parts' : `cluster('${layout.cluster}', system.parts)`;
  const rows = await queryRows(
    client,
    `SELECT table, sum(rows), sum(bytes_on_disk), toUnixTimestamp(minIf(min_time, min_time > 0)) FROM ${parts}
     WHERE active AND database = currentDatabase() GROUP BY table`,
  );
  const sizes = new Map<string, TierSize>();
  for (const { name, seconds, keptDays } of kinds(retention)) {
    sizes.set(name, { name, seconds, keptDays, rows: 0, bytes: 0, oldest: undefined });
  }
  for (const [table, ...figures] of rows) {
    const [count = 0, bytes = 0, oldest = 0] = figures.map(Number);
    const name = kindOf(String(table).replace(/_local$/, ''));
    const size = sizes.get(name);
    if (size === undefined) continue;
    const first = oldest > 0 ? Math.min(oldest, size.oldest ?? oldest) : size.oldest;
    sizes.set(name, { ...size, rows: size.rows + count, bytes: size.bytes + bytes, oldest: first });
  }
  return [...sizes.values()];
}

function kinds(retention: Retention): readonly Pick<TierSize, 'name' | 'seconds' | 'keptDays'>[] {
  return [
    { name: 'raw', seconds: 0, keptDays: retention.raw },
    ...TIERS.map(({ name, seconds }) => ({ name, seconds, keptDays: retention[name] })),
    { name: 'rest', seconds: 0, keptDays: undefined },
  ];
}

function kindOf(table: string): string {
  if (table === FLOWS || table === FLOW_COUNTS) return 'raw';
  return TIERS.find(({ name }) => table.endsWith(`_${name}`))?.name ?? 'rest';
}
