import type { Endpoint, NodeName, PolicyRef } from './endpoint.ts';

export const IS_REPLY_UNKNOWN = -1;

export const TCP_FIN = 1;
export const TCP_SYN = 2;
export const TCP_RST = 4;
export const TCP_ACK = 16;

/** CiliumEventType.type */
export const EVENT_DROP = 1;
export const EVENT_POLICY_VERDICT = 5;
export const EVENT_SOCKET = 7;
export const EVENT_L7 = 129;

export const L7_NONE = 0;
export const L7_DNS = 100;
export const L7_HTTP = 101;
export const L7_KAFKA = 102;

export const L7_REQUEST = 1;
export const L7_RESPONSE = 2;

/**
 * What the aggregate needs of one flow. There is one record, and it is filled again for every flow: nobody keeps
 * it. A field pair `xFrom`, `xTo` is a half-open range in the bytes of the message; read it with `FlowReader.text`.
 * Numbers are those of the wire, so values that are newer than this program pass through.
 */
export class FlowRecord {
  node: NodeName;
  timeMs = 0;
  /** False when the flow has no time at all. */
  hasTime = false;
  /** Hash of the uuid; zero and zero when the agent sent none. */
  uuidLow = 0;
  uuidHigh = 0;
  verdict = 0;
  dropReason = 0;
  eventType = 0;
  eventSubType = 0;
  /** 0 unknown, 1 ingress, 2 egress */
  direction = 0;
  /** 1 reply, 0 not a reply, IS_REPLY_UNKNOWN */
  isReply = IS_REPLY_UNKNOWN;

  source: Endpoint;
  destination: Endpoint;
  sourceIpFrom = 0;
  sourceIpTo = 0;
  sourceIpHash = 0;
  destinationIpFrom = 0;
  destinationIpTo = 0;
  destinationIpHash = 0;
  /** Field number in flow.Layer4: 1 TCP, 2 UDP, 3 ICMPv4, 4 ICMPv6, 5 SCTP, 6 VRRP, 7 IGMP; 0 none. */
  protocol = 0;
  sourcePort = 0;
  destinationPort = 0;
  /** Sum of TCP_* */
  tcpFlags = 0;
  icmpType = 0;

  /** Pairs of from and to. */
  readonly sourceNames: number[] = [];
  readonly destinationNames: number[] = [];
  readonly allowedBy: PolicyRef[] = [];
  readonly deniedBy: PolicyRef[] = [];

  /** L7_NONE, L7_DNS, L7_HTTP, L7_KAFKA */
  l7 = L7_NONE;
  l7Type = 0;
  latencyNs = 0;

  httpCode = 0;
  methodFrom = 0;
  methodTo = 0;
  urlFrom = 0;
  urlTo = 0;
  /** What the request itself calls its protocol: HTTP/1.1. */
  protocolFrom = 0;
  protocolTo = 0;
  /** Hash of X-Request-Id; zero and zero without one. */
  requestIdLow = 0;
  requestIdHigh = 0;
  isGrpc = false;

  queryFrom = 0;
  queryTo = 0;
  rcode = 0;
  ttlSeconds = 0;
  /** Pairs of from and to. */
  readonly queryTypes: number[] = [];
  readonly answerIps: number[] = [];

  readonly #noNode: NodeName;
  readonly #noEndpoint: Endpoint;

  /** What stands for a node and an endpoint that were not sent. */
  constructor(noNode: NodeName, noEndpoint: Endpoint) {
    this.#noNode = this.node = noNode;
    this.#noEndpoint = this.source = this.destination = noEndpoint;
  }

  clear(): void {
    this.node = this.#noNode;
    this.timeMs = 0;
    this.hasTime = false;
    this.uuidLow = 0;
    this.uuidHigh = 0;
    this.verdict = 0;
    this.dropReason = 0;
    this.eventType = 0;
    this.eventSubType = 0;
    this.direction = 0;
    this.isReply = IS_REPLY_UNKNOWN;
    this.source = this.#noEndpoint;
    this.destination = this.#noEndpoint;
    this.sourceIpFrom = this.sourceIpTo = this.sourceIpHash = 0;
    this.destinationIpFrom = this.destinationIpTo = this.destinationIpHash = 0;
    this.protocol = 0;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.tcpFlags = 0;
    this.icmpType = 0;
    if (this.sourceNames.length > 0) this.sourceNames.length = 0;
    if (this.destinationNames.length > 0) this.destinationNames.length = 0;
    if (this.allowedBy.length > 0) this.allowedBy.length = 0;
    if (this.deniedBy.length > 0) this.deniedBy.length = 0;
    this.l7 = L7_NONE;
    this.l7Type = 0;
  }

  clearL7(): void {
    this.latencyNs = 0;
    this.httpCode = 0;
    this.methodFrom = this.methodTo = 0;
    this.urlFrom = this.urlTo = 0;
    this.protocolFrom = this.protocolTo = 0;
    this.requestIdLow = this.requestIdHigh = 0;
    this.isGrpc = false;
    this.queryFrom = this.queryTo = 0;
    this.rcode = 0;
    this.ttlSeconds = 0;
    this.queryTypes.length = 0;
    this.answerIps.length = 0;
  }
}
