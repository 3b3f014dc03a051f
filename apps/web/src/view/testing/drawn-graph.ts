import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema, Vertex_Kind, VertexSchema, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { edgeKey, FIGURES, NO_FIGURES, type Edge, type FigureName } from '../edge.ts';
import type { GroupableGraph } from '../group-graph.ts';

/** Half an hour after the server began to listen. */
export const NOW_MS = 1_800_000;

export interface DrawnGraph extends GroupableGraph {
  readonly vertices: Map<number, Vertex>;
  readonly edges: Map<number, Edge>;
}

/**
 * A graph, an edge a line. Figures by name, then what else there is to say:
 *
 *     shop/cart -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
 *     shop/cart@17 -> fqdn:api.stripe.com:443 connections 5 new 40
 *     world/192.0.2.7 -> platform/gateway:8443 connections 9 idle 50
 *
 * `new` and `idle` are seconds ago; `!deny`, `!explicit`, `!l7`, `!audit`, `!drop` are causes.
 */
export function graphFrom(drawing: string, windowSeconds = 60, timeMs = NOW_MS): DrawnGraph {
  const vertices = new Map<number, Vertex>();
  const byKey = new Map<string, Vertex>();
  const edges = new Map<number, Edge>();
  const vertexOf = (text: string): Vertex => {
    const known = byKey.get(text);
    if (known !== undefined) return known;
    const vertex = vertexFrom(text, vertices.size);
    byKey.set(text, vertex);
    vertices.set(vertex.index, vertex);
    return vertex;
  };
  for (const line of drawing.split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words.length < 3) continue;
    const [source = '', , target = '', ...rest] = words;
    const colon = target.lastIndexOf(':');
    const [port, protocol] = target.slice(colon + 1).split('/');
    const from = vertexOf(source);
    const to = vertexOf(target.slice(0, colon));
    edges.set(edges.size, edgeOf(edges.size, from, to, Number(port), protocol === 'UDP' ? 2 : 1, rest, timeMs));
  }
  return { timeMs, windowSeconds, vertices, edges };
}

const CAUSES: Readonly<Record<string, { readonly kind: Cause_Kind; readonly dropReason: number }>> = {
  '!deny': { kind: Cause_Kind.DENIED, dropReason: 133 },
  '!explicit': { kind: Cause_Kind.DENIED, dropReason: 181 },
  '!l7': { kind: Cause_Kind.L7_DENIED, dropReason: 0 },
  '!audit': { kind: Cause_Kind.AUDITED, dropReason: 0 },
  '!drop': { kind: Cause_Kind.NOT_POLICY, dropReason: 166 },
};

function edgeOf(
  index: number,
  from: Vertex,
  to: Vertex,
  port: number,
  protocol: number,
  words: readonly string[],
  timeMs: number,
): Edge {
  const figures: Record<FigureName, number> = { ...NO_FIGURES };
  const causes = [];
  let firstSeenMs = 0;
  let lastSeenMs = timeMs;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const cause = CAUSES[word];
    if (cause !== undefined) {
      causes.push(create(CauseSchema, { ...cause, direction: 2, firstSeenMs: timeMs - 180_000, attempts: 1 }));
      continue;
    }
    const value = Number(words[++i]);
    if (word === 'new') firstSeenMs = timeMs - value * 1000;
    else if (word === 'idle') lastSeenMs = timeMs - value * 1000;
    else figures[figureName(word)] = value;
  }
  const key = edgeKey(from.key, to.key, port, protocol);
  return {
    index,
    key,
    source: from.index,
    destination: to.index,
    port,
    protocol,
    firstSeenMs,
    lastSeenMs,
    figures,
    causes,
  };
}

function figureName(word: string): FigureName {
  const name = FIGURES.find((figure) => figure === word);
  if (name === undefined) throw new Error(`no figure is called ${word}`);
  return name;
}

const ENTITIES: Readonly<Record<string, Vertex_Kind>> = {
  host: Vertex_Kind.HOST,
  'remote-node': Vertex_Kind.REMOTE_NODE,
  'kube-apiserver': Vertex_Kind.KUBE_APISERVER,
  health: Vertex_Kind.HEALTH,
  ingress: Vertex_Kind.INGRESS,
};

function vertexFrom(text: string, index: number): Vertex {
  const entity = ENTITIES[text];
  if (entity !== undefined) return create(VertexSchema, { index, key: `reserved:${text}`, kind: entity });
  if (text.startsWith('fqdn:')) return create(VertexSchema, { index, key: text, kind: Vertex_Kind.FQDN });
  if (text.startsWith('cidr:')) return create(VertexSchema, { index, key: text, kind: Vertex_Kind.CIDR });
  const [path = '', identity = String(100 + index)] = text.split('@');
  const [namespace = '', workload = ''] = path.split('/');
  if (namespace === 'world') {
    return create(VertexSchema, { index, key: `reserved:world/${workload}`, kind: Vertex_Kind.WORLD, ip: workload });
  }
  return create(VertexSchema, {
    index,
    key: `kind/${identity}`,
    kind: Vertex_Kind.WORKLOAD,
    cluster: 'kind',
    namespace,
    workload,
    workloadKind: 'Deployment',
    identity: Number(identity),
  });
}
