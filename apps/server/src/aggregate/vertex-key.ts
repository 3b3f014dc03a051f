import type { VertexKind } from './graph-view.ts';

/** What an endpoint is in the graph. `key` is whole unless one of the other two has to be put to it. */
export interface VertexKey {
  readonly kind: VertexKind;
  readonly key: string;
  /** The key is `key/address`: traffic of the world is told apart by address. */
  readonly needsAddress: boolean;
  /** The key is `cluster/key`: the endpoint does not name its cluster, so it is that of the reporting node. */
  readonly needsCluster: boolean;
}

/** Identities from here on mean something else on every node, and are used again. */
const NODE_LOCAL_IDENTITIES = 1 << 24;
/** Below are the reserved ones: host, world, health, ... */
const FIRST_WORKLOAD_IDENTITY = 100;

interface EndpointLike {
  readonly identity: number;
  readonly cluster: string;
  readonly labels: readonly string[];
}

/**
 * A pod is known by its identity. What is outside is known by its labels, most telling first, because its identity
 * is a number of one node only:
 *
 *     fqdn:api.example.com.  >  cidr:203.0.113.0/24  >  reserved:kube-apiserver  >  reserved:world + address
 */
export function vertexKeyOf({ identity, cluster, labels }: EndpointLike): VertexKey {
  if (identity >= FIRST_WORKLOAD_IDENTITY && identity < NODE_LOCAL_IDENTITIES) {
    return cluster === ''
      ? { kind: 'workload', key: String(identity), needsAddress: false, needsCluster: true }
      : whole('workload', `${cluster}/${identity}`);
  }
  const name = smallest(labels, 'fqdn:');
  if (name !== undefined) return whole('fqdn', name.endsWith('.') ? name.slice(0, -1) : name);
  const prefix = longestPrefix(labels);
  if (prefix !== undefined) return whole('cidr', prefix);
  if (labels.includes('reserved:kube-apiserver')) return whole('kube-apiserver', 'reserved:kube-apiserver');
  const reserved = labels.find((label) => label.startsWith('reserved:'));
  if (reserved === undefined) return RESERVED_BY_NUMBER.get(identity) ?? whole('unknown', 'unknown');
  if (reserved.startsWith('reserved:world')) return world(reserved);
  return whole(KIND_BY_LABEL.get(reserved) ?? 'reserved', reserved);
}

const KIND_BY_LABEL: ReadonlyMap<string, VertexKind> = new Map([
  ['reserved:host', 'host'],
  ['reserved:remote-node', 'remote-node'],
  ['reserved:kube-apiserver', 'kube-apiserver'],
  ['reserved:health', 'health'],
  ['reserved:ingress', 'ingress'],
]);

/** For flows whose labels were masked away. */
const RESERVED_BY_NUMBER: ReadonlyMap<number, VertexKey> = new Map([
  [1, whole('host', 'reserved:host')],
  [2, world('reserved:world')],
  [3, whole('reserved', 'reserved:unmanaged')],
  [4, whole('health', 'reserved:health')],
  [5, whole('reserved', 'reserved:init')],
  [6, whole('remote-node', 'reserved:remote-node')],
  [7, whole('kube-apiserver', 'reserved:kube-apiserver')],
  [8, whole('ingress', 'reserved:ingress')],
  [9, world('reserved:world-ipv4')],
  [10, world('reserved:world-ipv6')],
]);

function whole(kind: VertexKind, key: string): VertexKey {
  return { kind, key, needsAddress: false, needsCluster: false };
}

function world(label: string): VertexKey {
  return { kind: 'world', key: label, needsAddress: true, needsCluster: false };
}

function smallest(labels: readonly string[], prefix: string): string | undefined {
  let best: string | undefined;
  for (const label of labels) if (label.startsWith(prefix) && (best === undefined || label < best)) best = label;
  return best;
}

function longestPrefix(labels: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestBits = -1;
  for (const label of labels) {
    if (!label.startsWith('cidr:')) continue;
    const bits = Number(label.slice(label.lastIndexOf('/') + 1));
    if (bits > bestBits) [best, bestBits] = [label, bits];
  }
  return best;
}
