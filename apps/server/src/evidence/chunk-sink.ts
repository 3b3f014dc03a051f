import { Writable } from 'node:stream';

/** What a store takes at once; a row of it is a third larger. */
const CHUNK_BYTES = 720 * 1024;

/** Cuts what is written into chunks, and hands over each before it takes more. Fails past a bound. */
export class ChunkSink extends Writable {
  bytes = 0;
  chunks = 0;
  readonly #put: (chunk: number, bytes: Uint8Array) => Promise<void>;
  readonly #mostBytes: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(mostBytes: number, put: (chunk: number, bytes: Uint8Array) => Promise<void>) {
    super();
    this.#mostBytes = mostBytes;
    this.#put = put;
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    settle(this.#take(piece), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    settle(this.#flush(), done);
  }

  async #take(piece: Uint8Array): Promise<void> {
    this.bytes += piece.length;
    if (this.bytes > this.#mostBytes) throw new TooLargeError(this.#mostBytes);
    for (let from = 0; from < piece.length;) {
      const to = Math.min(piece.length, from + CHUNK_BYTES - this.#waitingBytes);
      this.#waiting.push(piece.subarray(from, to));
      this.#waitingBytes += to - from;
      from = to;
      if (this.#waitingBytes === CHUNK_BYTES) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    if (this.#waitingBytes === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#put(this.chunks, bytes);
    this.chunks += 1;
  }
}

/** Streams want to be called back. */
function settle(work: Promise<void>, done: (error?: Error | null) => void): void {
  // oxlint-disable-next-line promise/no-callback-in-promise
  work.then(() => done(), done);
}

export class TooLargeError extends Error {
  constructor(bytes: number) {
    super(`it would be larger than ${Math.floor(bytes / 1024 / 1024)} MB`);
    this.name = 'TooLargeError';
  }
}
