import type { JsonObject } from '@bufbuild/protobuf';
import { hubbleLine } from '@orrery/flow/hubble-line';
import { readResponse, responseJson } from '@orrery/flow/response-json';

import type { PastFlow } from '../history/past-flows.ts';
import type { FoundFlow } from './flow-search.ts';

/**
 * One flow for programs: its number, or how it was kept when it is out of the history, and the response that the relay
 * sent, with the field names of its schema.
 */
export function flowRow(found: FoundFlow | Pick<PastFlow, 'kept' | 'oneIn' | 'bytes'>): JsonObject {
  const head: JsonObject =
    'number' in found ? { number: found.number } : { kept: found.kept, sampled_one_in: found.oneIn };
  const response = readResponse(found.bytes);
  if (response === undefined) return { ...head, undecodable_bytes: found.bytes.length };
  return { ...head, ...responseJson(response, 'as bytes') };
}

/** One flow as a line that `hubble observe --input-file` reads. */
export function flowLine({ bytes }: { readonly bytes: Uint8Array }): string {
  return hubbleLine(bytes);
}
