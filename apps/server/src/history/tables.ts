import { FIGURE } from '../aggregate/graph-view.ts';

/** How fine a table is, seconds, finest first, and for how long its rows are kept unless told otherwise. */
export const TIERS = [
  { name: '10s', seconds: 10, keptDays: 3 },
  { name: '1m', seconds: 60, keptDays: 90 },
  { name: '1h', seconds: 3600, keptDays: 403 },
] as const;

export interface Tier {
  readonly name: (typeof TIERS)[number]['name'];
  readonly seconds: number;
  readonly keptDays: number;
  /** Nothing of before this second is there, though it were to be kept. */
  readonly keptFrom?: number;
}

/** Columns of figures, in the order in which rows hold them. */
export const FIGURE_COLUMNS = (Object.keys(FIGURE) as (keyof typeof FIGURE)[])
  .toSorted((a, b) => FIGURE[a] - FIGURE[b])
  .map((name) => ({
    figure: FIGURE[name],
    column: name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  }));

/** What an edge is, in every table that has edges. */
export const EDGE_COLUMNS = [
  'source LowCardinality(String)',
  'destination LowCardinality(String)',
  'port UInt16',
  'protocol UInt8',
] as const;

/** A table that adds up: rows of one key may lie in several parts until they are merged, so readers always sum. */
export interface SummedTable {
  readonly name: string;
  /** Columns that make a row, beside the time. */
  readonly keys: readonly string[];
  readonly sums: readonly Sum[];
}

export interface Sum {
  readonly name: string;
  readonly type: string;
  /** The function that makes one of two. */
  readonly merge: 'sum' | 'min' | 'max' | 'sumMap' | 'maxMap';
}

/** Flows by verdict and attempts, for each edge. */
export const EDGES: SummedTable = {
  name: 'edges',
  keys: EDGE_COLUMNS,
  sums: [...FIGURE_COLUMNS.map(({ column }) => count(column)), first('first_ms'), last('last_ms')],
};

/** Why flows were denied or audited, and (kind `allowed`) which policies let them pass. */
export const CAUSES: SummedTable = {
  name: 'causes',
  keys: [
    ...EDGE_COLUMNS,
    'kind LowCardinality(String)',
    'drop_reason UInt32',
    'direction LowCardinality(String)',
    'policies Array(LowCardinality(String))',
  ],
  sums: [count('flows'), count('attempts'), first('first_ms'), last('last_ms')],
};

/**
 * HTTP requests by method and templated path. Codes and latencies are counted by number: status, and bucket of the sketch
 * that the live table has. What was told may be taken back later, so amounts below 0 are added as well.
 */
export const HTTP: SummedTable = {
  name: 'http',
  keys: [
    ...EDGE_COLUMNS,
    'method LowCardinality(String)',
    'path String CODEC(ZSTD(1))',
    'is_grpc UInt8',
    'is_other UInt8',
  ],
  sums: [
    change('denied'),
    numbered('statuses'),
    numbered('latencies'),
    { name: 'http_protocol', type: 'SimpleAggregateFunction(max, String)', merge: 'max' },
    first('first_ms'),
    last('last_ms'),
    last('last_denied_ms'),
  ],
};

/** DNS questions by name and type. Addresses are those that answers gave, with when they did last. */
export const DNS: SummedTable = {
  name: 'dns',
  keys: [...EDGE_COLUMNS, 'name String CODEC(ZSTD(1))', 'type LowCardinality(String)', 'is_other UInt8'],
  sums: [
    change('questions'),
    change('denied'),
    change('timeouts'),
    numbered('rcodes'),
    {
      name: 'addresses',
      type: 'SimpleAggregateFunction(maxMap, Map(String, UInt64)) CODEC(ZSTD(1))',
      merge: 'maxMap',
    },
    first('first_ms'),
    last('last_ms'),
  ],
};

/**
 * What was heard, of each node and (`of_all` 1, without a node) of all together. Messages of a node belong to the bucket
 * in which they arrived, or one or two after it. The rows of all have the figures of all edges, too, for the time strip.
 */
export const HEARD: SummedTable = {
  name: 'heard',
  keys: ['of_all UInt8', 'node LowCardinality(String)'],
  sums: [
    // Seconds that batches tell about; those of nodes that were known, and of those that were not heard.
    ...['covered', 'seconds', 'missing_seconds'].map(count),
    { name: 'most_missing', type: 'SimpleAggregateFunction(max, UInt64) CODEC(T64, ZSTD(1))', merge: 'max' },
    ...['lost_events', 'received', 'counted', 'duplicate', 'undecodable', 'shed'].map(count),
    numbered('lost_by_source'),
    ...FIGURE_COLUMNS.map(({ column }) => count(column)),
  ],
};

export const SUMMED_TABLES: readonly SummedTable[] = [EDGES, CAUSES, HTTP, DNS, HEARD];

/** Names of the columns that make a row, beside the time. */
export function keyNames({ keys }: SummedTable): readonly string[] {
  return keys.map((column) => column.slice(0, column.indexOf(' ')));
}

/** How rows of one key become one, in the order of `sums`. */
export function mergedSums({ sums }: SummedTable): readonly string[] {
  return sums.map(({ name, merge }) => `${merge}(${name}) AS ${name}`);
}

function count(name: string): Sum {
  return { name, type: 'SimpleAggregateFunction(sum, UInt64) CODEC(T64, ZSTD(1))', merge: 'sum' };
}

function change(name: string): Sum {
  return { name, type: 'SimpleAggregateFunction(sum, Int64) CODEC(T64, ZSTD(1))', merge: 'sum' };
}

function numbered(name: string): Sum {
  return { name, type: 'SimpleAggregateFunction(sumMap, Map(UInt16, Int64)) CODEC(ZSTD(1))', merge: 'sumMap' };
}

function first(name: string): Sum {
  return { name, type: 'SimpleAggregateFunction(min, Int64) CODEC(ZSTD(1))', merge: 'min' };
}

function last(name: string): Sum {
  return { name, type: 'SimpleAggregateFunction(max, Int64) CODEC(ZSTD(1))', merge: 'max' };
}
