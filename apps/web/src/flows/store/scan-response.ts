/** What is told of a flow without decoding the whole of it. */
export interface ScannedFlow {
  /** Number of the schema; 0 when it is not told. */
  readonly verdict: number;
  /** Milliseconds since 1970; NaN when it is not told. */
  readonly timeMs: number;
}

const NOTHING: ScannedFlow = { verdict: 0, timeMs: Number.NaN };
const FLOW_OF_RESPONSE = 1;
const TIME_OF_FLOW = 1;
const VERDICT_OF_FLOW = 2;
const SECONDS_OF_TIME = 1;
const NANOS_OF_TIME = 2;

/**
 * Reads verdict and time of a response with a flow, and steps over everything else: a tenth of what decoding costs. Bytes
 * that are no message say nothing.
 */
export function scanResponse(bytes: Uint8Array): ScannedFlow {
  const flow = child(bytes, 0, bytes.length, FLOW_OF_RESPONSE);
  if (flow === undefined) return NOTHING;
  let verdict = 0;
  let timeMs = Number.NaN;
  const reader = new FieldReader(bytes, flow.from, flow.to);
  while (reader.next()) {
    if (reader.field === VERDICT_OF_FLOW && reader.kind === VARINT) verdict = reader.value;
    if (reader.field === TIME_OF_FLOW && reader.kind === BYTES) timeMs = timeOf(bytes, reader.from, reader.to);
  }
  return { verdict, timeMs };
}

function timeOf(bytes: Uint8Array, from: number, to: number): number {
  let seconds = 0;
  let nanos = 0;
  const reader = new FieldReader(bytes, from, to);
  while (reader.next()) {
    if (reader.kind !== VARINT) continue;
    if (reader.field === SECONDS_OF_TIME) seconds = reader.value;
    if (reader.field === NANOS_OF_TIME) nanos = reader.value;
  }
  return seconds * 1000 + Math.floor(nanos / 1e6);
}

/** The last member of this number that holds bytes, which is the one that counts. */
function child(
  bytes: Uint8Array,
  from: number,
  to: number,
  field: number,
): { readonly from: number; readonly to: number } | undefined {
  let found: { readonly from: number; readonly to: number } | undefined;
  const reader = new FieldReader(bytes, from, to);
  while (reader.next()) {
    if (reader.field === field && reader.kind === BYTES) found = { from: reader.from, to: reader.to };
  }
  return found;
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const FIXED_32 = 5;

/** Goes from field to field of one message, in `[from, to)`. It ends at what it cannot read. */
class FieldReader {
  field = 0;
  kind = 0;
  /** Of a varint, exact up to 2^53. */
  value = 0;
  /** Of bytes, half-open. */
  from = 0;
  to = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
  }

  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = this.#varint();
    this.field = Math.floor(tag / 8);
    this.kind = tag % 8;
    switch (this.kind) {
      case VARINT:
        this.value = this.#varint();
        return this.#at <= this.#end;
      case FIXED_64:
        this.#at += 8;
        return this.#at <= this.#end;
      case FIXED_32:
        this.#at += 4;
        return this.#at <= this.#end;
      case BYTES: {
        const length = this.#varint();
        this.from = this.#at;
        this.to = this.#at + length;
        this.#at = this.to;
        return this.to <= this.#end;
      }
      default:
        return false;
    }
  }

  #varint(): number {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 10 && this.#at < this.#end; i += 1) {
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) return value;
      unit *= 128;
    }
    this.#at = this.#end + 1;
    return value;
  }
}
