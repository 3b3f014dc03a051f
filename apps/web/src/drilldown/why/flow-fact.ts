import { DropReason } from '@orrery/proto/flow/flow_pb';
import { listMember, member, numberMember, textMember } from '../../base/json-member.ts';

/** Which end of the connection told of it, and decided: the egress of the source or the ingress of the destination. */
export type Side = 'source' | 'destination';

/** What one kept flow says about why. Texts are hostile. */
export interface FlowFact {
  readonly uuid: string;
  /** NaN when the flow has no time. */
  readonly timeMs: number;
  readonly node: string;
  /** Of the agent: `1.19.4+g0123abcd`; '' where it does not say. */
  readonly version: string;
  readonly verdict: string;
  readonly event: 'drop' | 'policy-verdict' | 'l7' | 'other';
  /** Undefined where the flow does not say it. */
  readonly side: Side | undefined;
  /** 0 for none. */
  readonly reason: number;
  /** The reason came as a number alone, as old agents tell it. */
  readonly isReasonByNumber: boolean;
  /** Policies that refused, for a verdict that says no; that allowed, for one that lets through. */
  readonly policies: readonly PolicyFact[];
  /** Said to be an answer of the destination, or only sent from the port of the service. */
  readonly answer: 'said' | 'by port' | 'no';
  readonly authentication: string;
  /** Where in Cilium's program it was dropped: `bpf_lxc.c:1184`. */
  readonly place: string;
  /** What matched policies say for the log. */
  readonly log: readonly string[];
  readonly destinationIp: string;
  readonly destinationNames: readonly string[];
  readonly http: HttpFact | undefined;
  /** The name that was asked for. */
  readonly dnsName: string;
}

export interface PolicyFact {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
}

export interface HttpFact {
  readonly method: string;
  /** Of the URL, without what is asked behind it. */
  readonly path: string;
  /** 0 for a request. */
  readonly code: number;
  /** X-Request-Id; '' for none. */
  readonly requestId: string;
}

/**
 * Reads an answer of `api/v1/flows` about one edge, whose port tells questions from answers. Other shapes are skipped.
 * `versions` are those of the agents by their nodes, for flows that do not say theirs.
 */
export function flowFacts(
  answer: unknown,
  port: number,
  versions: ReadonlyMap<string, string> = NO_VERSIONS,
): readonly FlowFact[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((item: unknown) => {
    const flow = member(item, 'flow');
    return flow === undefined ? [] : [flowFact(flow, port, versions)];
  });
}

const NO_VERSIONS: ReadonlyMap<string, string> = new Map();

function flowFact(flow: unknown, port: number, versions: ReadonlyMap<string, string>): FlowFact {
  const verdict = textMember(flow, 'verdict');
  const side = sideOf(textMember(flow, 'traffic_direction'));
  const described = reasonOf(member(flow, 'drop_reason_desc'));
  const file = member(flow, 'file');
  const l7 = member(flow, 'l7');
  const authentication = textMember(flow, 'auth_type');
  const node = textMember(flow, 'node_name');
  return {
    uuid: textMember(flow, 'uuid'),
    timeMs: Date.parse(textMember(flow, 'time')),
    node,
    version: textMember(member(flow, 'emitter'), 'version') || (versions.get(node) ?? ''),
    verdict,
    event: EVENTS.get(numberMember(member(flow, 'event_type'), 'type')) ?? 'other',
    side,
    reason: described || numberMember(flow, 'drop_reason'),
    isReasonByNumber: described === 0 && numberMember(flow, 'drop_reason') > 0,
    policies: side === undefined ? [] : policyFacts(flow, side, verdict),
    answer: answerOf(flow, port),
    authentication: authentication === 'DISABLED' ? '' : authentication,
    place: file === undefined ? '' : `${textMember(file, 'name')}:${numberMember(file, 'line')}`,
    log: texts(listMember(flow, 'policy_log')),
    destinationIp: textMember(member(flow, 'IP'), 'destination'),
    destinationNames: texts(listMember(flow, 'destination_names')),
    http: httpFact(member(l7, 'http')),
    dnsName: textMember(member(l7, 'dns'), 'query'),
  };
}

/** Reads an answer of `api/v1/status`: the versions of the agents, by their nodes. */
export function agentVersions(answer: unknown): ReadonlyMap<string, string> {
  return new Map(listMember(answer, 'nodes').map((node) => [textMember(node, 'name'), textMember(node, 'version')]));
}

const EVENTS: ReadonlyMap<number, FlowFact['event']> = new Map([
  [1, 'drop'],
  [5, 'policy-verdict'],
  [129, 'l7'],
]);

function sideOf(direction: string): Side | undefined {
  if (direction === 'EGRESS') return 'source';
  return direction === 'INGRESS' ? 'destination' : undefined;
}

/** By name, or by number where the schema has no name for it. */
function reasonOf(described: unknown): number {
  if (typeof described === 'number') return described;
  if (typeof described !== 'string' || !Object.hasOwn(DropReason, described)) return 0;
  return DropReason[described as keyof typeof DropReason];
}

function policyFacts(flow: unknown, side: Side, verdict: string): readonly PolicyFact[] {
  const way = side === 'source' ? 'egress' : 'ingress';
  const done = verdict === 'DROPPED' || verdict === 'AUDIT' ? 'denied' : 'allowed';
  return listMember(flow, `${way}_${done}_by`).map((policy) => ({
    kind: textMember(policy, 'kind'),
    namespace: textMember(policy, 'namespace'),
    name: textMember(policy, 'name'),
    // Written as text, since it may be larger than a number can say.
    revision: textMember(policy, 'revision') || String(numberMember(policy, 'revision') || ''),
  }));
}

/** A dropped packet does not say whether it was an answer; one that left from the port of the service probably was. */
function answerOf(flow: unknown, port: number): FlowFact['answer'] {
  const said = member(flow, 'is_reply');
  if (typeof said === 'boolean') return said ? 'said' : 'no';
  const l4 = member(flow, 'l4');
  const ports = member(l4, 'TCP') ?? member(l4, 'UDP') ?? member(l4, 'SCTP');
  if (ports === undefined || port === 0) return 'no';
  const isFromService = numberMember(ports, 'source_port') === port;
  return isFromService && numberMember(ports, 'destination_port') !== port ? 'by port' : 'no';
}

function httpFact(http: unknown): HttpFact | undefined {
  if (http === undefined) return undefined;
  const id = listMember(http, 'headers').find((header) => textMember(header, 'key').toLowerCase() === 'x-request-id');
  return {
    method: textMember(http, 'method'),
    path: pathOf(textMember(http, 'url')),
    code: numberMember(http, 'code'),
    requestId: textMember(id, 'value'),
  };
}

function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/';
}

function texts(list: readonly unknown[]): readonly string[] {
  return list.filter((text): text is string => typeof text === 'string');
}
