import type { ClickHouseClient } from '@clickhouse/client';
import { onCluster, type ClusterLayout } from './cluster-ddl.ts';
import { MIGRATIONS, NEWEST_VERSION } from './schema.ts';

/** The tables are of a newer program: this one must not touch them, and trying again is of no use. */
export class NewerSchemaError extends Error {
  constructor(found: number) {
    super(
      `the store was written by a newer Orrery: its tables have version ${found}, this program knows ${NEWEST_VERSION}; ` +
        'run the newer program, or choose another store',
    );
  }
}

/** Brings the tables of a store to the newest version; on a cluster, those of all its servers. */
export async function migrate(client: ClickHouseClient, layout?: ClusterLayout): Promise<void> {
  const run = async (statement: string): Promise<void> => {
    const queries = layout === undefined ? [repeatable(statement)] : onCluster(statement, layout);
    for (const query of queries) await client.command({ query });
  };
  await run('CREATE TABLE schema_version (version UInt32) ENGINE = ReplacingMergeTree ORDER BY version');
  const found = await versionOf(client);
  if (found > NEWEST_VERSION) throw new NewerSchemaError(found);
  for (const { version, statements } of MIGRATIONS) {
    if (version <= found) continue;
    // A program that ended in between left some of them: the statements can be run again.
    for (const statement of statements) await run(statement);
    await client.command({
      query: `INSERT INTO schema_version (version) SETTINGS distributed_foreground_insert = 1 VALUES (${version})`,
    });
  }
}

async function versionOf(client: ClickHouseClient): Promise<number> {
  const answer = await client.query({
    query: 'SELECT max(version) AS version FROM schema_version',
    format: 'JSONEachRow',
  });
  const [row] = await answer.json<{ version: unknown }>();
  return Number(row?.version ?? 0);
}

function repeatable(statement: string): string {
  return statement.replace(/^CREATE (TABLE|MATERIALIZED VIEW) /, 'CREATE $1 IF NOT EXISTS ');
}
