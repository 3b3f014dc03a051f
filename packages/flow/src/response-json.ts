import { fromBinary, toJson, type JsonObject } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';

/** What a relay sent, or undefined for bytes that are no response. */
export function readResponse(bytes: Uint8Array): GetFlowsResponse | undefined {
  try {
    return fromBinary(GetFlowsResponseSchema, bytes);
  } catch {
    return undefined;
  }
}

/**
 * A response as `hubble observe -o json` prints it, with the field names of the schema. Takes what JSON cannot say out of
 * the response first. Extensions are of types that nobody here knows: their bytes, or nothing.
 */
export function responseJson(response: GetFlowsResponse, extensions: 'as bytes' | 'left out'): JsonObject {
  if (!isSayable(response.time)) delete response.time;
  if (response.responseTypes.case !== 'flow') return jsonOf(response);
  const flow = response.responseTypes.value;
  if (!isSayable(flow.time)) delete flow.time;
  const extension = flow.extensions;
  delete flow.extensions;
  const json = jsonOf(response);
  if (extension !== undefined && extensions === 'as bytes') {
    const value = base64Encode(extension.value);
    Object.assign(json['flow'] as JsonObject, { extensions: { '@type': extension.typeUrl, value } });
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
