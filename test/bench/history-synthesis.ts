/** Edges that all have flows in every bucket: the worst that a history of this size can be. */
export const SYNTHETIC_EDGES = 10_000;
const WORKLOADS = 3000;

const HOUR = 3600;
const DAY = 86_400;

interface Reach {
  readonly table: string;
  readonly seconds: number;
  /** Before now: from so long ago, for so long. */
  readonly stretches: readonly (readonly [agoSeconds: number, seconds: number])[];
}

/**
 * What is made of each table: as a server would have that ran for 30 days. Of the fine tables only what ranges of the
 * bench begin and end in, for rows of other times cost their disk only.
 */
const REACH: readonly Reach[] = [
  { table: 'edges_1h', seconds: HOUR, stretches: [[30 * DAY, 30 * DAY]] },
  {
    table: 'edges_1m',
    seconds: 60,
    stretches: [
      [30 * DAY, 2 * HOUR],
      [26 * HOUR, 3 * HOUR],
      [2 * HOUR, 2 * HOUR],
    ],
  },
  {
    table: 'edges_10s',
    seconds: 10,
    stretches: [
      [24 * HOUR + 1800, 900],
      [HOUR, HOUR],
    ],
  },
];

/** Statements that fill a store with 30 days of 10,000 edges; each part makes about a million rows inside the engine. */
export function* synthesis(nowSeconds: number): Iterable<string> {
  yield `INSERT INTO vertices SELECT concat('bench/', toString(number)), 1, 'workload', 'bench',
    concat('ns-', toString(number % 40)), concat('workload-', toString(number)), 'Deployment', number,
    [concat('k8s:app=workload-', toString(number))], [], 0, '' FROM numbers(${WORKLOADS})`;
  const step = Math.floor(1_000_000 / SYNTHETIC_EDGES);
  for (const { table, seconds, stretches } of REACH) {
    for (const [ago, length] of stretches) {
      const start = nowSeconds - ago - ((nowSeconds - ago) % seconds);
      const buckets = Math.floor(length / seconds);
      for (let from = 0; from < buckets; from += step) {
        yield insertBuckets(table, start + from * seconds, seconds, Math.min(step, buckets - from));
      }
    }
  }
}

function insertBuckets(table: string, from: number, seconds: number, buckets: number): string {
  const scale = seconds / 10;
  return `INSERT INTO ${table} (bucket, source, destination, port, protocol, forwarded, dropped, connections,
      denied_attempts, first_ms, last_ms)
    SELECT toDateTime(${from} + intDiv(number, ${SYNTHETIC_EDGES}) * ${seconds}, 'UTC') AS at,
      concat('bench/', toString(number % ${SYNTHETIC_EDGES} * 7919 % ${WORKLOADS})),
      concat('bench/', toString(number % ${SYNTHETIC_EDGES} % ${WORKLOADS})),
      8000 + intDiv(number % ${SYNTHETIC_EDGES}, ${WORKLOADS}), 1,
      ${scale} * (10 + rand() % 90), if(number % 50 = 0, ${scale} * (rand() % 10), 0), ${scale} * (rand() % 20),
      if(number % 50 = 0, ${scale} * (rand() % 5), 0),
      toInt64(toUnixTimestamp(at)) * 1000, toInt64(toUnixTimestamp(at) + ${seconds}) * 1000 - 1
    FROM numbers(${buckets * SYNTHETIC_EDGES})`;
}
