import type { Timestamp } from '@bufbuild/protobuf/wkt';
import {
  AuthType,
  DropReason,
  TrafficDirection,
  Verdict,
  type Endpoint,
  type Flow,
  type Policy,
} from '@orrery/proto/flow/flow_pb';
import { eventText, tracePointText, EVENT } from './event-words.ts';
import { portsOf } from './ports.ts';
import { summaryOf, tcpFlagsText } from './summary.ts';

/** One end of a flow. Texts are as they came, and so anything; '' and 0 stand for what was not told. */
export interface EndFacts {
  /** What to call it: the workload, else the pod, a DNS name or the address. */
  readonly name: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  /** Told only of ends on the node that reports. */
  readonly workload: string;
  readonly workloadKind: string;
  readonly service: string;
  readonly identity: number;
  readonly labels: readonly string[];
  readonly names: readonly string[];
  readonly ip: string;
  readonly port: number;
}

export interface PolicyFacts {
  readonly effect: 'allowed' | 'denied';
  readonly direction: 'ingress' | 'egress';
  /** `CiliumNetworkPolicy`, `NetworkPolicy`, ... */
  readonly kind: string;
  /** '' for clusterwide policies. */
  readonly namespace: string;
  readonly name: string;
  readonly revision: bigint;
  readonly labels: readonly string[];
}

/** What the columns of a table of flows show. */
export interface FlowFacts {
  readonly uuid: string;
  /** Milliseconds since 1970, with a fraction; NaN when no time was told. */
  readonly timeMs: number;
  readonly node: string;
  readonly source: EndFacts;
  readonly destination: EndFacts;
  /** `TCP`, `UDP`, `ICMPv4`, ...; '' when none was told. */
  readonly protocol: string;
  readonly verdict: string;
  /** Name of the number, such as `POLICY_DENIED`; '' without one. */
  readonly dropReason: string;
  readonly direction: 'ingress' | 'egress' | 'unknown';
  readonly isReply: boolean | undefined;
  /** `drop`, `trace`, `policy-verdict`, `l7`, `trace-sock`, `capture`, or the number. */
  readonly type: string;
  /** As the command line prints it: `to-endpoint`, `Policy denied`, `http-request`, ... */
  readonly event: string;
  /** Where a trace was taken; '' for other events. */
  readonly observationPoint: string;
  /** `HTTP/1.1 GET http://cart/`, `DNS Query cart. A`; '' for what is not of layer 7. */
  readonly layer7: string;
  readonly summary: string;
  readonly tcpFlags: string;
  readonly policies: readonly PolicyFacts[];
  /** What policies asked to be logged. */
  readonly policyLog: readonly string[];
  readonly isEncrypted: boolean;
  /** `SPIRE`; '' without authentication. */
  readonly authentication: string;
  readonly interface: string;
  readonly proxyPort: number;
  readonly traceId: string;
}

export function flowFacts(flow: Flow): FlowFacts {
  const summary = summaryOf(flow);
  const { l4, IP } = flow;
  return {
    uuid: flow.uuid,
    timeMs: timeMsOf(flow.time),
    node: flow.nodeName,
    source: endFacts(flow, 'source'),
    destination: endFacts(flow, 'destination'),
    protocol: l4?.protocol.case ?? '',
    verdict: Verdict[flow.verdict] ?? String(flow.verdict),
    dropReason: dropReasonName(flow),
    direction: directionOf(flow),
    isReply: flow.isReply,
    type: TYPES.get(flow.eventType?.type ?? 0) ?? String(flow.eventType?.type ?? 0),
    event: eventText(flow),
    observationPoint: flow.eventType?.type === EVENT.trace ? tracePointText(flow.eventType.subType) : '',
    layer7: flow.l7 === undefined ? '' : summary,
    summary,
    tcpFlags: l4?.protocol.case === 'TCP' ? tcpFlagsText(l4.protocol.value.flags) : '',
    policies: policiesOf(flow),
    policyLog: flow.policyLog,
    isEncrypted: IP?.encrypted ?? false,
    authentication: flow.authType === AuthType.DISABLED ? '' : (AuthType[flow.authType] ?? String(flow.authType)),
    interface: flow.interface?.name ?? '',
    proxyPort: flow.proxyPort,
    traceId: flow.traceContext?.parent?.traceId ?? '',
  };
}

/** Milliseconds since 1970, NaN without a time. */
function timeMsOf(time: Timestamp | undefined): number {
  return time === undefined ? Number.NaN : Number(time.seconds) * 1000 + time.nanos / 1e6;
}

function directionOf({ trafficDirection }: Flow): FlowFacts['direction'] {
  if (trafficDirection === TrafficDirection.INGRESS) return 'ingress';
  return trafficDirection === TrafficDirection.EGRESS ? 'egress' : 'unknown';
}

/** All that a flow names, what denied it first. */
function policiesOf(flow: Flow): PolicyFacts[] {
  return [
    ...flow.egressDeniedBy.map((policy) => policyFacts(policy, 'denied', 'egress')),
    ...flow.ingressDeniedBy.map((policy) => policyFacts(policy, 'denied', 'ingress')),
    ...flow.egressAllowedBy.map((policy) => policyFacts(policy, 'allowed', 'egress')),
    ...flow.ingressAllowedBy.map((policy) => policyFacts(policy, 'allowed', 'ingress')),
  ];
}

/** Old agents send only the number that is deprecated. */
function dropReasonName({ dropReasonDesc, dropReason }: Flow): string {
  const reason = dropReasonDesc || dropReason;
  return reason === 0 ? '' : (DropReason[reason] ?? `DROP_REASON_${reason}`);
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [0, ''],
  [EVENT.drop, 'drop'],
  [EVENT.capture, 'capture'],
  [EVENT.trace, 'trace'],
  [EVENT.policyVerdict, 'policy-verdict'],
  [EVENT.traceSock, 'trace-sock'],
  [EVENT.l7, 'l7'],
]);

function endFacts(flow: Flow, end: 'source' | 'destination'): EndFacts {
  const isSource = end === 'source';
  const endpoint: Endpoint | undefined = flow[end];
  const service = isSource ? flow.sourceService : flow.destinationService;
  const names = isSource ? flow.sourceNames : flow.destinationNames;
  const ip = flow.IP?.[end] ?? '';
  const workload = endpoint?.workloads[0];
  const pod = endpoint?.podName ?? '';
  return {
    name: workload?.name || pod || names[0] || ip,
    cluster: endpoint?.clusterName ?? '',
    namespace: endpoint?.namespace ?? '',
    pod,
    workload: workload?.name ?? '',
    workloadKind: workload?.kind ?? '',
    service: service?.name ?? '',
    identity: endpoint?.identity ?? 0,
    labels: endpoint?.labels ?? [],
    names,
    ip,
    port: portsOf(flow)?.[end] ?? 0,
  };
}

function policyFacts(
  { kind, namespace, name, revision, labels }: Policy,
  effect: PolicyFacts['effect'],
  direction: PolicyFacts['direction'],
): PolicyFacts {
  return { effect, direction, kind, namespace, name, revision, labels };
}
