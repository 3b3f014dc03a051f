import {
  DropReason,
  type Endpoint,
  type Ethernet,
  type Flow,
  FlowType,
  type IP,
  type Layer7,
  type Policy,
  SocketTranslationPoint,
  type TraceContext,
  TraceObservationPoint,
  TraceReason,
  TrafficDirection,
  Verdict,
} from '@orrery/proto/flow/flow_pb';
import type { L7Truth, SimNode, Truth } from '../sim-event.ts';
import { blankFlow, NO_TEXTS } from './blank-flow.ts';
import {
  DROPPED_ON_EGRESS,
  DROPPED_ON_INGRESS,
  L7_EVENT,
  MATCH_L3,
  MATCH_L3_L4,
  MATCH_NONE,
  SOCK_EVENT,
  SUMMARIES,
  TO_ENDPOINT_EVENT,
  TO_NETWORK_EVENT,
  TO_OVERLAY_EVENT,
  TO_PROXY_EVENT,
  TO_STACK_EVENT,
  VERDICT_EVENT,
} from './event-types.ts';
import {
  ethernetPart,
  eventTypePart,
  type FlagNames,
  icmpPart,
  ipPart,
  TCP_FLAGS,
  tcpPart,
  timestampOf,
  udpPart,
} from './flow-parts.ts';
import { NOBODY, OVERLAY, type Party, Pod, UPLINK } from './party.ts';
import type { Point, Talk, VerdictDetail, World } from './talk.ts';
import { truthOf } from './truth.ts';

/**
 * One talk as the agent on one side sees it, and the makers of everything that agent can say about it:
 *
 *     client ──leg 'client'──► (network) ──leg 'server'──► server
 *
 * The agent of the client's node writes what leaves and what comes back; that of the server's node what
 * arrives and what is answered. On one node both legs have the same agent but different cables.
 */
export class Leg {
  readonly node: number;
  readonly #world: World;
  readonly #agent: SimNode;
  readonly #talk: Talk;
  readonly #side: 'client' | 'server';
  readonly #client: Endpoint;
  readonly #server: Endpoint;
  readonly #truth: Truth;
  #forwardIp: IP | undefined;
  #replyIp: IP | undefined;
  #forwardEthernet: Ethernet | undefined;
  #replyEthernet: Ethernet | undefined;

  constructor(world: World, talk: Talk, side: 'client' | 'server') {
    const node = side === 'client' ? talk.client.node : talk.server.node;
    const agent = world.cluster.nodes[node];
    if (agent === undefined) throw new RangeError(`no agent sees the ${side} of this talk`);
    this.node = node;
    this.#world = world;
    this.#agent = agent;
    this.#talk = talk;
    this.#side = side;
    this.#client = talk.client.seenFrom(node);
    this.#server = talk.server.seenFrom(node);
    this.#truth = this.#truthFor(this.#server);
  }

  /** Type 5: the first packet of an allowed talk, or every denied packet. */
  verdict(timeMs: number, detail: VerdictDetail): void {
    const flow = this.#packet(timeMs, false, 'SYN');
    const isEgress = this.#side === 'client';
    const isDropped = detail.verdict === Verdict.DROPPED;
    flow.verdict = detail.verdict;
    flow.eventType = VERDICT_EVENT;
    flow.trafficDirection = isEgress ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
    flow.proxyPort = detail.proxyPort ?? 0;
    let truth = this.#truth;
    if (isDropped) {
      flow.dropReason = detail.reason ?? DropReason.POLICY_DENIED;
      flow.dropReasonDesc = flow.dropReason;
      if (isEgress) flow.egressDeniedBy = detail.by as Policy[];
      else flow.ingressDeniedBy = detail.by as Policy[];
      flow.policyMatchType = detail.by.length > 0 ? MATCH_L3_L4 : MATCH_NONE;
    } else {
      flow.isReply = false;
      if (isEgress) flow.egressAllowedBy = detail.by as Policy[];
      else flow.ingressAllowedBy = detail.by as Policy[];
      flow.policyMatchType =
        detail.verdict === Verdict.AUDIT ? MATCH_NONE : detail.by.length > 0 ? MATCH_L3_L4 : MATCH_L3;
    }
    if (detail.serverEndpoint !== undefined) {
      flow.destination = detail.serverEndpoint;
      truth = this.#truthFor(detail.serverEndpoint);
    }
    this.#push(timeMs, flow, truth);
  }

  /** Type 1: the same packet again, as dropped by the datapath. */
  drop(timeMs: number, reason: DropReason): void {
    const flow = this.#packet(timeMs, false, 'SYN');
    flow.verdict = Verdict.DROPPED;
    flow.dropReason = reason;
    flow.dropReasonDesc = reason;
    flow.eventType = eventTypePart(1, reason);
    flow.file = this.#side === 'client' ? DROPPED_ON_EGRESS : DROPPED_ON_INGRESS;
    flow.trafficDirection = this.#side === 'client' ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
    this.#push(timeMs, flow, this.#truth);
  }

  /** Type 4. The overlay and the network know no connection, so there direction and `is_reply` are missing. */
  trace(timeMs: number, point: Point, isReply: boolean, flags: FlagNames, isEstablished = false): void {
    const flow = this.#packet(timeMs, isReply, flags);
    flow.verdict = Verdict.FORWARDED;
    switch (point) {
      case 'TO_OVERLAY':
        flow.eventType = TO_OVERLAY_EVENT;
        flow.traceObservationPoint = TraceObservationPoint.TO_OVERLAY;
        flow.interface = OVERLAY;
        break;
      case 'TO_NETWORK':
        flow.eventType = TO_NETWORK_EVENT;
        flow.traceObservationPoint = TraceObservationPoint.TO_NETWORK;
        flow.interface = UPLINK;
        flow.trafficDirection = TrafficDirection.EGRESS;
        flow.IP = ipPart(this.#talk.client.ip, this.#talk.server.ip, this.#world.cluster.hosts[this.node]?.ip ?? '');
        break;
      case 'TO_STACK':
        flow.eventType = TO_STACK_EVENT;
        flow.traceObservationPoint = TraceObservationPoint.TO_STACK;
        this.#track(flow, isReply, isEstablished);
        break;
      case 'TO_PROXY':
        flow.eventType = TO_PROXY_EVENT;
        flow.traceObservationPoint = TraceObservationPoint.TO_PROXY;
        this.#track(flow, isReply, isEstablished);
        break;
      case 'TO_ENDPOINT':
        flow.eventType = TO_ENDPOINT_EVENT;
        flow.traceObservationPoint = TraceObservationPoint.TO_ENDPOINT;
        flow.interface = (this.#side === 'client' ? this.#talk.client : this.#talk.server).cable?.interface;
        this.#track(flow, isReply, isEstablished);
        break;
    }
    this.#push(timeMs, flow, this.#truth);
  }

  /** Type 129: an access log entry of the proxy on this side. */
  l7(
    timeMs: number,
    verdict: Verdict,
    isResponse: boolean,
    l7: Layer7,
    summary: string,
    more: { readonly traceContext?: TraceContext | undefined; readonly truth?: L7Truth | undefined } = {},
  ): void {
    const flow = this.#message(timeMs, isResponse);
    flow.verdict = verdict;
    flow.Type = FlowType.L7;
    flow.l7 = l7;
    flow.eventType = L7_EVENT;
    flow.trafficDirection = this.#side === 'client' ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
    flow.reply = isResponse;
    flow.isReply = isResponse;
    flow.traceContext = more.traceContext;
    flow.Summary = summary;
    flow.l4 = this.#l4(isResponse, undefined);
    this.#push(timeMs, flow, more.truth === undefined ? this.#truth : { ...this.#truth, l7: more.truth });
  }

  /** Type 7, twice: connect() to a service address, and the backend it became. Only the client's agent sees it. */
  socketTranslation(timeMs: number, serviceIp: string, name: string, namespace: string): void {
    const cookie = BigInt(this.#world.random.below(1e6) + 1000);
    const cgroup = BigInt(this.#world.random.below(20000) + 2000);
    for (const point of [
      SocketTranslationPoint.SOCK_XLATE_POINT_PRE_DIRECTION_FWD,
      SocketTranslationPoint.SOCK_XLATE_POINT_POST_DIRECTION_FWD,
    ]) {
      const isPre = point === SocketTranslationPoint.SOCK_XLATE_POINT_PRE_DIRECTION_FWD;
      const atMs = isPre ? timeMs : timeMs + 0.01;
      const flow = this.#message(atMs, false);
      flow.verdict = isPre ? Verdict.TRACED : Verdict.TRANSLATED;
      flow.Type = FlowType.SOCK;
      flow.eventType = SOCK_EVENT;
      flow.sockXlatePoint = point;
      flow.socketCookie = cookie;
      flow.cgroupId = cgroup;
      flow.Summary = this.#talk.protocol;
      flow.l4 =
        this.#talk.protocol === 'UDP'
          ? udpPart(0, this.#talk.serverPort)
          : tcpPart(0, this.#talk.serverPort, undefined);
      let truth = this.#truth;
      if (isPre) {
        flow.IP = ipPart(this.#talk.client.ip, serviceIp);
        flow.destination = NOBODY;
        flow.destinationService = { $typeName: 'flow.Service', name, namespace };
        flow.destinationNames = [];
        truth = this.#truthFor(NOBODY);
      }
      this.#push(atMs, flow, truth);
    }
  }

  #track(flow: Flow, isReply: boolean, isEstablished: boolean): void {
    flow.trafficDirection = this.#side === 'client' ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
    flow.traceReason = isReply ? TraceReason.REPLY : isEstablished ? TraceReason.ESTABLISHED : TraceReason.NEW;
    flow.isReply = isReply;
    flow.reply = isReply;
  }

  #truthFor(server: Endpoint): Truth {
    const { client, server: serverParty, serverPort, protocol } = this.#talk;
    return truthOf(
      { endpoint: this.#client, ip: client.ip },
      { endpoint: server, ip: serverParty.ip },
      this.#agent.name,
      serverPort,
      protocol,
    );
  }

  #push(timeMs: number, flow: Flow, truth: Truth): void {
    this.#world.timeline.push({ kind: 'flow', node: this.node, timeMs, flow, truth });
  }

  /** A flow about a packet: with Ethernet addresses, ports and flags. */
  #packet(timeMs: number, isReply: boolean, flags: FlagNames): Flow {
    const flow = this.#message(timeMs, isReply);
    flow.Type = FlowType.L3_L4;
    flow.ethernet = this.#ethernet(isReply);
    flow.l4 = this.#l4(isReply, flags);
    switch (this.#talk.protocol) {
      case 'TCP':
        flow.Summary = SUMMARIES[flags];
        break;
      case 'UDP':
        flow.Summary = 'UDP';
        break;
      case 'ICMPv4':
        flow.Summary = isReply ? 'ICMPv4 EchoReply' : 'ICMPv4 EchoRequest';
        break;
    }
    return flow;
  }

  #l4(isReply: boolean, flags: FlagNames | undefined) {
    const { protocol, clientPort, serverPort } = this.#talk;
    if (protocol === 'ICMPv4') return icmpPart(isReply ? 0 : 8, 0);
    const from = isReply ? serverPort : clientPort;
    const to = isReply ? clientPort : serverPort;
    return protocol === 'UDP'
      ? udpPart(from, to)
      : tcpPart(from, to, flags === undefined ? undefined : TCP_FLAGS[flags]);
  }

  #ethernet(isReply: boolean): Ethernet | undefined {
    const isClientSide = this.#side === 'client';
    const cable = (isClientSide ? this.#talk.client : this.#talk.server).cable;
    if (cable === undefined) return undefined;
    const leavesCable = isClientSide !== isReply;
    if (leavesCable) {
      if (isReply) return (this.#replyEthernet ??= ethernetPart(cable.mac, cable.hostMac));
      return (this.#forwardEthernet ??= ethernetPart(cable.mac, cable.hostMac));
    }
    if (isReply) return (this.#replyEthernet ??= ethernetPart(cable.hostMac, cable.mac));
    return (this.#forwardEthernet ??= ethernetPart(cable.hostMac, cable.mac));
  }

  /** A flow with what all kinds share. */
  #message(timeMs: number, isReply: boolean): Flow {
    const { client, server } = this.#talk;
    const names = this.#side === 'client' ? namesOf(client, server, timeMs) : NO_TEXTS;
    const nodeTimeMs = timeMs + this.#agent.clockOffsetMs;
    const flow = blankFlow();
    flow.emitter = this.#world.cluster.emitter;
    flow.time = timestampOf(nodeTimeMs);
    flow.uuid = this.#world.random.uuid();
    flow.IP = isReply
      ? (this.#replyIp ??= ipPart(server.ip, client.ip))
      : (this.#forwardIp ??= ipPart(client.ip, server.ip));
    flow.source = isReply ? this.#server : this.#client;
    flow.destination = isReply ? this.#client : this.#server;
    flow.nodeName = this.#agent.name;
    flow.nodeLabels = this.#agent.labels as string[];
    if (isReply) flow.sourceNames = names;
    else flow.destinationNames = names;
    return flow;
  }
}

/** Names come from the DNS answers that the client's own agent saw for this very pod. */
function namesOf(client: Party, server: Party, timeMs: number): string[] {
  if (!(client instanceof Pod) || server.kind !== 'outside') return NO_TEXTS;
  const known = client.resolved.get(server.ip);
  return known !== undefined && timeMs < known.untilMs ? [known.name] : NO_TEXTS;
}
