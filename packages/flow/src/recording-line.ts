import { fromJson, type JsonValue } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { type Flow, FlowSchema, type LostEvent } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';

/** One line of a recording. A node status is about a connection that no longer exists, so it is passed over. */
export type RecordingLine =
  | { readonly kind: 'flow'; readonly nodeName: string; readonly timeMs: number; readonly flow: Flow }
  | { readonly kind: 'lost'; readonly nodeName: string; readonly timeMs: number; readonly lost: LostEvent }
  | { readonly kind: 'passed-over' }
  | { readonly kind: 'bad'; readonly reason: string };

/**
 * Reads a line of `hubble observe -o json` in either shape: a GetFlowsResponse, or the bare flow that older
 * releases print. Fields that this schema does not know are left out.
 */
export function parseRecordingLine(line: string): RecordingLine {
  let json: JsonValue;
  try {
    json = JSON.parse(line) as JsonValue;
  } catch (reason) {
    return { kind: 'bad', reason: `not JSON: ${messageOf(reason)}` };
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return { kind: 'bad', reason: 'not an object' };
  try {
    return isEnvelope(json) ? fromEnvelope(json) : fromBareFlow(json);
  } catch (reason) {
    return { kind: 'bad', reason: messageOf(reason) };
  }
}

function isEnvelope(json: object): boolean {
  return ['flow', 'lost_events', 'lostEvents', 'node_status', 'nodeStatus'].some((key) => Object.hasOwn(json, key));
}

function fromEnvelope(json: JsonValue): RecordingLine {
  const { responseTypes, nodeName, time } = fromJson(GetFlowsResponseSchema, json, LENIENT);
  switch (responseTypes.case) {
    case 'flow': {
      const flow = responseTypes.value;
      const flowTime = flow.time ?? time;
      if (flowTime === undefined) return { kind: 'bad', reason: 'a flow without a time' };
      return { kind: 'flow', nodeName: flow.nodeName || nodeName, timeMs: stampMs(flowTime), flow };
    }
    case 'lostEvents': {
      if (time === undefined) return { kind: 'bad', reason: 'lost events without a time' };
      return { kind: 'lost', nodeName, timeMs: stampMs(time), lost: responseTypes.value };
    }
    default:
      return { kind: 'passed-over' };
  }
}

function fromBareFlow(json: JsonValue): RecordingLine {
  const flow = fromJson(FlowSchema, json, LENIENT);
  if (flow.time === undefined) return { kind: 'bad', reason: 'a flow without a time' };
  return { kind: 'flow', nodeName: flow.nodeName, timeMs: stampMs(flow.time), flow };
}

/** Error texts quote the line, which anybody may have written: printable characters only, and not many. */
function messageOf(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.slice(0, MAX_REASON).replaceAll(/[^\x20-\x7e]/g, '?');
}

const MAX_REASON = 200;

function stampMs({ seconds, nanos }: Timestamp): number {
  return Number(seconds) * 1000 + nanos / 1e6;
}

const LENIENT = { ignoreUnknownFields: true };
