import { protocolName } from '@orrery/flow/hubble-names';
import type { Query } from '@orrery/query/ast';
import { dnsRowFilter, httpRowFilter } from '@orrery/query/match-row';
import type { EdgeIndex, GraphView, L7View } from '../aggregate/graph-view.ts';
import { edgeFacts } from '../publish/filter-answers.ts';
import { Breath } from './breath.ts';
import { csvLine } from './csv.ts';
import { timeText } from './edge-rows.ts';

const EDGE_HEAD = ['source', 'destination', 'port', 'protocol'];
const HTTP_HEAD = ['method', 'path', 'http_protocol', 'requests', 'denied', 'status_codes'];
const LATENCY_HEAD = ['latency_ms_p50', 'latency_ms_p95', 'latency_ms_p99', 'latencies'];
const DNS_HEAD = ['name', 'type', 'questions', 'answers', 'rcodes', 'denied', 'timeouts', 'addresses'];
const SEEN_HEAD = ['first_seen', 'last_seen'];

/** `http.csv`: one line for a method and a path on an edge. Counts are requests. */
export async function* httpLines(graph: GraphView, l7: L7View, query: Query): AsyncGenerator<string> {
  const breath = new Breath();
  const filter = httpRowFilter(query);
  yield csvLine([...EDGE_HEAD, ...HTTP_HEAD, ...LATENCY_HEAD, ...SEEN_HEAD]);
  for (const row of l7.httpRows()) {
    await breath.take();
    const { method, path, protocol } = row;
    const { requests, denied, statusCodes } = row.figures();
    const facts = { edge: edgeFacts(graph, row.edge), method, path, rawPaths: [], statusCodes: statusCodes.keys() };
    if (requests === 0 || !filter.matches(facts)) continue;
    const latency = row.latency();
    const quantiles = [0.5, 0.95, 0.99].map((q) => (latency.count === 0 ? '' : rounded(latency.quantileMs(q))));
    yield csvLine([
      ...edgeCells(graph, row.edge),
      method,
      path,
      protocol,
      requests,
      denied,
      countsText(statusCodes),
      ...quantiles,
      latency.count,
      timeText(row.firstSeenMs),
      timeText(row.lastSeenMs),
    ]);
  }
}

/** `dns.csv`: one line for a name and a type on an edge. Counts are questions and answers. */
export async function* dnsLines(graph: GraphView, l7: L7View, query: Query): AsyncGenerator<string> {
  const breath = new Breath();
  const filter = dnsRowFilter(query);
  yield csvLine([...EDGE_HEAD, ...DNS_HEAD, ...SEEN_HEAD]);
  for (const row of l7.dnsRows()) {
    await breath.take();
    const { name, type } = row;
    const { questions, answers, rcodes, denied, timeouts } = row.figures();
    if (questions + answers + timeouts === 0 || !filter.matches({ edge: edgeFacts(graph, row.edge), name })) continue;
    yield csvLine([
      ...edgeCells(graph, row.edge),
      name,
      type,
      questions,
      answers,
      countsText(rcodes),
      denied,
      timeouts,
      row.addresses.map(({ address }) => address).join(' '),
      timeText(row.firstSeenMs),
      timeText(row.lastSeenMs),
    ]);
  }
}

function edgeCells(graph: GraphView, edge: EdgeIndex): (string | number)[] {
  const { edges } = graph;
  const [source, destination] = [edges.source(edge), edges.destination(edge)].map((end) => graph.vertex(end).key);
  return [source ?? '', destination ?? '', edges.port(edge), protocolName(edges.protocol(edge))];
}

/** `200:12 503:1` */
function countsText(counts: ReadonlyMap<number, number>): string {
  return [...counts].map(([code, count]) => `${code}:${count}`).join(' ');
}

/** Nanoseconds are below what the sketch behind the figures can tell apart. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
