import { flowFacts, type EndFacts, type PolicyFacts } from '@orrery/flow/flow-facts';
import type { Endpoint, Flow } from '@orrery/proto/flow/flow_pb';
import type { GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { urlPath } from '@orrery/query/url-path';
import { rowSummary } from './row-summary.ts';

/** What a row of the table can show of one end. Everything in it is text that somebody chose. */
export interface RowEnd {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  readonly workloadKind: string;
  readonly identity: number;
  readonly ip: string;
  /** 0 for protocols without ports. */
  readonly port: number;
  /** DNS names that the asking end had learned for the address. */
  readonly names: readonly string[];
  /** `world`, `host`, ... for what is no pod. */
  readonly reserved: string;
  readonly service: string;
}

/** What a row of the table can show of a flow; texts are cut at a bound, the whole is in the flow itself. */
export interface FlowRow {
  /** Names the row as long as the page is open. */
  readonly serial: number;
  /** Names the flow at the server. */
  readonly number: number;
  /** '' from very old agents. */
  readonly uuid: string;
  /** NaN when it is not told. */
  readonly timeMs: number;
  readonly verdict: string;
  readonly source: RowEnd;
  readonly destination: RowEnd;
  /** `TCP`, `UDP`, `ICMPv4`, ...; '' when it is not told. */
  readonly protocol: string;
  /** `HTTP`, `DNS`, `Kafka`, or ''. */
  readonly l7: string;
  readonly httpMethod: string;
  readonly httpPath: string;
  /** 0 when there is none. */
  readonly httpStatus: number;
  readonly dnsName: string;
  readonly summary: string;
  /** `POLICY_DENIED`; '' when nothing was dropped. */
  readonly dropReason: string;
  readonly allowedBy: readonly string[];
  readonly deniedBy: readonly string[];
  /** `ingress`, `egress` or ''. */
  readonly direction: string;
  /** `policy-verdict`, `drop`, `trace`, `l7`, ... */
  readonly type: string;
  /** What kind of event it is, as Hubble prints it: `to-endpoint`, `http-request`. */
  readonly event: string;
  /** undefined when connection tracking did not say. */
  readonly isReply: boolean | undefined;
  readonly tcpFlags: string;
  readonly node: string;
  readonly isEncrypted: boolean;
  readonly interface: string;
  readonly traceId: string;
}

const MAX_CHARACTERS = 300;
const MAX_LISTED = 8;
const L7_NAMES = { http: 'HTTP', dns: 'DNS', kafka: 'Kafka' } as const;

/** Undefined for a response that holds no flow. */
export function flowRow(serial: number, number: number, response: GetFlowsResponse | undefined): FlowRow | undefined {
  if (response?.responseTypes.case !== 'flow') return undefined;
  const flow = response.responseTypes.value;
  const facts = flowFacts(flow);
  const record = flow.l7?.record;
  const http = record?.case === 'http' ? record.value : undefined;
  const dns = record?.case === 'dns' ? record.value : undefined;
  return {
    serial,
    number,
    uuid: cut(facts.uuid),
    timeMs: facts.timeMs,
    verdict: facts.verdict,
    source: rowEnd(facts.source, flow.source),
    destination: rowEnd(facts.destination, flow.destination),
    protocol: facts.protocol,
    l7: record?.case === undefined ? '' : L7_NAMES[record.case],
    httpMethod: cut(http?.method ?? ''),
    httpPath: http === undefined ? '' : cut(urlPath(http.url) ?? ''),
    httpStatus: http?.code ?? 0,
    dnsName: cut(dns?.query ?? ''),
    summary: cut(rowSummary(flow)),
    dropReason: facts.dropReason,
    allowedBy: policyNames(facts.policies, 'allowed'),
    deniedBy: policyNames(facts.policies, 'denied'),
    direction: facts.direction === 'unknown' ? '' : facts.direction,
    type: facts.type,
    event: eventOf(flow, facts.event),
    isReply: facts.isReply,
    tcpFlags: facts.tcpFlags,
    node: cut(facts.node || response.nodeName),
    isEncrypted: facts.isEncrypted,
    interface: cut(facts.interface),
    traceId: cut(facts.traceId),
  };
}

function rowEnd(facts: EndFacts, endpoint: Endpoint | undefined): RowEnd {
  return {
    namespace: cut(facts.namespace),
    pod: cut(facts.pod),
    workload: cut(facts.workload),
    workloadKind: cut(facts.workloadKind),
    identity: facts.identity,
    ip: cut(facts.ip),
    port: facts.port,
    names: facts.names.slice(0, MAX_LISTED).map(cut),
    reserved: reservedName(endpoint),
    service: cut(facts.service),
  };
}

/** The last reserved label, as `kube-apiserver` says more than `host`. */
function reservedName(endpoint: Endpoint | undefined): string {
  const label = endpoint?.labels.findLast((text) => text.startsWith('reserved:'));
  return label === undefined ? '' : cut(label.slice('reserved:'.length));
}

function policyNames(policies: readonly PolicyFacts[], effect: 'allowed' | 'denied'): readonly string[] {
  const names = policies
    .filter((policy) => policy.effect === effect)
    .map(({ namespace, name }) => cut(namespace === '' ? name : `${namespace}/${name}`));
  return [...new Set(names)].slice(0, MAX_LISTED);
}

/** Without the direction, which has a column of its own. */
function eventOf({ trafficDirection }: Flow, event: string): string {
  const text = cut(event);
  return trafficDirection === 0 ? text : text.replace(/ (INGRESS|EGRESS)$/, '');
}

function cut(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}
