import { fromBinary } from '@bufbuild/protobuf';
import { EndpointSchema, PolicySchema } from '@orrery/proto/flow/flow_pb';

/**
 * One end of a flow as an agent described it. Equal bytes give the same object, so readers may hang what they
 * learned on it: `vertex` belongs to the aggregate.
 */
export interface Endpoint {
  readonly identity: number;
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: readonly string[];
  readonly podName: string;
  /** Set only by the node on which the endpoint lives. */
  readonly workload: string;
  readonly workloadKind: string;
  /** Row of the vertex in the graph, or -1 while nobody looked. Not for endpoints whose key needs an address. */
  vertex: number;
}

/** A policy as a verdict names it. Equal bytes give the same object. */
export interface PolicyRef {
  /** `namespace/name`, or `name` when clusterwide. */
  readonly name: string;
  /** As Kubernetes calls it; '' from agents that do not tell. */
  readonly kind: string;
  /** Kind and name. */
  readonly key: string;
  /** Of the agent that decided; each counts for itself. */
  readonly revision: number;
  /** The node that named it last; belongs to the aggregate. */
  namedBy: NodeName | undefined;
}

export interface NodeName {
  readonly name: string;
  /** `cluster/node` names its cluster; a bare name is of cluster "default". */
  readonly cluster: string;
  /** Row of the node in the ledger, or -1 while nobody looked. */
  row: number;
}

export function endpointFrom(bytes: Uint8Array): Endpoint {
  const message = fromBinary(EndpointSchema, bytes);
  const workload = message.workloads[0];
  return {
    identity: message.identity,
    cluster: message.clusterName,
    namespace: message.namespace,
    labels: message.labels,
    podName: message.podName,
    workload: workload?.name ?? '',
    workloadKind: workload?.kind ?? '',
    vertex: -1,
  };
}

export function policyFrom(bytes: Uint8Array): PolicyRef {
  const { name, namespace, kind, revision } = fromBinary(PolicySchema, bytes);
  const full = namespace === '' ? name : `${namespace}/${name}`;
  return { name: full, kind, key: `${kind} ${full}`, revision: Number(revision), namedBy: undefined };
}

export function nodeNameFrom(bytes: Uint8Array): NodeName {
  const name = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const slash = name.indexOf('/');
  return { name, cluster: slash < 0 ? 'default' : name.slice(0, slash), row: -1 };
}
