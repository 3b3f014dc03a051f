import { readResponse } from '@orrery/flow/response-json';

/** The id of a flow in a response; '' for none. */
export function uuidOf(bytes: Uint8Array): string {
  const types = readResponse(bytes)?.responseTypes;
  return types?.case === 'flow' ? types.value.uuid : '';
}
