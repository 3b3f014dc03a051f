import { LINE_BYTES } from './wire-memory.ts';
import type { WireMemory } from './wire-memory.ts';

/**
 * Remembers what was made of a run of bytes, so that equal bytes are understood only once. A set has four ways and is
 * one cache line of the wire memory, in words:
 *
 *     set  [ 4 hashes | 4 lengths | 4 starts | next way, - - - ]      arena  [ bytes of a way | bytes of a way | ... ]
 *                                      └──────────────────────────────────────┘
 *
 * Bounded twice. A full set gives up the way that came first. A full arena forgets everything (`resets`). What was
 * given up is made again when its bytes come again. Bytes are compared in full, so nobody can choose labels that
 * are taken for somebody else's.
 */
export class ByteCache<Value extends object> {
  misses = 0;
  resets = 0;
  readonly #memory: WireMemory;
  readonly #sets: number;
  readonly #mask: number;
  readonly #maxBytes: number;
  readonly #make: (bytes: Uint8Array) => Value;
  /** By set x 4 + way. */
  readonly #values: (Value | undefined)[];
  readonly #arena: number;
  #arenaEnd: number;

  /** `sets` is a power of two. `make` gets bytes that it must copy if it keeps them; what it throws goes through. */
  constructor(memory: WireMemory, sets: number, maxBytes: number, make: (bytes: Uint8Array) => Value) {
    this.#memory = memory;
    this.#sets = memory.reserve(sets * LINE_BYTES);
    this.#mask = sets - 1;
    this.#maxBytes = maxBytes;
    this.#make = make;
    this.#values = Array.from<Value | undefined>({ length: sets * WAYS });
    this.#arena = this.#arenaEnd = memory.reserve(maxBytes);
  }

  /** What was made of bytes [from, to) of the wire memory. */
  get(from: number, to: number): Value {
    const place = this.#memory.find(this.#sets, this.#mask, from, to);
    const value = place < 0 ? undefined : this.#values[place];
    return value ?? this.#remember(from, to);
  }

  #remember(from: number, to: number): Value {
    this.misses++;
    const { bytes, words } = this.#memory;
    const length = to - from;
    const value = this.#make(bytes.subarray(from, to));
    if (length > this.#maxBytes) return value;
    if (this.#arenaEnd + length > this.#arena + this.#maxBytes) this.#forgetAll();
    const hash = this.#memory.keyHash(from, to);
    const set = hash & this.#mask;
    const line = (this.#sets + set * LINE_BYTES) / 4;
    const way = words[line + NEXT_WAY];
    words[line + NEXT_WAY] = (way + 1) % WAYS;
    words[line + HASHES + way] = hash;
    words[line + LENGTHS + way] = length;
    words[line + STARTS + way] = this.#arenaEnd;
    this.#values[set * WAYS + way] = value;
    bytes.copyWithin(this.#arenaEnd, from, to);
    this.#arenaEnd += length;
    return value;
  }

  #forgetAll(): void {
    this.resets++;
    this.#values.fill(undefined);
    this.#memory.bytes.fill(0, this.#sets, this.#sets + (this.#mask + 1) * LINE_BYTES);
    this.#arenaEnd = this.#arena;
  }
}

const WAYS = 4;
const HASHES = 0;
const LENGTHS = 4;
const STARTS = 8;
const NEXT_WAY = 12;
