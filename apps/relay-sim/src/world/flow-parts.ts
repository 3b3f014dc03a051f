import type {
  CiliumEventType,
  Emitter,
  Endpoint,
  Ethernet,
  IP,
  Layer4,
  NetworkInterface,
  Policy,
  TCPFlags,
  Workload,
} from '@orrery/proto/flow/flow_pb';
import { IPVersion } from '@orrery/proto/flow/flow_pb';
import type { Timestamp } from '@bufbuild/protobuf/wkt';

/** What agents of the simulated cluster call themselves. */
export const AGENT_VERSION = '1.19.4+g0123abcd';

/** Parts of a flow as message literals: `create` is an order of magnitude slower, and types check these too. */

/** Rounded to microseconds, which is what a double holds of today's milliseconds. */
export function timestampOf(timeMs: number): Timestamp {
  const micros = Math.round(timeMs * 1000);
  const seconds = Math.floor(micros / 1e6);
  return {
    $typeName: 'google.protobuf.Timestamp',
    seconds: BigInt(seconds),
    nanos: (micros - seconds * 1e6) * 1000,
  };
}

/** With its fraction, as exact as a double is. */
export function stampMs(stamp: Timestamp): number {
  return Number(stamp.seconds) * 1000 + stamp.nanos / 1e6;
}

export interface EndpointInit {
  readonly id?: number;
  readonly identity: number;
  readonly clusterName?: string;
  readonly namespace?: string;
  readonly labels: string[];
  readonly podName?: string;
  readonly workloads?: Workload[];
}

export function endpointPart(init: EndpointInit): Endpoint {
  return {
    $typeName: 'flow.Endpoint',
    ID: init.id ?? 0,
    identity: init.identity,
    clusterName: init.clusterName ?? '',
    namespace: init.namespace ?? '',
    labels: init.labels,
    podName: init.podName ?? '',
    workloads: init.workloads ?? [],
  };
}

export function emitterPart(name: string, version: string): Emitter {
  return { $typeName: 'flow.Emitter', name, version };
}

export function workloadPart(name: string, kind: string): Workload {
  return { $typeName: 'flow.Workload', name, kind };
}

export function ipPart(source: string, destination: string, sourceXlated = ''): IP {
  return {
    $typeName: 'flow.IP',
    source,
    sourceXlated,
    destination,
    ipVersion: source.includes(':') ? IPVersion.IPv6 : IPVersion.IPv4,
    encrypted: false,
  };
}

export function ethernetPart(source: string, destination: string): Ethernet {
  return { $typeName: 'flow.Ethernet', source, destination };
}

export function interfacePart(index: number, name: string): NetworkInterface {
  return { $typeName: 'flow.NetworkInterface', index, name };
}

export function eventTypePart(type: number, subType: number): CiliumEventType {
  return { $typeName: 'flow.CiliumEventType', type, subType };
}

export function tcpPart(sourcePort: number, destinationPort: number, flags: TCPFlags | undefined): Layer4 {
  return {
    $typeName: 'flow.Layer4',
    protocol: { case: 'TCP', value: { $typeName: 'flow.TCP', sourcePort, destinationPort, flags } },
  };
}

export function udpPart(sourcePort: number, destinationPort: number): Layer4 {
  return {
    $typeName: 'flow.Layer4',
    protocol: { case: 'UDP', value: { $typeName: 'flow.UDP', sourcePort, destinationPort } },
  };
}

export function icmpPart(type: number, code: number): Layer4 {
  return {
    $typeName: 'flow.Layer4',
    protocol: { case: 'ICMPv4', value: { $typeName: 'flow.ICMPv4', type, code } },
  };
}

export type PolicyKind = 'CiliumNetworkPolicy' | 'CiliumClusterwideNetworkPolicy' | 'NetworkPolicy';

export function policyPart(kind: PolicyKind, namespace: string, name: string, uid: string, revision: number): Policy {
  const labels = [`k8s:io.cilium.k8s.policy.derived-from=${kind}`, `k8s:io.cilium.k8s.policy.name=${name}`];
  if (namespace !== '') labels.push(`k8s:io.cilium.k8s.policy.namespace=${namespace}`);
  labels.push(`k8s:io.cilium.k8s.policy.uid=${uid}`);
  return { $typeName: 'flow.Policy', name, namespace, labels, revision: BigInt(revision), kind };
}

export type FlagNames = 'SYN' | 'SYN, ACK' | 'ACK, FIN' | 'ACK, PSH';

/** The flag sets that the simulator sends, under the text that Summary has for them. */
export const TCP_FLAGS: Readonly<Record<FlagNames, TCPFlags>> = {
  SYN: flagsPart({ SYN: true }),
  'SYN, ACK': flagsPart({ SYN: true, ACK: true }),
  'ACK, FIN': flagsPart({ ACK: true, FIN: true }),
  'ACK, PSH': flagsPart({ ACK: true, PSH: true }),
};

function flagsPart(set: Partial<Omit<TCPFlags, '$typeName' | '$unknown'>>): TCPFlags {
  return {
    $typeName: 'flow.TCPFlags',
    FIN: false,
    SYN: false,
    RST: false,
    PSH: false,
    ACK: false,
    URG: false,
    ECE: false,
    CWR: false,
    NS: false,
    ...set,
  };
}
