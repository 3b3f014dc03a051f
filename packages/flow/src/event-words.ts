import {
  DebugCapturePoint,
  L7FlowType,
  SocketTranslationPoint,
  TrafficDirection,
  Verdict,
  type Flow,
} from '@orrery/proto/flow/flow_pb';
import { dropReasonText } from './drop-reason-text.ts';

/** CiliumEventType.type */
export const EVENT = { drop: 1, capture: 3, trace: 4, policyVerdict: 5, traceSock: 7, l7: 129 } as const;

/** What kind of event a flow is, as the command line of Hubble prints it: `to-endpoint`, `http-request`, ... */
export function eventText(flow: Flow): string {
  const { l7, eventType } = flow;
  if (l7 !== undefined) return l7Text(l7);
  switch (eventType?.type) {
    case EVENT.trace:
      return tracePointText(eventType.subType);
    case EVENT.drop:
      return dropReasonText(eventType.subType & 255);
    case EVENT.policyVerdict: {
      const direction = TrafficDirection[flow.trafficDirection] ?? String(flow.trafficDirection);
      return `policy-verdict:${matchTypeText(flow.policyMatchType)} ${direction}`;
    }
    case EVENT.capture:
      return DebugCapturePoint[flow.debugCapturePoint] ?? String(flow.debugCapturePoint);
    case EVENT.traceSock:
      return socketPointText(flow.sockXlatePoint);
    default:
      return 'UNKNOWN';
  }
}

/** The verdict as the command line of Hubble prints it: those of policies have words of their own. */
export function verdictText({ verdict, eventType }: Flow): string {
  const name = Verdict[verdict] ?? String(verdict);
  if (eventType?.type !== EVENT.policyVerdict) return name;
  switch (verdict) {
    case Verdict.FORWARDED:
    case Verdict.REDIRECTED:
      return 'ALLOWED';
    case Verdict.DROPPED:
    case Verdict.ERROR:
      return 'DENIED';
    case Verdict.AUDIT:
      return 'AUDITED';
    default:
      return name;
  }
}

/** By raw number of the datapath, which is the sub-type of a trace event: 0 is to-endpoint. */
export function tracePointText(subType: number): string {
  return TRACE_POINTS[subType] ?? String(subType);
}

function matchTypeText(matchType: number): string {
  return MATCH_TYPES[matchType] ?? 'unknown';
}

const TRACE_POINTS = [
  'to-endpoint',
  'to-proxy',
  'to-host',
  'to-stack',
  'to-overlay',
  'from-endpoint',
  'from-proxy',
  'from-host',
  'from-stack',
  'from-overlay',
  'from-network',
  'to-network',
  'from-crypto',
  'to-crypto',
];

const MATCH_TYPES = ['none', 'L3-Only', 'L3-L4', 'L4-Only', 'all', 'L3-Proto', 'Proto-Only'];

function l7Text({ type, record }: NonNullable<Flow['l7']>): string {
  const word = (L7FlowType[type] ?? String(type)).toLowerCase();
  switch (record.case) {
    case 'http':
    case 'kafka':
      return `${record.case}-${word}`;
    case 'dns':
      return `dns-${word} ${record.value.observationSource}`;
    default:
      return `l7-${word}`;
  }
}

function socketPointText(point: SocketTranslationPoint): string {
  switch (point) {
    case SocketTranslationPoint.SOCK_XLATE_POINT_PRE_DIRECTION_FWD:
      return 'pre-xlate-fwd';
    case SocketTranslationPoint.SOCK_XLATE_POINT_POST_DIRECTION_FWD:
      return 'post-xlate-fwd';
    case SocketTranslationPoint.SOCK_XLATE_POINT_PRE_DIRECTION_REV:
      return 'pre-xlate-rev';
    case SocketTranslationPoint.SOCK_XLATE_POINT_POST_DIRECTION_REV:
      return 'post-xlate-rev';
    default:
      return SocketTranslationPoint[point] ?? String(point);
  }
}
