import { create, fromBinary, toJson, type JsonObject } from '@bufbuild/protobuf';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { LostEventSchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';

import type { FoundFlow } from './flow-search.ts';

/** `hubble observe --input-file` stops reading at a longer line. */
const MAX_LINE_BYTES = 64 * 1024 - 1;

/** One flow for programs: its number, and the response that the relay sent, with the field names of its schema. */
export function flowRow(found: FoundFlow): JsonObject {
  const response = decoded(found.bytes);
  if (response === undefined) return { number: found.number, undecodable_bytes: found.bytes.length };
  return { number: found.number, ...responseJson(response, true) };
}

/**
 * One flow as a line that `hubble observe --input-file` reads. What it could not read is not left out silently: a line
 * that says that one event was lost takes its place. Extensions are left out, as it knows none.
 */
export function flowLine(found: FoundFlow): string {
  const response = decoded(found.bytes);
  if (response !== undefined) {
    const line = `${JSON.stringify(responseJson(response, false))}\n`;
    if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  }
  const lost = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'lostEvents', value: create(LostEventSchema, { numEventsLost: 1n }) },
  });
  const nodeName = response?.nodeName ?? '';
  if (response?.time !== undefined) lost.time = response.time;
  lost.nodeName = Buffer.byteLength(nodeName) < 1024 ? nodeName : '';
  return `${JSON.stringify(responseJson(lost, false))}\n`;
}

function decoded(bytes: Uint8Array): GetFlowsResponse | undefined {
  try {
    return fromBinary(GetFlowsResponseSchema, bytes);
  } catch {
    return undefined;
  }
}

/** The JSON of a response that is ours to change: what JSON cannot say is taken out first. */
function responseJson(response: GetFlowsResponse, withExtensions: boolean): JsonObject {
  if (!isSayable(response.time)) delete response.time;
  if (response.responseTypes.case !== 'flow') return jsonOf(response);
  const flow = response.responseTypes.value;
  if (!isSayable(flow.time)) delete flow.time;
  const { extensions } = flow;
  delete flow.extensions;
  const json = jsonOf(response);
  if (extensions !== undefined && withExtensions) {
    const value = Buffer.from(extensions.value).toString('base64');
    Object.assign(json['flow'] as JsonObject, { extensions: { '@type': extensions.typeUrl, value } });
  }
  return json;
}

function jsonOf(response: GetFlowsResponse): JsonObject {
  return toJson(GetFlowsResponseSchema, response, { useProtoFieldName: true }) as JsonObject;
}

/** JSON's timestamps end with the year 9999. */
function isSayable(time: Timestamp | undefined): boolean {
  if (time === undefined) return true;
  return time.seconds >= -62_135_596_800n && time.seconds <= 253_402_300_799n && time.nanos >= 0 && time.nanos < 1e9;
}
