import { create, type JsonObject } from '@bufbuild/protobuf';
import { readResponse, responseJson } from '@orrery/flow/response-json';
import { LostEventSchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';

import type { FoundFlow } from './flow-search.ts';

/** `hubble observe --input-file` stops reading at a longer line. */
const MAX_LINE_BYTES = 64 * 1024 - 1;

/** One flow for programs: its number, and the response that the relay sent, with the field names of its schema. */
export function flowRow(found: FoundFlow): JsonObject {
  const response = readResponse(found.bytes);
  if (response === undefined) return { number: found.number, undecodable_bytes: found.bytes.length };
  return { number: found.number, ...responseJson(response, 'as bytes') };
}

/**
 * One flow as a line that `hubble observe --input-file` reads. What it could not read is not left out silently: a line
 * that says that one event was lost takes its place. Extensions are left out, as it knows none.
 */
export function flowLine(found: FoundFlow): string {
  const response = readResponse(found.bytes);
  if (response !== undefined) {
    const line = `${JSON.stringify(responseJson(response, 'left out'))}\n`;
    if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line;
  }
  const lost = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'lostEvents', value: create(LostEventSchema, { numEventsLost: 1n }) },
  });
  const nodeName = response?.nodeName ?? '';
  if (response?.time !== undefined) lost.time = response.time;
  lost.nodeName = Buffer.byteLength(nodeName) < 1024 ? nodeName : '';
  return `${JSON.stringify(responseJson(lost, 'left out'))}\n`;
}
