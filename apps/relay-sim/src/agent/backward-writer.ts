/**
 * Protobuf primitives, written from the end of one buffer to its start, so that the length of a message is known when
 * it is written:
 *
 *     [ free        | tag | length | message ]
 *                   ^ at
 */
export class BackwardWriter {
  #bytes = Buffer.allocUnsafe(16_384);
  #at = 16_384;

  /** Bytes written so far. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType);
  }

  /** Of a whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(10);
    let size = 1;
    for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
    this.#at -= size;
    let rest = value;
    let at = this.#at;
    while (rest > 127) {
      this.#bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[at] = rest;
  }

  /** Of any 64-bit number; negative ones in two's complement. */
  bigVarint(value: bigint): void {
    if (value >= 0n && value <= 0x1fffffffffffffn) {
      this.varint(Number(value));
      return;
    }
    const groups: number[] = [];
    let rest = BigInt.asUintN(64, value);
    for (; rest > 127n; rest >>= 7n) groups.push(Number(rest & 127n) | 128);
    groups.push(Number(rest));
    this.#reserve(groups.length);
    for (const group of groups.toReversed()) this.#bytes[--this.#at] = group;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** With its length before it. */
  text(value: string): void {
    this.#reserve(value.length * 3);
    const end = this.#at;
    let at = end;
    for (let i = value.length - 1; i >= 0; i--) {
      const code = value.charCodeAt(i);
      if (code > 127) {
        at = end - Buffer.byteLength(value);
        this.#bytes.write(value, at);
        break;
      }
      this.#bytes[--at] = code;
    }
    this.#at = at;
    this.varint(end - at);
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#at -= value.length;
    this.#bytes.set(value, this.#at);
  }

  /** A copy of what was written; the writer is empty again. */
  finish(): Buffer {
    const copy = Buffer.from(this.#bytes.subarray(this.#at));
    this.#at = this.#bytes.length;
    return copy;
  }

  #reserve(size: number): void {
    if (size <= this.#at) return;
    const written = this.#bytes.subarray(this.#at);
    const larger = Buffer.allocUnsafe((this.#bytes.length + size) * 2);
    this.#at = larger.length - written.length;
    larger.set(written, this.#at);
    this.#bytes = larger;
  }
}
