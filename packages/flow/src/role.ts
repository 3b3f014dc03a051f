import { TrafficDirection, Verdict, type Flow } from '@orrery/proto/flow/flow_pb';
import { connectionOf, isAnswer } from './connection.ts';
import { EVENT } from './event-words.ts';
import { portsOf } from './ports.ts';

/** What a flow is in the story of a connection. */
export type FlowRole =
  | 'egress-verdict'
  | 'ingress-verdict'
  | 'audit'
  | 'drop'
  | 'dns-question'
  | 'dns-answer'
  | 'request'
  | 'response'
  | 'reply'
  | 'trace'
  | 'other';

/** `of` is a flow of the connection that the story is about: where a trace does not say its direction, the ends do. */
export function roleOf(flow: Flow, of: Flow): FlowRole {
  if (flow.l7 !== undefined) return layer7Role(flow);
  switch (flow.eventType?.type) {
    case EVENT.policyVerdict:
      return verdictRole(flow);
    case EVENT.drop:
      return 'drop';
    case EVENT.trace:
      return isReply(flow, of) ? 'reply' : 'trace';
    default:
      return flow.verdict === Verdict.DROPPED ? 'drop' : 'other';
  }
}

/**
 * Which side decided with this flow what becomes of the connection; null for one that only tells of what went on. A
 * proxy at the source or the destination decides over what it refuses, and over nothing that it lets pass.
 */
export function deciderOf(flow: Flow): 'source' | 'destination' | null {
  const type = flow.eventType?.type;
  const decides =
    flow.l7 === undefined
      ? type === EVENT.policyVerdict || type === EVENT.drop || flow.verdict === Verdict.DROPPED
      : !isAnswer(flow) && flow.verdict === Verdict.DROPPED;
  if (!decides) return null;
  if (flow.trafficDirection === TrafficDirection.EGRESS) return 'source';
  return flow.trafficDirection === TrafficDirection.INGRESS ? 'destination' : null;
}

function layer7Role(flow: Flow): FlowRole {
  switch (flow.l7?.record.case) {
    case 'dns':
      return isAnswer(flow) ? 'dns-answer' : 'dns-question';
    case 'http':
    case 'kafka':
      return isAnswer(flow) ? 'response' : 'request';
    default:
      return 'other';
  }
}

function verdictRole({ verdict, trafficDirection }: Flow): FlowRole {
  if (verdict === Verdict.AUDIT) return 'audit';
  if (trafficDirection === TrafficDirection.EGRESS) return 'egress-verdict';
  return trafficDirection === TrafficDirection.INGRESS ? 'ingress-verdict' : 'other';
}

function isReply(flow: Flow, of: Flow): boolean {
  if (flow.isReply !== undefined) return flow.isReply;
  const server = connectionOf(of)?.server;
  return server !== undefined && flow.IP?.source === server.ip && (portsOf(flow)?.source ?? 0) === server.port;
}
