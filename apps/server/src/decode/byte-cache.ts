/**
 * Remembers what was made of a run of bytes, so that equal bytes are understood only once.
 *
 *     set   way 0        way 1        way 2        way 3            arena
 *      0  [ hash at v  | hash at v  | -          | -          ]     | bytes of 0.0 | bytes of 0.1 | ...
 *      1  [ hash at v  | ...                                        `at` says where they start
 *
 * Bounded twice. A full set gives up the way that came first. A full arena forgets everything (`resets`). What was
 * given up is made again when its bytes come again. Bytes are compared in full, so nobody can choose labels that
 * are taken for somebody else's.
 */
export class ByteCache<Value extends object> {
  misses = 0;
  resets = 0;
  readonly #mask: number;
  readonly #seed: number;
  readonly #maxBytes: number;
  readonly #make: (bytes: Uint8Array) => Value;
  /** Per set one cache line: hash, start and length of its four ways, and which way is next to be given up. */
  readonly #sets: Int32Array;
  readonly #values: (Value | undefined)[];
  #arena = new Uint8Array(64 * 1024);
  #arenaView = new DataView(this.#arena.buffer);
  #arenaEnd = 0;
  #buffer: ArrayBufferLike | undefined;
  #view: DataView = this.#arenaView;

  /** `sets` is a power of two. `make` gets bytes that it must copy if it keeps them; what it throws goes through. */
  constructor(sets: number, maxBytes: number, seed: number, make: (bytes: Uint8Array) => Value) {
    this.#mask = sets - 1;
    this.#seed = seed | 0;
    this.#maxBytes = maxBytes;
    this.#make = make;
    this.#sets = new Int32Array(sets * SET_INTS);
    this.#values = Array.from<Value | undefined>({ length: sets * WAYS });
  }

  get(bytes: Uint8Array, from: number, to: number): Value {
    if (bytes.buffer !== this.#buffer) {
      this.#buffer = bytes.buffer;
      this.#view = new DataView(bytes.buffer);
    }
    const start = bytes.byteOffset + from;
    const length = to - from;
    const hash = hashOf(this.#view, start, length, this.#seed);
    const set = hash & this.#mask;
    const sets = this.#sets;
    for (let way = 0, at = set * SET_INTS; way < WAYS; way++, at += WAY_INTS) {
      if (sets[at] !== hash || sets[at + 2] !== length) continue;
      const value = this.#values[set * WAYS + way];
      if (value !== undefined && equal(this.#arenaView, sets[at + 1], this.#view, start, length)) return value;
    }
    return this.#remember(hash, bytes.subarray(from, to));
  }

  #remember(hash: number, bytes: Uint8Array): Value {
    this.misses++;
    const value = this.#make(bytes);
    if (bytes.length > this.#maxBytes) return value;
    this.#reserve(bytes.length);
    const set = hash & this.#mask;
    const nextWay = set * SET_INTS + WAYS * WAY_INTS;
    const way = this.#sets[nextWay];
    this.#sets[nextWay] = (way + 1) % WAYS;
    const at = set * SET_INTS + way * WAY_INTS;
    this.#sets[at] = hash;
    this.#sets[at + 1] = this.#arenaEnd;
    this.#sets[at + 2] = bytes.length;
    this.#values[set * WAYS + way] = value;
    this.#arena.set(bytes, this.#arenaEnd);
    this.#arenaEnd += bytes.length;
    return value;
  }

  #reserve(length: number): void {
    if (this.#arenaEnd + length <= this.#arena.length) return;
    if (this.#arenaEnd + length > this.#maxBytes) {
      this.resets++;
      this.#values.fill(undefined);
      this.#arenaEnd = 0;
      if (length <= this.#arena.length) return;
    }
    const grown = new Uint8Array(Math.min(this.#maxBytes, Math.max(2 * this.#arena.length, this.#arenaEnd + length)));
    grown.set(this.#arena.subarray(0, this.#arenaEnd));
    this.#arena = grown;
    this.#arenaView = new DataView(grown.buffer);
  }
}

const WAYS = 4;
const WAY_INTS = 3;
const SET_INTS = 16;

/** Endpoints differ where they begin (numbers) and where they end (pod, workload, cluster); labels are in between. */
const HASHED_HEAD = 32;
const HASHED_TAIL = 64;

/** Of both ends, in two lanes, because one chain of multiplications would be slower. */
function hashOf(view: DataView, start: number, length: number, seed: number): number {
  let even = seed ^ length;
  let odd = ~even;
  const end = start + length;
  let at = start;
  if (length > HASHED_HEAD + HASHED_TAIL) {
    for (const head = start + HASHED_HEAD; at < head; at += 8) {
      even = Math.imul(even ^ view.getInt32(at, true), 0x9e3779b1);
      odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x85ebca6b);
    }
    even ^= even >>> 15;
    odd ^= odd >>> 15;
    at = end - HASHED_TAIL;
  }
  for (const blocks = at + ((end - at) & ~7); at < blocks; at += 8) {
    even = Math.imul(even ^ view.getInt32(at, true), 0x9e3779b1);
    odd = Math.imul(odd ^ view.getInt32(at + 4, true), 0x85ebca6b);
  }
  for (; at < end; at++) even = Math.imul(even ^ view.getUint8(at), 0x01000193);
  even = Math.imul(even ^ (even >>> 15), 0x85ebca6b);
  odd = Math.imul(odd ^ (odd >>> 15), 0xc2b2ae35);
  const hash = Math.imul(even ^ (odd >>> 7), 0x9e3779b1) ^ odd;
  return hash ^ (hash >>> 16);
}

/** Eight words a round: their loads do not wait for each other, and the loop's own cost is spread over 32 bytes. */
function equal(left: DataView, leftStart: number, right: DataView, rightStart: number, length: number): boolean {
  let at = 0;
  for (const rounds = length & ~31; at < rounds; at += 32) {
    const l = leftStart + at;
    const r = rightStart + at;
    const difference =
      (left.getInt32(l, true) ^ right.getInt32(r, true)) |
      (left.getInt32(l + 4, true) ^ right.getInt32(r + 4, true)) |
      (left.getInt32(l + 8, true) ^ right.getInt32(r + 8, true)) |
      (left.getInt32(l + 12, true) ^ right.getInt32(r + 12, true)) |
      (left.getInt32(l + 16, true) ^ right.getInt32(r + 16, true)) |
      (left.getInt32(l + 20, true) ^ right.getInt32(r + 20, true)) |
      (left.getInt32(l + 24, true) ^ right.getInt32(r + 24, true)) |
      (left.getInt32(l + 28, true) ^ right.getInt32(r + 28, true));
    if (difference !== 0) return false;
  }
  let difference = 0;
  for (const words = length & ~3; at < words; at += 4) {
    difference |= left.getInt32(leftStart + at, true) ^ right.getInt32(rightStart + at, true);
  }
  for (; at < length; at++) difference |= left.getUint8(leftStart + at) ^ right.getUint8(rightStart + at);
  return difference === 0;
}
