import {
  AuthType,
  DebugCapturePoint,
  DropReason,
  type Emitter,
  type Flow,
  FlowType,
  type Policy,
  SocketTranslationPoint,
  TraceObservationPoint,
  TraceReason,
  TrafficDirection,
  Verdict,
} from '@orrery/proto/flow/flow_pb';
import { AGENT_VERSION } from './flow-parts.ts';

/** Shared by all flows; never written to. */
export const NO_TEXTS: string[] = [];
const NO_POLICIES: Policy[] = [];
const EMITTER: Emitter = { $typeName: 'flow.Emitter', name: 'Hubble', version: AGENT_VERSION };

/** A flow with nothing in it but the emitter. Every field is named, so that all flows have one shape. */
export function blankFlow(): Flow {
  return {
    $typeName: 'flow.Flow',
    time: undefined,
    uuid: '',
    emitter: EMITTER,
    verdict: Verdict.VERDICT_UNKNOWN,
    dropReason: 0,
    authType: AuthType.DISABLED,
    ethernet: undefined,
    IP: undefined,
    l4: undefined,
    tunnel: undefined,
    source: undefined,
    destination: undefined,
    Type: FlowType.UNKNOWN_TYPE,
    nodeName: '',
    nodeLabels: NO_TEXTS,
    sourceNames: NO_TEXTS,
    destinationNames: NO_TEXTS,
    l7: undefined,
    reply: false,
    eventType: undefined,
    sourceService: undefined,
    destinationService: undefined,
    trafficDirection: TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN,
    policyMatchType: 0,
    traceObservationPoint: TraceObservationPoint.UNKNOWN_POINT,
    traceReason: TraceReason.TRACE_REASON_UNKNOWN,
    file: undefined,
    ipTraceId: undefined,
    dropReasonDesc: DropReason.DROP_REASON_UNKNOWN,
    isReply: undefined,
    debugCapturePoint: DebugCapturePoint.DBG_CAPTURE_POINT_UNKNOWN,
    interface: undefined,
    proxyPort: 0,
    traceContext: undefined,
    sockXlatePoint: SocketTranslationPoint.SOCK_XLATE_POINT_UNKNOWN,
    socketCookie: 0n,
    cgroupId: 0n,
    Summary: '',
    extensions: undefined,
    egressAllowedBy: NO_POLICIES,
    ingressAllowedBy: NO_POLICIES,
    egressDeniedBy: NO_POLICIES,
    ingressDeniedBy: NO_POLICIES,
    policyLog: NO_TEXTS,
    aggregate: undefined,
  };
}
