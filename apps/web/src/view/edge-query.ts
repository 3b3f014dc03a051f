import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import type { FieldName, Query, Term } from '@orrery/query/ast';
import { toHubbleObserve, type Selectors } from '@orrery/query/to-hubble-observe';
import { protocolName } from './edge.ts';
import type { End, GroupedEdge } from './grouped-graph.ts';
import { formatTime, type PastRange } from './past-range.ts';

/** From here on identity numbers belong to one node. */
const FIRST_LOCAL_IDENTITY = 16_777_216;
const SHOWN_FLOWS = 20;
/** More alternatives than this are asked for by name instead. */
const MAX_ALTERNATIVES = 16;

/** The newest flows or, of the past, those of a range. */
function selected(range: PastRange | undefined): Selectors {
  return range === undefined
    ? { last: SHOWN_FLOWS }
    : { since: formatTime(range.fromMs), until: formatTime(range.toMs) };
}

/** The `hubble observe` command that shows the flows behind an edge. */
export function observeCommand(edge: GroupedEdge, range?: PastRange): string {
  return toHubbleObserve(edgeQuery(edge), selected(range)).command;
}

/** Selects the flows of an edge that made its verdict, as narrowly as Hubble can say it. */
export function edgeQuery(edge: GroupedEdge): Query {
  const { verdict } = edge;
  const terms = [...betweenEnds(edge).terms];
  if (verdict === 'denied' || verdict === 'mixed') terms.push(term('verdict', ['DROPPED']));
  if (verdict === 'audited') terms.push(term('verdict', ['AUDIT']));
  return { terms };
}

/** The `hubble observe` command for everything that an end has to do with; undefined when Hubble cannot say it. */
export function observeEndCommand(end: End, range?: PastRange): string | undefined {
  const query = aroundEnd(end);
  return query.terms.length === 0 ? undefined : toHubbleObserve(query, selected(range)).command;
}

/** Selects what comes from an end or goes to it; without terms when Hubble cannot say it. */
export function aroundEnd(end: End): Query {
  return { terms: endTerms('', end) };
}

/** Selects what an end asked for. */
export function askedBy(end: End): Query {
  return { terms: endTerms('from-', end) };
}

/** Selects all flows of an edge, and as few others as Hubble can say. */
export function betweenEnds({ source, destination, port, protocol }: GroupedEdge): Query {
  const terms: Term[] = [...endTerms('from-', source), ...endTerms('to-', destination)];
  if (port !== 0) terms.push(term('to-port', [String(port)]));
  if (protocol !== 0) terms.push(term('protocol', [protocolName(protocol).toLowerCase()]));
  return { terms };
}

/** Selects what comes from, goes to, or touches an end; no terms when Hubble cannot say it. */
function endTerms(side: 'from-' | 'to-' | '', { kind, namespace, name, vertices }: End): readonly Term[] {
  if (kind === 'namespace') return [term(`${side}namespace`, [namespace])];
  if (kind === 'fqdn') return [term(`${side}fqdn`, [name.name])];
  const asked = vertices.map(vertexField);
  const [first] = asked;
  if (first !== undefined && asked.length <= MAX_ALTERNATIVES && asked.every((other) => other?.field === first.field)) {
    return [term(`${side}${first.field}`, [...new Set(asked.flatMap((other) => other?.value ?? []))])];
  }
  if (kind === 'world') return [term(`${side}identity`, ['world'])];
  const workload = vertices[0]?.workload ?? '';
  if (kind !== 'workload' || workload === '') return [];
  return [term(`${side}namespace`, [namespace]), term(`${side}workload`, [workload])];
}

interface Asked {
  readonly field: 'fqdn' | 'ip' | 'identity';
  readonly value: string;
}

function vertexField({ kind, key, identity, ip, names }: Vertex): Asked | undefined {
  const afterColon = key.slice(key.indexOf(':') + 1);
  switch (kind) {
    case Vertex_Kind.FQDN:
      return { field: 'fqdn', value: names[0] ?? afterColon };
    case Vertex_Kind.CIDR:
      return { field: 'ip', value: afterColon };
    case Vertex_Kind.WORLD:
      return ip === '' ? { field: 'identity', value: 'world' } : { field: 'ip', value: ip };
    case Vertex_Kind.UNKNOWN:
    case Vertex_Kind.OTHER:
      return undefined;
    default:
      if (identity <= 0 || identity >= FIRST_LOCAL_IDENTITY) return undefined;
      return { field: 'identity', value: String(identity) };
  }
}

function term(field: FieldName, texts: readonly string[]): Term {
  return {
    kind: 'field',
    field,
    negated: false,
    values: texts.map((text) => ({ text, from: 0, to: 0 })),
    from: 0,
    to: 0,
  };
}
