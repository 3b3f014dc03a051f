import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  DropReason,
  L7FlowType,
  TraceObservationPoint,
  TraceReason,
  TrafficDirection,
  Verdict,
} from '@orrery/proto/flow/flow_pb';
import { FlowType, IPVersion, type EndpointSchema, type Flow, type FlowSchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { CLUSTER, type LoadEdge, type LoadNode, type LoadPeer, type LoadPod } from './load-cluster.ts';

/**
 * Values that stand in a template where every sent flow gets its own. Each has the width of what replaces it.
 * None of them occurs elsewhere in a flow.
 */
export const PLACEHOLDER = {
  uuid: '7e57ab1e-ffff-4fff-bfff-ffffffffff01',
  requestId: '7e57ab1e-ffff-4fff-bfff-ffffffffff02',
  /** Ten digits, somewhere in a path. */
  pathId: '9876501234',
  seconds: 2_000_000_011n,
  nanos: 999_999_937,
  clientPort: 61_937,
} as const;

/** One event of a sequence, with whether its source is the client of the connection. */
export interface LoadEvent {
  readonly response: GetFlowsResponse;
  readonly node: LoadNode;
  readonly verdict: Verdict;
  readonly fromClient: boolean;
}

/** What sets an event apart; the rest follows from its edge and the node that reports it. */
type Facts = Exclude<MessageInitShape<typeof FlowSchema>, Flow> & { readonly verdict: Verdict };

/** Builds the events of one edge. `at` is the side that reports: the client's node or the server's. */
export function eventOf(edge: LoadEdge, at: 'client' | 'server', fromClient: boolean, facts: Facts): LoadEvent {
  const client: LoadPeer = { kind: 'pod', pod: edge.source, key: '' };
  const server = edge.destination;
  const node = at === 'server' && server.kind === 'pod' ? server.pod.node : edge.source.node;
  const [from, to] = fromClient ? [client, server] : [server, client];
  const ports = fromClient
    ? { sourcePort: PLACEHOLDER.clientPort, destinationPort: edge.port }
    : { sourcePort: edge.port, destinationPort: PLACEHOLDER.clientPort };
  const time = { seconds: PLACEHOLDER.seconds, nanos: PLACEHOLDER.nanos };
  const isL7 = facts.Type === FlowType.L7;
  const flags = isL7 ? {} : { flags: fromClient ? { SYN: true } : { SYN: true, ACK: true } };
  const tcp = { case: 'TCP', value: { ...ports, ...flags } } as const;
  const response = create(GetFlowsResponseSchema, {
    nodeName: node.name,
    time,
    responseTypes: {
      case: 'flow',
      value: {
        Type: FlowType.L3_L4,
        Summary: edge.protocol === 'UDP' ? 'UDP' : fromClient ? 'TCP Flags: SYN' : 'TCP Flags: SYN, ACK',
        ...(isL7 ? {} : { ethernet: { source: macOf(from), destination: macOf(to) } }),
        ...facts,
        time,
        uuid: PLACEHOLDER.uuid,
        emitter: { name: 'Hubble', version: '1.19.4+g0123abcd' },
        IP: { source: ipOf(from), destination: ipOf(to), ipVersion: IPVersion.IPv4 },
        l4: { protocol: edge.protocol === 'UDP' ? { case: 'UDP', value: ports } : tcp },
        source: endpointOf(from, node),
        destination: endpointOf(to, node),
        nodeName: node.name,
        nodeLabels: nodeLabels(node),
        sourceNames: from.kind === 'reserved' ? [...from.names] : [],
        destinationNames: to.kind === 'reserved' ? [...to.names] : [],
      },
    },
  });
  return { response, node, verdict: facts.verdict, fromClient };
}

/** The six events of one allowed connection: both nodes report it, and its answer. */
export function allowedConnection(edge: LoadEdge): LoadEvent[] {
  const isInside = edge.destination.kind === 'pod';
  const events = [verdict(edge, 'client', Verdict.FORWARDED), overlay(edge, 'client', true)];
  if (isInside) events.push(verdict(edge, 'server', Verdict.FORWARDED), toEndpoint(edge, 'server', true));
  if (isInside) events.push(overlay(edge, 'server', false));
  events.push(toEndpoint(edge, 'client', false));
  return events;
}

/** The same packet, first as a verdict and then as a drop. */
export function deniedConnection(edge: LoadEdge): LoadEvent[] {
  const at = edge.destination.kind === 'pod' ? 'server' : 'client';
  const direction = at === 'server' ? TrafficDirection.INGRESS : TrafficDirection.EGRESS;
  const denied = {
    verdict: Verdict.DROPPED,
    dropReason: 133,
    dropReasonDesc: DropReason.POLICY_DENIED,
    trafficDirection: direction,
  };
  return [
    eventOf(edge, at, true, { ...denied, eventType: { type: 5 } }),
    eventOf(edge, at, true, {
      ...denied,
      eventType: { type: 1, subType: 133 },
      file: { name: 'bpf_lxc.c', line: 1361 },
    }),
  ];
}

/** An AUDIT verdict, then the packet that audit mode let pass. */
export function auditedConnection(edge: LoadEdge): LoadEvent[] {
  return [verdict(edge, 'server', Verdict.AUDIT), toEndpoint(edge, 'server', true)];
}

function verdict(edge: LoadEdge, at: 'client' | 'server', outcome: Verdict): LoadEvent {
  const isEgress = at === 'client';
  const peer = edge.destination;
  const owner = isEgress || peer.kind !== 'pod' ? edge.source : peer.pod;
  const named = outcome === Verdict.FORWARDED ? [policyOf(owner, isEgress ? 'egress' : 'ingress')] : [];
  return eventOf(edge, at, true, {
    verdict: outcome,
    eventType: { type: 5 },
    trafficDirection: isEgress ? TrafficDirection.EGRESS : TrafficDirection.INGRESS,
    policyMatchType: outcome === Verdict.FORWARDED ? 2 : 0,
    isReply: false,
    ...(isEgress ? { egressAllowedBy: named } : { ingressAllowedBy: named }),
  });
}

function overlay(edge: LoadEdge, at: 'client' | 'server', fromClient: boolean): LoadEvent {
  return eventOf(edge, at, fromClient, {
    verdict: Verdict.FORWARDED,
    eventType: { type: 4, subType: 4 },
    traceObservationPoint: TraceObservationPoint.TO_OVERLAY,
    interface: { index: 6, name: 'cilium_vxlan' },
  });
}

function toEndpoint(edge: LoadEdge, at: 'client' | 'server', fromClient: boolean): LoadEvent {
  return eventOf(edge, at, fromClient, {
    verdict: Verdict.FORWARDED,
    eventType: { type: 4 },
    traceObservationPoint: TraceObservationPoint.TO_ENDPOINT,
    traceReason: fromClient ? TraceReason.NEW : TraceReason.REPLY,
    trafficDirection: at === 'client' ? TrafficDirection.EGRESS : TrafficDirection.INGRESS,
    isReply: !fromClient,
    reply: !fromClient,
    interface: { index: 29, name: 'lxc0c465a40f24b' },
  });
}

export function l7Event(edge: LoadEdge, at: 'client' | 'server', type: L7FlowType, facts: Facts): LoadEvent {
  const isRequest = type === L7FlowType.REQUEST;
  return eventOf(edge, at, isRequest, {
    ...facts,
    Type: FlowType.L7,
    eventType: { type: 129 },
    trafficDirection: at === 'client' ? TrafficDirection.EGRESS : TrafficDirection.INGRESS,
    isReply: !isRequest,
    reply: !isRequest,
  });
}

function endpointOf(peer: LoadPeer, node: LoadNode): MessageInitShape<typeof EndpointSchema> {
  if (peer.kind === 'reserved') return { identity: peer.identity, labels: [...peer.labels] };
  const { pod } = peer;
  const isLocal = pod.node === node;
  return {
    ...(isLocal ? { ID: pod.endpointId, workloads: [{ name: pod.workload, kind: 'Deployment' }] } : {}),
    identity: pod.identity,
    clusterName: CLUSTER,
    namespace: pod.namespace,
    podName: pod.name,
    labels: [
      `k8s:app=${pod.workload}`,
      `k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name=${pod.namespace}`,
      `k8s:io.cilium.k8s.policy.cluster=${CLUSTER}`,
      'k8s:io.cilium.k8s.policy.serviceaccount=default',
      `k8s:io.kubernetes.pod.namespace=${pod.namespace}`,
    ],
  };
}

function nodeLabels(node: LoadNode): string[] {
  return [
    'kubernetes.io/arch=amd64',
    `kubernetes.io/hostname=${node.name.slice(CLUSTER.length + 1)}`,
    'kubernetes.io/os=linux',
  ];
}

function policyOf(pod: LoadPod, direction: string) {
  const name = `${pod.workload}-${direction}`;
  const prefix = 'k8s:io.cilium.k8s.policy';
  return {
    name,
    namespace: pod.namespace,
    labels: [
      `${prefix}.derived-from=CiliumNetworkPolicy`,
      `${prefix}.name=${name}`,
      `${prefix}.namespace=${pod.namespace}`,
    ],
    revision: 7n,
    kind: 'CiliumNetworkPolicy',
  };
}

function ipOf(peer: LoadPeer): string {
  return peer.kind === 'pod' ? peer.pod.ip : peer.ip;
}

function macOf(peer: LoadPeer): string {
  return peer.kind === 'pod' ? peer.pod.mac : '02:42:ac:12:00:02';
}
