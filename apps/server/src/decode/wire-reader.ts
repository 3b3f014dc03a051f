import { Buffer, isUtf8 } from 'node:buffer';
import type { WireMemory } from './wire-memory.ts';

/**
 * Thrown, without a stack, when bytes are not in the plain form that every Go and C++ encoder writes: a wire type
 * that does not fit its field, a sub-message that is sent in two pieces, a group, a length beyond its parent.
 * Such bytes may still be valid; protobuf-es decides.
 */
export const IRREGULAR: unique symbol = Symbol('irregular');

export const VARINT = 0;
export const LENGTH_DELIMITED = 2;

const TWO_TO_28 = 2 ** 28;

/**
 * A cursor over a message in the wire memory. It may read past the end of a message into what follows; the reader of
 * the message then finds that its position is not the end.
 *
 * `hashLow` and `hashHigh` are results of `hashText` that live here so that no object is made.
 */
export class WireReader {
  readonly bytes: Uint8Array;
  pos = 0;
  hashLow = 0;
  hashHigh = 0;
  readonly #memory: WireMemory;

  constructor(memory: WireMemory) {
    this.#memory = memory;
    this.bytes = memory.bytes;
  }

  /** Field number and wire type. All fields of the schema fit four bytes. */
  tag(): number {
    const bytes = this.bytes;
    let byte = bytes[this.pos++];
    if (byte < 0x80) return byte;
    let tag = byte & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      byte = bytes[this.pos++];
      tag |= (byte & 0x7f) << shift;
      if (byte < 0x80) return tag;
    }
    throw IRREGULAR;
  }

  /** The low 32 bits of a varint, unsigned. */
  varint(): number {
    const bytes = this.bytes;
    let byte = bytes[this.pos++];
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      byte = bytes[this.pos++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    for (let i = 0; i < 5; i++) {
      if (bytes[this.pos++] < 0x80) return value >>> 0;
    }
    throw IRREGULAR;
  }

  /** A whole varint as a signed 64-bit number; exact below 2^53. */
  signedVarint64(): number {
    const value = this.varint64();
    return value >= 2 ** 63 ? value - 2 ** 64 : value;
  }

  /** A whole varint as an unsigned 64-bit number; exact below 2^53. */
  varint64(): number {
    const bytes = this.bytes;
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = bytes[this.pos++];
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return low;
    }
    let high = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[this.pos++];
      high += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return low + high * TWO_TO_28;
    }
    const last = bytes[this.pos++];
    if (last < 0x80) return low + high * TWO_TO_28 + (last & 1) * 2 ** 63;
    throw IRREGULAR;
  }

  bool(): boolean {
    return this.varint64() !== 0;
  }

  /** Reads the length of a sub-message or string that lies within `end`, and returns where it ends. */
  lengthEnd(end: number): number {
    const length = this.varint();
    const to = this.pos + length;
    if (to > end) throw IRREGULAR;
    return to;
  }

  /** Leaves out one field. Groups are irregular. */
  skip(tag: number, end: number): void {
    if (tag >>> 3 === 0) throw IRREGULAR;
    switch (tag & 7) {
      case VARINT:
        this.varint();
        break;
      case LENGTH_DELIMITED:
        this.pos = this.lengthEnd(end);
        break;
      case 1:
        this.pos += 8;
        break;
      case 5:
        this.pos += 4;
        break;
      default:
        throw IRREGULAR;
    }
    if (this.pos > end) throw IRREGULAR;
  }

  /** Throws unless bytes [from, to) are UTF-8, as every proto3 string has to be. */
  checkText(from: number, to: number): void {
    if (this.#memory.isAscii(from, to) === 0) this.#checkUtf8(from, to);
  }

  /** Puts a 64-bit hash of the string [from, to) into `hashLow` and `hashHigh`. Checks the text as well. */
  hashText(from: number, to: number): void {
    const memory = this.#memory;
    if (memory.hashText(from, to) === 0) this.#checkUtf8(from, to);
    this.hashLow = memory.words[0];
    this.hashHigh = memory.words[1];
  }

  #checkUtf8(from: number, to: number): void {
    if (!isUtf8(this.bytes.subarray(from, to))) throw IRREGULAR;
  }

  text(from: number, to: number): string {
    return from === to ? '' : decodeText(this.bytes, from, to);
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Short ASCII, which is nearly everything, is quicker without TextDecoder. */
function decodeText(bytes: Uint8Array, from: number, to: number): string {
  let all = 0;
  for (let i = from; i < to; i++) all |= bytes[i];
  if (all >= 0x80) return decoder.decode(bytes.subarray(from, to));
  if (to - from > SHORT) return Buffer.prototype.latin1Slice.call(bytes, from, to);
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Up to here a call into native code costs more than it saves. */
const SHORT = 8;
