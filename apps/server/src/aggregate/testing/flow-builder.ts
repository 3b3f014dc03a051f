import { create, toBinary } from '@bufbuild/protobuf';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { EndpointSchema, FlowSchema, Layer4Schema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';

/** When drawn time begins, seconds since 1970; `at` counts from here. */
export const START = 1_790_000_000;

const VERDICTS = { unknown: 0, forwarded: 1, dropped: 2, error: 3, audit: 4, redirected: 5, traced: 6, translated: 7 };
const EVENTS = { drop: 1, trace: 4, verdict: 5, socket: 7, l7: 129 };
const FLAGS = {
  syn: { SYN: true },
  'syn-ack': { SYN: true, ACK: true },
  ack: { ACK: true },
  fin: { FIN: true, ACK: true },
  rst: { RST: true },
};

export interface FlowDetails {
  /** Seconds after START; NaN leaves the time out. */
  readonly at?: number;
  readonly node?: string;
  readonly uuid?: string;
  readonly verdict?: keyof typeof VERDICTS;
  readonly event?: keyof typeof EVENTS;
  readonly reason?: number;
  readonly direction?: 'ingress' | 'egress';
  readonly isReply?: boolean;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | 'ICMPv4' | 'ICMPv6';
  readonly icmpType?: number;
  readonly flags?: keyof typeof FLAGS;
  /** Which end lives on the node that tells: only that end has a workload. */
  readonly local?: 'source' | 'destination' | 'both' | 'none';
  /** Whatever else the flow says. */
  readonly more?: MessageInitShape<typeof FlowSchema>;
}

let uuids = 0;

/** One message: `shop/frontend:41000 -> shop/cart:8080`. Ends are pods, or see `endpointOf`. */
export function flow(drawn: string, details: FlowDetails = {}): Uint8Array {
  const [source, destination] = drawn.split(' -> ').map(endOf);
  const { at = 0, node = 'n1', uuid = `u${uuids++}`, verdict = 'forwarded', event = 'trace', local = 'none' } = details;
  const time = Number.isNaN(at)
    ? {}
    : { time: { seconds: BigInt(START + Math.floor(at)), nanos: Math.round((at - Math.floor(at)) * 1e9) } };
  const value = {
    ...time,
    uuid,
    nodeName: node,
    verdict: VERDICTS[verdict],
    eventType: { type: EVENTS[event] },
    dropReasonDesc: details.reason ?? 0,
    trafficDirection: details.direction === undefined ? 0 : details.direction === 'ingress' ? 1 : 2,
    ...(details.isReply === undefined ? {} : { isReply: details.isReply }),
    IP: { source: source.ip, destination: destination.ip },
    l4: layer4(details, source.port, destination.port),
    source: endpointOf(source.name, local === 'source' || local === 'both'),
    destination: endpointOf(destination.name, local === 'destination' || local === 'both'),
    ...details.more,
  } as MessageInitShape<typeof FlowSchema>;
  return messageOf({ responseTypes: { case: 'flow', value }, nodeName: node });
}

export function messageOf(message: MessageInitShape<typeof GetFlowsResponseSchema>): Uint8Array {
  return toBinary(GetFlowsResponseSchema, create(GetFlowsResponseSchema, message));
}

/** `count` events that were lost. */
export function lost(node: string, count: number, source: number, at: number): Uint8Array {
  const time = { seconds: BigInt(START + at), nanos: 0 };
  const value = { source, numEventsLost: BigInt(count), first: time, last: time };
  return messageOf({ responseTypes: { case: 'lostEvents', value }, nodeName: node, time });
}

/** The address of an end: what stands after `@`, else one that follows from its name. */
export function addressOf(name: string): string {
  const [, address] = name.split('@');
  const hash = hashOf(name);
  return address ?? `10.${hash & 63}.${(hash >>> 8) & 255}.${(hash >>> 16) & 255}`;
}

/** The identity of a pod follows from its name. */
export function identityOf(name: string): number {
  return 256 + (hashOf(name) % 60_000);
}

/** `ns/name`, `host`, `world@192.0.2.1`, `fqdn:api.example.com@192.0.2.1`, `cidr:192.0.2.0/24@192.0.2.1`. */
export function endpointOf(end: string, isLocal = false): MessageInitShape<typeof EndpointSchema> {
  const [name] = end.split('@');
  if (name === 'world') return { identity: 9, labels: ['reserved:world-ipv4'] };
  if (name === 'host') return { identity: 1, labels: ['reserved:host'] };
  if (name.startsWith('fqdn:')) return { identity: 16_777_259, labels: [`${name}.`, 'reserved:world-ipv4'] };
  if (name.startsWith('cidr:')) return { identity: 16_777_300, labels: [name, 'reserved:world-ipv4'] };
  const [namespace, workload] = name.split('/');
  return {
    identity: identityOf(name),
    clusterName: 'kind',
    namespace,
    podName: `${workload}-5b8f7c9d4-lm4zq`,
    labels: [`k8s:app=${workload}`, `k8s:io.kubernetes.pod.namespace=${namespace}`],
    workloads: isLocal ? [{ name: workload, kind: 'Deployment' }] : [],
  };
}

function endOf(text: string): { name: string; ip: string; port: number } {
  const at = /^(.*):(\d+)$/.exec(text);
  const name = at?.[1] ?? text;
  return { name, ip: addressOf(name), port: Number(at?.[2] ?? 0) };
}

function layer4(
  { protocol = 'TCP', flags, icmpType = 8 }: FlowDetails,
  sourcePort: number,
  destinationPort: number,
): MessageInitShape<typeof Layer4Schema> {
  if (protocol === 'ICMPv4' || protocol === 'ICMPv6')
    return { protocol: { case: protocol, value: { type: icmpType } } };
  const ports = { sourcePort, destinationPort };
  if (protocol === 'TCP')
    return { protocol: { case: 'TCP', value: { ...ports, flags: flags === undefined ? {} : FLAGS[flags] } } };
  return { protocol: { case: protocol, value: ports } };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
