import { Vertex_Kind, type Vertex } from '@orrery/proto/orrery/live/v1/live_pb';

/** What one end of an edge is called. Namespace and name are as hostile as whoever chose them: only ever text. */
export interface EndName {
  /** '' outside of the cluster. */
  readonly namespace: string;
  readonly name: string;
  /** Not told, but concluded from DNS answers or from what little is known. */
  readonly isInferred: boolean;
}

export function endName(vertex: Vertex | undefined): EndName {
  if (vertex === undefined) return { namespace: '', name: 'unknown', isInferred: false };
  const { kind, namespace, workload, names } = vertex;
  if (kind === Vertex_Kind.WORKLOAD) return { namespace, name: workload || appLabel(vertex), isInferred: false };
  const [name] = names;
  if (name !== undefined) return { namespace: '', name, isInferred: vertex.namesInferred };
  return { namespace: '', name: outsideName(vertex), isInferred: false };
}

/** `shop/cart`, or the name alone. */
export function fullName({ namespace, name }: EndName): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** What a kind is called beside its name. */
export const KIND_WORDS: Readonly<Record<Vertex_Kind, string>> = {
  [Vertex_Kind.UNKNOWN]: 'not known',
  [Vertex_Kind.WORKLOAD]: 'workload',
  [Vertex_Kind.FQDN]: 'outside, by DNS name',
  [Vertex_Kind.CIDR]: 'outside, by CIDR',
  [Vertex_Kind.WORLD]: 'outside',
  [Vertex_Kind.HOST]: 'the node itself',
  [Vertex_Kind.REMOTE_NODE]: 'other nodes',
  [Vertex_Kind.KUBE_APISERVER]: 'Kubernetes API',
  [Vertex_Kind.HEALTH]: 'Cilium health checks',
  [Vertex_Kind.INGRESS]: 'Cilium ingress',
  [Vertex_Kind.RESERVED]: 'reserved identity',
  [Vertex_Kind.OTHER]: 'edges beyond the bound',
};

function outsideName({ kind, key, ip }: Vertex): string {
  switch (kind) {
    case Vertex_Kind.FQDN:
    case Vertex_Kind.CIDR:
    case Vertex_Kind.RESERVED:
      return key.slice(key.indexOf(':') + 1);
    case Vertex_Kind.WORLD:
      return ip === '' ? 'world' : ip;
    case Vertex_Kind.HOST:
      return 'host';
    case Vertex_Kind.REMOTE_NODE:
      return 'remote-node';
    case Vertex_Kind.KUBE_APISERVER:
      return 'kube-apiserver';
    case Vertex_Kind.HEALTH:
      return 'health';
    case Vertex_Kind.INGRESS:
      return 'ingress';
    case Vertex_Kind.OTHER:
      return 'other edges';
    default:
      return key === '' ? 'unknown' : key;
  }
}

const APP_LABELS = ['k8s:app=', 'k8s:app.kubernetes.io/name=', 'k8s:k8s-app='];

function appLabel({ labels, identity }: Vertex): string {
  for (const prefix of APP_LABELS) {
    const label = labels.find((text) => text.startsWith(prefix));
    if (label !== undefined && label.length > prefix.length) return label.slice(prefix.length);
  }
  return `identity ${identity}`;
}
