import { KNOWN_BYTES } from './known-bytes.wasm.ts';

/**
 * The memory that messages are read in and compared in. WebAssembly compares bytes several times as fast as
 * JavaScript, but only those in a memory of its own:
 *
 *     │ a hash  │ read buffer │ one message from elsewhere │ tables and arenas of the caches ... │
 *     0         64                                                                              SIZE
 *
 * Of fixed size, so that no view of it ever comes loose; what nobody has written to is not taken from the system.
 */
export class WireMemory {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** The place of `bytes[from, to)` in the table at `sets`, or -1; see ByteCache. */
  readonly find: (sets: number, mask: number, from: number, to: number) => number;
  /** The hash that `find` looks with. */
  readonly keyHash: (from: number, to: number) => number;
  /** Puts the hash of the text `bytes[from, to)` into `words[0]` and `words[1]`. Says whether the text is ASCII, 1 or 0. */
  readonly hashText: (from: number, to: number) => number;
  /** Whether all of `bytes[from, to)` is ASCII, 1 or 0. */
  readonly isAscii: (from: number, to: number) => number;
  #end = LINE_BYTES;

  /** `seed` goes into every hash. */
  constructor(seed: number) {
    const memory = new WebAssembly.Memory({ initial: SIZE / PAGE_BYTES, maximum: SIZE / PAGE_BYTES });
    const { exports } = new WebAssembly.Instance(module, { wire: { memory, seed: seed | 0 } });
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Int32Array(memory.buffer);
    this.find = exports.find;
    this.keyHash = exports.keyHash;
    this.hashText = exports.hashText;
    this.isAscii = exports.isAscii;
  }

  /** Where `length` bytes begin that are the caller's from now on: zeros, at the start of a cache line. */
  reserve(length: number): number {
    const at = this.#end;
    this.#end += Math.ceil(length / LINE_BYTES) * LINE_BYTES;
    if (this.#end > SIZE) throw new RangeError(`no ${length} bytes of wire memory are left`);
    return at;
  }
}

export const LINE_BYTES = 64;
const PAGE_BYTES = 65_536;
const SIZE = 48 * 1024 * 1024;

type Routines = Pick<WireMemory, 'find' | 'keyHash' | 'hashText' | 'isAscii'>;

/** As much of the standard as is used here; the types of Node leave it to those of browsers. */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Routines };
};

const module = new WebAssembly.Module(Buffer.from(KNOWN_BYTES, 'base64'));
