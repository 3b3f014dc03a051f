import { expect, test } from 'vitest';
import { onCluster } from './cluster-ddl.ts';
import { MIGRATIONS } from './schema.ts';

const LAYOUT = { cluster: 'prod' };

const statements = MIGRATIONS.flatMap((migration) => migration.statements);
const written = statements.flatMap((statement) => onCluster(statement, LAYOUT));

test('[HIST-56] on a cluster each table is a replicated one on every server, and a distributed one with the name that is used', () => {
  const [local = '', distributed = ''] = onCluster(
    `CREATE TABLE edges_1m (bucket DateTime, source LowCardinality(String), n UInt64)
     ENGINE = AggregatingMergeTree ORDER BY (bucket, source) SETTINGS non_replicated_deduplication_window = 10000`,
    LAYOUT,
  );
  expect(local).toMatch(/^CREATE TABLE IF NOT EXISTS edges_1m_local ON CLUSTER 'prod' \(/);
  expect(local).toContain(
    "ENGINE = ReplicatedAggregatingMergeTree('/clickhouse/tables/{database}/edges_1m/{shard}', '{replica}')",
  );
  expect(local).toContain('replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800');
  expect(local).not.toContain('non_replicated');
  expect(distributed).toMatch(/^CREATE TABLE IF NOT EXISTS edges_1m ON CLUSTER 'prod' AS edges_1m_local/);
  expect(distributed).toContain(
    "Distributed('prod', currentDatabase(), 'edges_1m_local', cityHash64(source, destination))",
  );
});

test('[HIST-56] an engine keeps its own parameters behind the replica, and what has no edge is sharded by its key or not at all', () => {
  const shards = (statement: string): string =>
    /, ([^,]*(?:\([^)]*\))?)\)$/.exec(onCluster(statement, LAYOUT)[1] ?? '')?.[1] ?? '';
  const incidents = 'CREATE TABLE incidents (id String, at Int64) ENGINE = ReplacingMergeTree(at) ORDER BY id';
  expect(onCluster(incidents, LAYOUT)[0]).toContain("/incidents/{shard}', '{replica}', at)");
  expect(shards(incidents)).toBe('cityHash64(id)');
  expect(shards('CREATE TABLE gaps (from_ms Int64, why String) ENGINE = MergeTree ORDER BY from_ms')).toBe('0');
});

test('[HIST-56] a view reads and feeds the tables of its own server', () => {
  expect(
    onCluster('CREATE MATERIALIZED VIEW v TO edges_1h AS SELECT bucket, sum(n) FROM edges_1m GROUP BY bucket', LAYOUT),
  ).toEqual([
    "CREATE MATERIALIZED VIEW IF NOT EXISTS v ON CLUSTER 'prod' TO edges_1h_local AS " +
      'SELECT bucket, sum(n) FROM edges_1m_local GROUP BY bucket',
  ]);
  expect(onCluster('ALTER TABLE edges_1h MODIFY TTL bucket + INTERVAL 9 DAY', LAYOUT)).toEqual([
    "ALTER TABLE edges_1h_local ON CLUSTER 'prod' MODIFY TTL bucket + INTERVAL 9 DAY",
  ]);
});

test('[HIST-56] every statement of the schema can be written for a cluster, and nothing in it is for one server only', () => {
  expect(written.length).toBeGreaterThan(statements.length);
  for (const statement of written) {
    expect(statement).toContain("ON CLUSTER 'prod'");
    expect(statement).not.toMatch(/non_replicated|ENGINE = (?!Replicated|Distributed)/);
  }
  const tables = statements.filter((statement) => statement.startsWith('CREATE TABLE ')).length;
  expect(written.filter((statement) => /ENGINE = Replicated/.test(statement))).toHaveLength(tables);
  expect(written.filter((statement) => /ENGINE = Distributed/.test(statement))).toHaveLength(tables);
});
