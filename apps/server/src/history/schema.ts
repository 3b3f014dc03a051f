import { flowTables } from './flow-tables.ts';
import { keyNames, mergedSums, SUMMED_TABLES, TIERS, type SummedTable, type Tier } from './tables.ts';

/** Blocks whose tokens a table remembers: with one batch in ten seconds more than a day. */
const REMEMBERED_BLOCKS = 10_000;
/** For what belongs to all tiers. */
const LONGEST_DAYS = TIERS[2].keptDays;
const DEDUPLICATION = `non_replicated_deduplication_window = ${REMEMBERED_BLOCKS}`;

export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

/**
 * Every version of the schema, oldest first; one is never changed after a release, a new one is added. Times of rows are
 * the start of their bucket.
 *
 *     batch ──► edges_10s ──► edges_1m ──► edges_1h        views that the engine fills, with the token of the batch
 *           ──► causes_10s, http_10s, dns_10s, heard_10s ──► ...
 *           ──► flows, flow_counts
 *           ──► vertices, gaps, policy_changes, batches
 */
export const MIGRATIONS: readonly Migration[] = [{ version: 1, statements: firstVersion() }];

export const NEWEST_VERSION = MIGRATIONS.at(-1)?.version ?? 0;

function firstVersion(): string[] {
  const statements: string[] = [];
  for (const table of SUMMED_TABLES) {
    for (const [index, tier] of TIERS.entries()) {
      statements.push(summedTable(table, tier));
      const finer = TIERS[index - 1];
      if (finer !== undefined) statements.push(rollUp(table, finer, tier));
    }
  }
  statements.push(
    `CREATE TABLE vertices (
       key String, seen_ms Int64 CODEC(DoubleDelta, ZSTD(1)),
       kind LowCardinality(String), cluster LowCardinality(String), namespace LowCardinality(String),
       workload LowCardinality(String), workload_kind LowCardinality(String), identity UInt32,
       labels Array(LowCardinality(String)), names Array(String), names_inferred UInt8, ip String
     ) ENGINE = ReplacingMergeTree ORDER BY (key, seen_ms) SETTINGS ${DEDUPLICATION}`,
    `CREATE TABLE gaps (
       from_ms Int64, to_ms Int64, what LowCardinality(String), why String
     ) ENGINE = MergeTree ORDER BY from_ms SETTINGS ${DEDUPLICATION}`,
    `CREATE TABLE policy_changes (
       at_ms Int64 CODEC(DoubleDelta, ZSTD(1)), node LowCardinality(String), policy LowCardinality(String),
       kind LowCardinality(String), revision UInt64, before UInt64
     ) ENGINE = MergeTree ORDER BY at_ms TTL toDateTime(intDiv(at_ms, 1000)) + INTERVAL ${LONGEST_DAYS} DAY
     SETTINGS ${DEDUPLICATION}`,
    `CREATE TABLE batches (
       number UInt64, id String, previous String, from_s UInt32, to_s UInt32, rows UInt64, flows UInt64, stored_ms Int64,
       digests Array(String)
     ) ENGINE = ReplacingMergeTree PARTITION BY toYYYYMM(toDateTime(from_s, 'UTC')) ORDER BY number
     TTL toDateTime(to_s, 'UTC') + INTERVAL ${LONGEST_DAYS} DAY SETTINGS ttl_only_drop_parts = 1, ${DEDUPLICATION}`,
    `CREATE TABLE kept_from (tier LowCardinality(String), from_s UInt32) ENGINE = MergeTree ORDER BY tier`,
    ...flowTables(DEDUPLICATION),
    `CREATE TABLE incidents (
       id String, changed_ms Int64, is_removed UInt8, head String
     ) ENGINE = ReplacingMergeTree(changed_ms) ORDER BY id`,
    `CREATE TABLE incident_parts (
       id String, part LowCardinality(String), chunk UInt32, version UInt8, data String CODEC(ZSTD(1))
     ) ENGINE = ReplacingMergeTree(version) ORDER BY (id, part, chunk)`,
  );
  return statements;
}

function summedTable(table: SummedTable, tier: Tier): string {
  const columns = [...table.keys, ...table.sums.map(({ name, type }) => `${name} ${type}`)];
  return `CREATE TABLE ${table.name}_${tier.name} (
    bucket DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
    ${columns.join(',\n    ')}
  ) ENGINE = AggregatingMergeTree PARTITION BY ${partition(tier)} ORDER BY (${['bucket', ...keyNames(table)].join(', ')})
  TTL bucket + INTERVAL ${tier.keptDays} DAY SETTINGS ttl_only_drop_parts = 1, ${DEDUPLICATION}`;
}

/** Whole partitions fall out by age; a table has at most about a hundred of them. */
function partition({ keptDays }: Tier): string {
  return keptDays > 100 ? 'toYYYYMM(bucket)' : 'toDate(bucket)';
}

function rollUp(table: SummedTable, from: Tier, to: Tier): string {
  const keys = ['bucket', ...keyNames(table)];
  const bucket = `toStartOfInterval(bucket, INTERVAL ${to.seconds} SECOND, 'UTC') AS bucket`;
  return `CREATE MATERIALIZED VIEW ${table.name}_${to.name}_of_${from.name} TO ${table.name}_${to.name} AS
    SELECT ${[bucket, ...keys.slice(1), ...mergedSums(table)].join(', ')}
    FROM ${table.name}_${from.name} GROUP BY ${keys.join(', ')}`;
}
