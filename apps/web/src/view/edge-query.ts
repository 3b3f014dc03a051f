import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { FieldName, Query, Term } from '@orrery/query/ast';
import { toHubbleObserve } from '@orrery/query/to-hubble-observe';
import { protocolName, type Edge } from './edge.ts';
import type { EdgeVerdict } from './edge-verdict.ts';

/** From here on identity numbers belong to one node. */
const FIRST_LOCAL_IDENTITY = 16_777_216;
const SHOWN_FLOWS = 20;

/** The `hubble observe` command that shows the flows behind an edge. */
export function observeCommand(edge: Edge, verdict: EdgeVerdict, source?: Vertex, destination?: Vertex): string {
  return toHubbleObserve(edgeQuery(edge, verdict, source, destination), { last: SHOWN_FLOWS }).command;
}

/** Selects the flows of an edge that made its verdict, as narrowly as Hubble can say it. */
export function edgeQuery(edge: Edge, verdict: EdgeVerdict, source?: Vertex, destination?: Vertex): Query {
  const terms: Term[] = [...endTerms('from', source), ...endTerms('to', destination)];
  if (edge.port !== 0) terms.push(term('to-port', String(edge.port)));
  if (edge.protocol !== 0) terms.push(term('protocol', protocolName(edge.protocol).toLowerCase()));
  if (verdict === 'denied' || verdict === 'mixed') terms.push(term('verdict', 'DROPPED'));
  if (verdict === 'audited') terms.push(term('verdict', 'AUDIT'));
  return { terms };
}

function endTerms(end: 'from' | 'to', vertex: Vertex | undefined): Term[] {
  if (vertex === undefined) return [];
  const { kind, key, identity, ip, names } = vertex;
  const afterColon = key.slice(key.indexOf(':') + 1);
  switch (kind) {
    case Vertex_Kind.FQDN:
      return [term(`${end}-fqdn`, names[0] ?? afterColon)];
    case Vertex_Kind.CIDR:
      return [term(`${end}-ip`, afterColon)];
    case Vertex_Kind.WORLD:
      return ip === '' ? [term(`${end}-identity`, 'world')] : [term(`${end}-ip`, ip)];
    case Vertex_Kind.UNKNOWN:
    case Vertex_Kind.OTHER:
      return [];
    default:
      return identity > 0 && identity < FIRST_LOCAL_IDENTITY ? [term(`${end}-identity`, String(identity))] : [];
  }
}

function term(field: FieldName, text: string): Term {
  return { kind: 'field', field, negated: false, values: [{ text, from: 0, to: 0 }], from: 0, to: 0 };
}
