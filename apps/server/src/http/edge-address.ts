import type { EdgeIndex, GraphView } from '../aggregate/graph-view.ts';
import { protocolName } from './hubble-names.ts';
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

/** Looks at every edge, a few dozen a step. */
export function* findEdge(graph: GraphView, address: EdgeAddress): Generator<undefined, EdgeIndex, undefined> {
  const { edges } = graph;
  for (let edge = 0; edge < edges.size; edge += 1) {
    if (edge % 64 === 63) yield;
    if (!edges.isLive(edge) || edges.port(edge) !== address.port) continue;
    if (protocolName(edges.protocol(edge)).toLowerCase() !== address.protocol) continue;
    const source = graph.vertex(edges.source(edge)).key;
    const destination = graph.vertex(edges.destination(edge)).key;
    if (`${source}|${destination}` === address.ends) return edge;
  }
  throw new RequestError(404, 'no_such_edge', 'no edge of that address is known; it may have been folded into "other"');
}
