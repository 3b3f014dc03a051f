import { EDGE_COLUMNS } from './tables.ts';

/** Single flows, and what was written down of how many. */
export const FLOWS = 'flows';
export const FLOW_COUNTS = 'flow_counts';

/** Whole days fall out by age. */
export const FLOWS_KEPT_DAYS = 7;
const COUNTS_KEPT_DAYS = 90;

const COUNT = 'SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))';

/** In order of time: neighbours have much in common, and are packed well. The bytes are as `textOfBytes` writes them. */
export function flowTables(deduplication: string): readonly string[] {
  return [
    `CREATE TABLE ${FLOWS} (
       time_ms Int64 CODEC(DoubleDelta, ZSTD(1)), bucket UInt32 CODEC(DoubleDelta, ZSTD(1)),
       place UInt32 CODEC(DoubleDelta, ZSTD(1)),
       ${EDGE_COLUMNS.join(', ')},
       verdict UInt8, kept LowCardinality(String), one_in UInt32 CODEC(T64, ZSTD(1)),
       bytes String CODEC(ZSTD(3))
     ) ENGINE = MergeTree PARTITION BY toDate(fromUnixTimestamp64Milli(time_ms, 'UTC')) ORDER BY (time_ms, bucket, place)
     TTL toDateTime(intDiv(time_ms, 1000), 'UTC') + INTERVAL ${FLOWS_KEPT_DAYS} DAY
     SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024, ${deduplication}`,
    `CREATE TABLE ${FLOW_COUNTS} (
       bucket DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)), evidence ${COUNT}, over_cap ${COUNT}, sample ${COUNT},
       sample_of ${COUNT}
     ) ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(bucket) ORDER BY bucket
     TTL bucket + INTERVAL ${COUNTS_KEPT_DAYS} DAY SETTINGS ttl_only_drop_parts = 1, ${deduplication}`,
  ];
}
