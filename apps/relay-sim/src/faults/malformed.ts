/**
 * Messages that no protobuf decoder accepts, made from a good one that begins with its flow:
 *
 * - `truncated` the envelope is whole, the flow ends one byte early, and nothing follows it
 * - `garbage` bytes that begin with field number 0
 * - `wire-type` the flow has a wire type that does not exist
 * - `endless-varint` a length that never ends
 */
export type MalformedKind = 'truncated' | 'garbage' | 'wire-type' | 'endless-varint';

export const MALFORMED_KINDS: readonly MalformedKind[] = ['truncated', 'garbage', 'wire-type', 'endless-varint'];

const FLOW_TAG = 0x0a;

export function malformed(kind: MalformedKind, good: Uint8Array): Uint8Array {
  switch (kind) {
    case 'truncated':
      return truncatedFlow(good);
    case 'garbage':
      return Buffer.concat([Buffer.from([0x00, 0xff, 0x2a]), good.subarray(0, 64).toReversed()]);
    case 'wire-type':
      return Buffer.concat([Buffer.from([0x0f]), good.subarray(1)]);
    case 'endless-varint':
      return Buffer.concat([Buffer.from([FLOW_TAG]), Buffer.alloc(16, 0xff)]);
  }
}

function truncatedFlow(good: Uint8Array): Uint8Array {
  const { from, to } = flowRange(good);
  if (from === to) return malformed('garbage', good);
  const envelope = good.subarray(to);
  return Buffer.concat([envelope, good.subarray(0, from), good.subarray(from, to - 1)]);
}

/** Where the flow is in a response that begins with it. */
function flowRange(response: Uint8Array): { readonly from: number; readonly to: number } {
  if (response[0] !== FLOW_TAG) throw new TypeError('the response does not begin with a flow');
  let length = 0;
  let at = 1;
  for (let factor = 1; ; factor *= 128) {
    const byte = response[at++] ?? 0;
    length += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return { from: at, to: at + length };
}
