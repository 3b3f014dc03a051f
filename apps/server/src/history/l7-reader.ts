import type { ClickHouseClient } from '@clickhouse/client';
import { conditionOf, type EdgeScope } from './edge-scope.ts';
import { unpackAddress } from './l7-lines.ts';
import type { DnsPast, HttpPast } from './past-l7.ts';
import { queryRows } from './query-rows.ts';
import type { Stretch } from './range-plan.ts';
import { summedOver } from './summed-over.ts';
import { DNS, HTTP } from './tables.ts';

export async function readHttp(
  client: ClickHouseClient,
  plan: readonly Stretch[],
  scope: EdgeScope,
): Promise<readonly HttpPast[]> {
  const { which, parameters } = conditionOf(scope);
  return (await queryRows(client, summedOver(HTTP, plan, which), parameters)).map(httpPastOf);
}

export async function readDns(
  client: ClickHouseClient,
  plan: readonly Stretch[],
  scope: EdgeScope,
): Promise<readonly DnsPast[]> {
  const { which, parameters } = conditionOf(scope);
  return (await queryRows(client, summedOver(DNS, plan, which), parameters)).map(dnsPastOf);
}

/** Keys and sums of HTTP, in the order of the table. */
export function httpPastOf(row: readonly unknown[]): HttpPast {
  const [source, destination, port, protocol, method, path, isGrpc, isOther, denied, statuses, latencies, ...rest] =
    row as HttpTuple;
  const [httpProtocol, firstMs, lastMs, lastDeniedMs] = rest;
  return {
    source,
    destination,
    port,
    protocol,
    method,
    path,
    isGrpc: isGrpc !== 0,
    isOther: isOther !== 0,
    httpProtocol,
    denied: Number(denied),
    statusCodes: numbered(statuses),
    latencies: numbered(latencies),
    firstSeenMs: Number(firstMs),
    lastSeenMs: Number(lastMs),
    lastDeniedMs: Number(lastDeniedMs),
  };
}

type HttpTuple = readonly [
  source: string,
  destination: string,
  port: number,
  protocol: number,
  method: string,
  path: string,
  isGrpc: number,
  isOther: number,
  denied: unknown,
  statuses: Counts,
  latencies: Counts,
  httpProtocol: string,
  firstMs: unknown,
  lastMs: unknown,
  lastDeniedMs: unknown,
];

/** Keys and sums of DNS, in the order of the table. */
export function dnsPastOf(row: readonly unknown[]): DnsPast {
  const [source, destination, port, protocol, name, type, isOther, questions, denied, timeouts, rcodes, ...rest] =
    row as DnsTuple;
  const [addresses, firstMs, lastMs] = rest;
  return {
    source,
    destination,
    port,
    protocol,
    name,
    type,
    isOther: isOther !== 0,
    questions: Number(questions),
    denied: Number(denied),
    timeouts: Number(timeouts),
    rcodes: numbered(rcodes),
    addresses: Object.entries(addresses)
      .map(([address, packed]) => ({ address, ...unpackAddress(Number(packed)) }))
      .toSorted((a, b) => b.lastSeenMs - a.lastSeenMs),
    firstSeenMs: Number(firstMs),
    lastSeenMs: Number(lastMs),
  };
}

type DnsTuple = readonly [
  source: string,
  destination: string,
  port: number,
  protocol: number,
  name: string,
  type: string,
  isOther: number,
  questions: unknown,
  denied: unknown,
  timeouts: unknown,
  rcodes: Counts,
  addresses: Counts,
  firstMs: unknown,
  lastMs: unknown,
];

/** Counts by number or text, as rows of JSON have them. */
type Counts = Readonly<Record<string, unknown>>;

function numbered(counts: Counts): ReadonlyMap<number, number> {
  return new Map(Object.entries(counts).map(([key, count]) => [Number(key), Number(count)]));
}
