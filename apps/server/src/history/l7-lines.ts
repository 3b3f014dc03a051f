import type { DnsCounts, EdgeIndex, GraphView, HttpCounts } from '../aggregate/graph-view.ts';
import { edgeKey } from './edge-key.ts';
import { linesOf, type Lines } from './lines.ts';
import { DNS, HTTP } from './tables.ts';

const ROWS_PER_STEP = 32;
const BUCKET_SECONDS = 10;

/** Counts of HTTP rows as rows of `http_10s`. */
export function* httpLines(graph: GraphView, counts: Iterable<HttpCounts>): Generator<undefined, Lines, undefined> {
  const lines = linesOf(HTTP);
  let rows = 0;
  for (const { row, second, denied, statusCodes, latencies } of counts) {
    const { method, path, isGrpc, isOther, protocol } = row;
    const name = [method, path, isGrpc ? 1 : 0, isOther ? 1 : 0];
    const sums = [denied, Object.fromEntries(statusCodes), Object.fromEntries(latencies), protocol];
    const endMs = (second + BUCKET_SECONDS) * 1000 - 1;
    const lastDeniedMs = denied > 0 ? Math.min(row.lastDeniedMs, endMs) : 0;
    lines.add([...head(graph, row.edge, second), ...name, ...sums, ...times(row, endMs), Math.floor(lastDeniedMs)]);
    rows += 1;
    if (rows % ROWS_PER_STEP === 0) yield;
  }
  return lines;
}

/** Counts of DNS rows as rows of `dns_10s`. Addresses of a row are told again when it has others, and once an hour. */
export class DnsLines {
  /** By row: what was told of it. Rows that left the table are forgotten with it. */
  readonly #told = new WeakMap<object, { readonly hour: number; readonly addresses: string }>();

  *of(graph: GraphView, counts: Iterable<DnsCounts>): Generator<undefined, Lines, undefined> {
    const lines = linesOf(DNS);
    let rows = 0;
    for (const { row, second, questions, denied, timeouts, rcodes } of counts) {
      const name = [row.name, row.type, row.isOther ? 1 : 0];
      const sums = [questions, denied, timeouts, Object.fromEntries(rcodes), this.#addresses(row, second)];
      const endMs = (second + BUCKET_SECONDS) * 1000 - 1;
      lines.add([...head(graph, row.edge, second), ...name, ...sums, ...times(row, endMs)]);
      rows += 1;
      if (rows % ROWS_PER_STEP === 0) yield;
    }
    return lines;
  }

  #addresses(row: DnsCounts['row'], second: number): Readonly<Record<string, number>> {
    const addresses = row.addresses.map(({ address }) => address).join(' ');
    const hour = Math.floor(second / 3600);
    const told = this.#told.get(row);
    if (addresses === '' || (told?.hour === hour && told.addresses === addresses)) return {};
    this.#told.set(row, { hour, addresses });
    return Object.fromEntries(
      row.addresses.map(({ address, ttlSeconds, lastSeenMs }) => [address, packAddress(lastSeenMs, ttlSeconds)]),
    );
  }
}

/** More than 24 days is told as that: a number is exact up to 2^53, of which the second takes 32 bits. */
const MAX_TTL_SECONDS = 2 ** 21 - 1;
const TTL_ROOM = MAX_TTL_SECONDS + 1;

/** One number of when an address was given last and its time to live, of which the later is the larger. */
export function packAddress(lastSeenMs: number, ttlSeconds: number): number {
  return Math.floor(lastSeenMs / 1000) * TTL_ROOM + Math.min(ttlSeconds, MAX_TTL_SECONDS);
}

export function unpackAddress(packed: number): { readonly lastSeenMs: number; readonly ttlSeconds: number } {
  return { lastSeenMs: Math.floor(packed / TTL_ROOM) * 1000, ttlSeconds: packed % TTL_ROOM };
}

function head(graph: GraphView, edge: EdgeIndex, second: number): readonly (string | number)[] {
  return [second, ...edgeKey(graph, edge)];
}

/** Of the bucket, as far as it reaches back. */
function times(
  { firstSeenMs, lastSeenMs }: { readonly firstSeenMs: number; readonly lastSeenMs: number },
  endMs: number,
): readonly [first: number, last: number] {
  const lastMs = Math.floor(Math.min(lastSeenMs, endMs));
  return [Math.floor(Math.min(firstSeenMs, lastMs)), lastMs];
}
