import type { Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { edgeRow, type EdgeRow } from '../edge-order.ts';
import { verdictOf } from '../edge-verdict.ts';
import type { End, GroupedEdge, GroupedGraph } from '../grouped-graph.ts';
import { edgeFrom } from './drawn-edge.ts';

/** `shop/cart -> data/redis:6379 dropped 4`: edges between workloads; an end without a slash is outside. */
export function groupedFrom(drawing: string, causes?: readonly Cause[]): GroupedEdge {
  const member = edgeFrom(drawing, causes);
  const [from = '', to = ''] = member.key.split('|');
  const { key, port, protocol, firstSeenMs, lastSeenMs, figures } = member;
  return {
    key,
    source: endFrom(from),
    destination: endFrom(to),
    port,
    protocol,
    firstSeenMs,
    lastSeenMs,
    figures,
    causes: member.causes,
    verdict: verdictOf(member),
    members: [member],
  };
}

/** One edge a line. */
export function groupedGraphFrom(drawing: string, causes?: readonly Cause[]): GroupedGraph {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const edges = lines.map((line) => groupedFrom(line, causes));
  return {
    grouping: 'workload',
    timeMs: 0,
    windowSeconds: 60,
    ends: new Map(edges.flatMap(({ source, destination }) => [source, destination]).map((end) => [end.key, end])),
    edges: new Map(edges.map((edge) => [edge.key, edge])),
  };
}

export function rowFrom(drawing: string, causes?: readonly Cause[]): EdgeRow {
  return edgeRow(groupedFrom(drawing, causes));
}

function endFrom(text: string): End {
  const slash = text.indexOf('/');
  const namespace = slash < 0 ? '' : text.slice(0, slash);
  return {
    key: text,
    kind: namespace === '' ? 'world' : 'workload',
    cluster: '',
    namespace,
    name: { namespace, name: text.slice(slash + 1), isInferred: false },
    vertices: [],
  };
}
