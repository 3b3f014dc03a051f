import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';
import { endName, type EndName } from './end-name.ts';
import type { End, EndKind, Grouping } from './grouped-graph.ts';

/** Which end a vertex belongs to. */
export type EndHead = Omit<End, 'vertices' | 'name'> & {
  /** Undefined when the first vertex names the end. */
  readonly name: string | undefined;
};

/**
 * Puts vertices that belong together into one end, under the key that the server gives them, too:
 *
 *     identity    every vertex is its own end
 *     workload    pods by cluster, namespace and workload; without a workload, by identity.
 *                 Addresses of the world by the name that led to them, or all together
 *     namespace   everything of one namespace; the rest as under workload
 */
export function endHead(vertex: Vertex, grouping: Grouping): EndHead {
  const { key, cluster, namespace, workload, workloadKind } = vertex;
  const alone: EndHead = { key, kind: KINDS[vertex.kind], cluster, namespace, name: undefined };
  if (grouping === 'identity') return alone;
  if (grouping === 'namespace' && namespace !== '') {
    return { ...alone, key: `namespace:${cluster}/${namespace}`, kind: 'namespace', name: namespace };
  }
  if (vertex.kind === Vertex_Kind.WORKLOAD && workload !== '') {
    return { ...alone, key: `workload:${cluster}/${namespace}/${workloadKind}/${workload}` };
  }
  if (vertex.kind === Vertex_Kind.WORLD) {
    const [name] = vertex.names;
    if (name !== undefined) return { key: `fqdn:${name}`, kind: 'fqdn', cluster: '', namespace, name };
    return { key: 'reserved:world', kind: 'world', cluster: '', namespace, name: 'world' };
  }
  return alone;
}

/** What an end of these vertices is called. */
export function headName({ kind, name }: EndHead, vertices: readonly Vertex[]): EndName {
  if (name === undefined) return endName(vertices[0]);
  const isInferred = kind === 'fqdn' && vertices.some((vertex) => vertex.namesInferred);
  return { namespace: '', name, isInferred };
}

const KINDS: Readonly<Record<Vertex_Kind, EndKind>> = {
  [Vertex_Kind.UNKNOWN]: 'unknown',
  [Vertex_Kind.WORKLOAD]: 'workload',
  [Vertex_Kind.FQDN]: 'fqdn',
  [Vertex_Kind.CIDR]: 'cidr',
  [Vertex_Kind.WORLD]: 'world',
  [Vertex_Kind.HOST]: 'host',
  [Vertex_Kind.REMOTE_NODE]: 'remote-node',
  [Vertex_Kind.KUBE_APISERVER]: 'kube-apiserver',
  [Vertex_Kind.HEALTH]: 'health',
  [Vertex_Kind.INGRESS]: 'ingress',
  [Vertex_Kind.RESERVED]: 'reserved',
  [Vertex_Kind.OTHER]: 'other',
};
