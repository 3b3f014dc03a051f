import type { EdgeIndex, GraphView } from '../aggregate/graph-view.ts';
import { protocolName } from '@orrery/flow/hubble-names';
import { badRequest, RequestError } from './request-error.ts';

/** How one edge is named in a URL: `SOURCE|DESTINATION|PORT|PROTOCOL`, the ends by key. Keys may hold a `|` themselves. */
export interface EdgeAddress {
  readonly ends: string;
  readonly port: number;
  readonly protocol: string;
}

export function parseEdgeAddress(text: string): EdgeAddress {
  const match = /^(.+\|.+)\|(\d{1,5})\|([A-Za-z0-9]+)$/s.exec(text);
  if (match === null || text.length > 4096) {
    throw badRequest('bad_edge', 'edge is not written SOURCE|DESTINATION|PORT|PROTOCOL, as in kind/1|kind/2|8080|TCP');
  }
  return { ends: match[1], port: Number(match[2]), protocol: match[3].toLowerCase() };
}

/** The edges of several addresses, in that order; undefined for one that is not known. A few dozen edges a step. */
export function* findEdges(
  graph: GraphView,
  addresses: readonly EdgeAddress[],
): Generator<undefined, (EdgeIndex | undefined)[], undefined> {
  const { edges } = graph;
  const wanted = new Map<string, Map<string, EdgeIndex | undefined>>();
  for (const { ends, port, protocol } of addresses) {
    const service = `${port} ${protocol}`;
    const byEnds = wanted.get(service) ?? new Map<string, EdgeIndex | undefined>();
    wanted.set(service, byEnds.set(ends, undefined));
  }
  for (let edge = 0; edge < edges.size; edge += 1) {
    if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    if (!edges.isLive(edge)) continue;
    const byEnds = wanted.get(`${edges.port(edge)} ${protocolName(edges.protocol(edge)).toLowerCase()}`);
    if (byEnds === undefined) continue;
    const ends = `${graph.vertex(edges.source(edge)).key}|${graph.vertex(edges.destination(edge)).key}`;
    if (byEnds.has(ends)) byEnds.set(ends, edge);
  }
  return addresses.map(({ ends, port, protocol }) => wanted.get(`${port} ${protocol}`)?.get(ends));
}

export function noSuchEdge(): RequestError {
  const message = 'no edge of that address is known; it may have been folded into "other"';
  return new RequestError(404, 'no_such_edge', message);
}

const EDGES_PER_STEP = 64;
