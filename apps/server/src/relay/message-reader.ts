import { RelayError } from './relay-error.ts';

/** Takes one message, `data[from, to)`. The bytes are valid during the call. */
export type OnMessage = (data: Uint8Array, from: number, to: number) => void;

export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** A buffer up to this size is kept for the next message that comes in pieces. */
const KEPT_BUFFER_BYTES = 64 * 1024;
const PREFIX_BYTES = 5;

/**
 * Cuts the body of a gRPC call into messages.
 *
 *     ┌───────────┬──────────────┬─────────┐
 *     │ 0  1 byte │ size 4 bytes │ message │ ...
 *     └───────────┴──────────────┴─────────┘
 *
 * A message that lies whole in the input is handed on where it lies; one that comes in pieces is collected first,
 * in a buffer that grows with what came and never past MAX_MESSAGE_BYTES. It is handed on as a range, because a view of
 * its own would cost as much as a tenth of decoding it.
 */
export class MessageReader {
  messages = 0;
  bytes = 0;
  readonly #onMessage: OnMessage;
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  #prefixFilled = 0;
  #body = Buffer.alloc(0);
  #bodyFilled = 0;
  #bodyBytes = 0;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  /** True when no message has begun without being complete. */
  get isBetweenMessages(): boolean {
    return this.#prefixFilled === 0;
  }

  /** Takes `data[from, to)`. Throws RelayError when it is not a body that we asked for. */
  push(data: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#prefixFilled === 0 && to - at >= PREFIX_BYTES) {
        const size = messageBytes(data, at);
        const next = at + PREFIX_BYTES + size;
        if (next <= to) {
          this.#deliver(data, at + PREFIX_BYTES, next);
          at = next;
          continue;
        }
      }
      at = this.#collect(data, at, to);
    }
  }

  #deliver(data: Uint8Array, from: number, to: number): void {
    this.messages += 1;
    this.bytes += to - from;
    this.#onMessage(data, from, to);
  }

  /** Takes a piece and returns where it ends. */
  #collect(data: Buffer, from: number, to: number): number {
    let at = from;
    if (this.#prefixFilled < PREFIX_BYTES) {
      const copied = data.copy(
        this.#prefix,
        this.#prefixFilled,
        at,
        Math.min(to, at + PREFIX_BYTES - this.#prefixFilled),
      );
      at += copied;
      this.#prefixFilled += copied;
      if (this.#prefixFilled < PREFIX_BYTES) return at;
      this.#bodyBytes = messageBytes(this.#prefix, 0);
      this.#bodyFilled = 0;
    }
    const pieceBytes = Math.min(to - at, this.#bodyBytes - this.#bodyFilled);
    this.#makeRoom(this.#bodyFilled + pieceBytes);
    data.copy(this.#body, this.#bodyFilled, at, at + pieceBytes);
    this.#bodyFilled += pieceBytes;
    if (this.#bodyFilled === this.#bodyBytes) {
      this.#prefixFilled = 0;
      const body = this.#body;
      if (body.length > KEPT_BUFFER_BYTES) this.#body = Buffer.alloc(0);
      this.#deliver(body, 0, this.#bodyBytes);
    }
    return at + pieceBytes;
  }

  #makeRoom(bytes: number): void {
    if (bytes <= this.#body.length) return;
    const grown = Buffer.allocUnsafe(Math.max(bytes, Math.min(this.#bodyBytes, 2 * this.#body.length)));
    this.#body.copy(grown, 0, 0, this.#bodyFilled);
    this.#body = grown;
  }
}

function messageBytes(data: Buffer, at: number): number {
  if (data[at] !== 0) {
    throw new RelayError('protocol', 'the server sent a compressed message, which we did not offer to read');
  }
  const size = data.readUInt32BE(at + 1);
  if (size > MAX_MESSAGE_BYTES) {
    throw new RelayError('protocol', `the server sent a message of ${size} bytes; the bound is ${MAX_MESSAGE_BYTES}`);
  }
  return size;
}

/** One message as the body of a request. */
export function requestBody(message: Uint8Array): Buffer {
  const body = Buffer.alloc(PREFIX_BYTES + message.length);
  body.writeUInt32BE(message.length, 1);
  body.set(message, PREFIX_BYTES);
  return body;
}
