import { create } from '@bufbuild/protobuf';
import { LostEventSchema } from '@orrery/proto/flow/flow_pb';
import { GetFlowsResponseSchema, type GetFlowsResponse } from '@orrery/proto/observer/observer_pb';
import { readResponse, responseJson } from './response-json.ts';

/** `hubble observe --input-file` stops reading at a longer line. */
const MAX_LINE_BYTES = 64 * 1024 - 1;
const MAX_NODE_NAME_BYTES = 1024;

/**
 * A response as a line that `hubble observe --input-file` reads. What it could not read is not left out silently: a line
 * that says that one event was lost takes its place. Extensions are left out, as it knows none.
 */
export function hubbleLine(bytes: Uint8Array): string {
  const response = readResponse(bytes);
  if (response !== undefined) {
    const line = `${JSON.stringify(responseJson(response, 'left out'))}\n`;
    if (isWithin(line, MAX_LINE_BYTES)) return line;
  }
  return `${JSON.stringify(responseJson(lostInstead(response), 'left out'))}\n`;
}

function lostInstead(response: GetFlowsResponse | undefined): GetFlowsResponse {
  const lost = create(GetFlowsResponseSchema, {
    responseTypes: { case: 'lostEvents', value: create(LostEventSchema, { numEventsLost: 1n }) },
  });
  const nodeName = response?.nodeName ?? '';
  if (response?.time !== undefined) lost.time = response.time;
  lost.nodeName = isWithin(nodeName, MAX_NODE_NAME_BYTES - 1) ? nodeName : '';
  return lost;
}

/** Each character is three bytes at most, so that most texts need not be encoded to know. */
function isWithin(text: string, bytes: number): boolean {
  return text.length * 3 <= bytes || new TextEncoder().encode(text).length <= bytes;
}
