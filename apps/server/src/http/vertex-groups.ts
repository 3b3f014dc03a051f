import type { GraphView, Vertex, VertexIndex } from '../aggregate/graph-view.ts';

export const GROUPINGS = ['identity', 'workload', 'namespace'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Row number of a group. */
export type GroupIndex = number;

/** One end of edges in an answer: a vertex, or several that are shown as one. */
export interface MapNode {
  readonly key: string;
  readonly kind: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly workload_kind: string;
  /** 0 when several identities are shown as one. */
  readonly identity: number;
  /** Those that all of them have. */
  readonly labels: readonly string[];
  readonly names: readonly string[];
  readonly names_inferred: boolean;
  readonly ip: string;
}

/**
 * Puts vertices that belong together into one group:
 *
 *     identity    every vertex is its own group
 *     workload    pods by cluster, namespace and workload; without a workload, by identity.
 *                 Addresses of the world by the name that led to them, or all together
 *     namespace   everything of one namespace; the rest as under workload
 */
export class VertexGroups {
  readonly #graph: Pick<GraphView, 'vertex'>;
  readonly #grouping: Grouping;
  readonly #byVertex = new Map<VertexIndex, GroupIndex>();
  readonly #byKey = new Map<string, GroupIndex>();
  readonly #members: Vertex[][] = [];
  readonly #nameless: Nameless[] = [];

  constructor(graph: Pick<GraphView, 'vertex'>, grouping: Grouping) {
    this.#graph = graph;
    this.#grouping = grouping;
  }

  groupOf(index: VertexIndex): GroupIndex {
    const known = this.#byVertex.get(index);
    if (known !== undefined) return known;
    const vertex = this.#graph.vertex(index);
    const head = headOf(vertex, this.#grouping);
    let group = this.#byKey.get(head.key);
    if (group === undefined) {
      group = this.#members.length;
      this.#byKey.set(head.key, group);
      this.#members.push([]);
      this.#nameless.push(head);
    }
    this.#members[group].push(vertex);
    this.#byVertex.set(index, group);
    return group;
  }

  keyOf(group: GroupIndex): string {
    return this.#nameless[group].key;
  }

  *nodes(): Generator<MapNode> {
    for (const [group, head] of this.#nameless.entries()) yield nodeOf(head, this.#members[group]);
  }
}

function nodeOf(head: Nameless, members: readonly Vertex[]): MapNode {
  const { key, kind, cluster, namespace, workload, workload_kind } = head;
  const [first] = members;
  // By far the most, so it does no more than it must.
  if (members.length === 1) {
    const { identity, labels, names, namesInferred: names_inferred, ip } = first;
    return { key, kind, cluster, namespace, workload, workload_kind, identity, labels, names, names_inferred, ip };
  }
  return {
    ...head,
    identity: 0,
    labels: first.labels.filter((label) => members.every((vertex) => vertex.labels.includes(label))),
    names: [...new Set(members.flatMap((vertex) => vertex.names))],
    names_inferred: members.some((vertex) => vertex.namesInferred),
    ip: '',
  };
}

type Nameless = Pick<MapNode, 'key' | 'kind' | 'cluster' | 'namespace' | 'workload' | 'workload_kind'>;

function headOf(vertex: Vertex, grouping: Grouping): Nameless {
  const { cluster, namespace, workload, workloadKind, kind } = vertex;
  const alone = { key: vertex.key, kind, cluster, namespace, workload, workload_kind: workloadKind };
  if (grouping === 'identity') return alone;
  const bare = { cluster, namespace, workload: '', workload_kind: '' };
  if (grouping === 'namespace' && namespace !== '') {
    return { ...bare, key: `namespace:${cluster}/${namespace}`, kind: 'namespace' };
  }
  if (kind === 'workload' && workload !== '') {
    return { ...alone, key: `workload:${cluster}/${namespace}/${workloadKind}/${workload}` };
  }
  if (kind === 'world') {
    const [name] = vertex.names;
    if (name !== undefined) return { ...bare, cluster: '', key: `fqdn:${name}`, kind: 'fqdn' };
    return { ...bare, cluster: '', key: 'reserved:world', kind: 'world' };
  }
  return alone;
}
