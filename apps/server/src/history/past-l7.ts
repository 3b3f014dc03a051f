import type {
  DnsFigures,
  DnsRow,
  EdgeIndex,
  GraphView,
  HttpFigures,
  HttpLatency,
  HttpRow,
  L7View,
  VertexIndex,
} from '../aggregate/graph-view.ts';
import { LatencySketch } from '../aggregate/latency-sketch.ts';
import { searchDomainOf } from '../aggregate/search-domain.ts';
import type { EdgeName } from './graph-of-rows.ts';

/** An HTTP row of a range. */
export interface HttpPast extends EdgeName {
  readonly method: string;
  readonly path: string;
  readonly isGrpc: boolean;
  readonly isOther: boolean;
  readonly httpProtocol: string;
  readonly denied: number;
  readonly statusCodes: ReadonlyMap<number, number>;
  /** By bucket of a LatencySketch. */
  readonly latencies: ReadonlyMap<number, number>;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly lastDeniedMs: number;
}

/** A DNS row of a range. */
export interface DnsPast extends EdgeName {
  readonly name: string;
  readonly type: string;
  readonly isOther: boolean;
  readonly questions: number;
  readonly denied: number;
  readonly timeouts: number;
  readonly rcodes: ReadonlyMap<number, number>;
  /** The newest first. */
  readonly addresses: readonly { readonly address: string; readonly ttlSeconds: number; readonly lastSeenMs: number }[];
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** Addresses of a row that are told: as many as the living table has. */
const MAX_ADDRESSES = 16;
/** The name does not exist. */
const NXDOMAIN = 3;

/**
 * HTTP and DNS of a range of the past, for everything that reads the living tables: figures of rows are those of the
 * range, whichever part of it is asked for. Nothing is called new, for what was before the range was not looked at; raw
 * paths are not kept.
 */
export class PastL7 implements L7View {
  readonly foldedRoutes = 0;
  readonly foldedNames = 0;
  readonly listeningSinceMs = Infinity;
  readonly #http: readonly HttpRow[];
  readonly #dns: readonly DnsRow[];

  /** Rows of edges that `graph` does not have are left out. */
  constructor(graph: GraphView, http: readonly HttpPast[], dns: readonly DnsPast[]) {
    const edges = new Map<string, EdgeIndex>();
    for (let edge = 0; edge < graph.edges.size; edge += 1) edges.set(nameOf(graph, edge), edge);
    const edgeOf = (row: EdgeName): EdgeIndex | undefined => edges.get(keyOf(row));
    this.#http = http.flatMap((row) => withEdge(row, edgeOf(row), httpRow));
    const asked = namesByEdge(dns);
    this.#dns = dns.flatMap((row) =>
      withEdge(row, edgeOf(row), (told, edge) =>
        dnsRow(told, edge, graph.edges.source(edge), asked.get(keyOf(row)) ?? new Set()),
      ),
    );
  }

  httpRows(): Iterable<HttpRow> {
    return this.#http;
  }

  dnsRows(): Iterable<DnsRow> {
    return this.#dns;
  }
}

function withEdge<Row, Made>(row: Row, edge: EdgeIndex | undefined, make: (row: Row, edge: EdgeIndex) => Made): Made[] {
  return edge === undefined ? [] : [make(row, edge)];
}

function httpRow(told: HttpPast, edge: EdgeIndex): HttpRow {
  const { method, path, isGrpc, isOther, httpProtocol, denied, latencies } = told;
  const { firstSeenMs, lastSeenMs, lastDeniedMs } = told;
  const statusCodes = positive(told.statusCodes);
  const requests = [...statusCodes.values()].reduce((sum, count) => sum + count, denied);
  const figures: HttpFigures = { requests, denied, statusCodes, isKnown: true };
  return {
    edge,
    method,
    path,
    isGrpc,
    isOther,
    protocol: httpProtocol,
    firstSeenMs,
    lastSeenMs,
    lastDeniedMs,
    figures: () => figures,
    latency: (range) => latencyOf(latencies, range === undefined ? firstSeenMs : range.from * 1000),
    rawPaths: () => [],
  };
}

function latencyOf(latencies: ReadonlyMap<number, number>, sinceMs: number): HttpLatency {
  const sketch = new LatencySketch();
  for (const [bucket, count] of latencies) sketch.addTo(bucket, count);
  return {
    count: sketch.count,
    sinceMs,
    quantileMs: (q) => sketch.quantileMs(q),
    histogram: () => sketch.histogram(),
  };
}

function dnsRow(told: DnsPast, edge: EdgeIndex, client: VertexIndex, asked: ReadonlySet<string>): DnsRow {
  const { name, type, isOther, questions, denied, timeouts, firstSeenMs, lastSeenMs } = told;
  const rcodes = positive(told.rcodes);
  const answers = [...rcodes.values()].reduce((sum, count) => sum + count, 0);
  const figures: DnsFigures = { questions, answers, rcodes, denied, timeouts, isKnown: true };
  const isMeant = isOther || told.addresses.length > 0 || !rcodes.has(NXDOMAIN);
  return {
    edge,
    client,
    name,
    type,
    isOther,
    firstSeenMs,
    lastSeenMs,
    addresses: told.addresses.slice(0, MAX_ADDRESSES),
    ttlSeconds: told.addresses[0]?.ttlSeconds ?? 0,
    figures: () => figures,
    searchDomainOf: () => (isMeant ? '' : searchDomainOf(name, (other) => asked.has(other))),
  };
}

/** What was taken back is not there. */
function positive(counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  return new Map([...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b));
}

function namesByEdge(rows: readonly DnsPast[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = names.get(key);
    if (known === undefined) names.set(key, new Set([row.name]));
    else known.add(row.name);
  }
  return names;
}

function nameOf(graph: GraphView, edge: EdgeIndex): string {
  const { edges } = graph;
  const [source, destination] = [graph.vertex(edges.source(edge)).key, graph.vertex(edges.destination(edge)).key];
  return keyOf({ source, destination, port: edges.port(edge), protocol: edges.protocol(edge) });
}

function keyOf({ source, destination, port, protocol }: EdgeName): string {
  return `${source}\n${destination}\n${port}\n${protocol}`;
}
