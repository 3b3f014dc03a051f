import { RelayError } from './relay-error.ts';

const HEADER_BYTES = 9;
/** The most that HTTP/2 allows to who did not ask for more. */
const MAX_FRAME_BYTES = 16_384;

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const WINDOW_UPDATE = 8;
const CONTINUATION = 9;

const NOTHING = Buffer.alloc(0);

const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;

/**
 * What happens to frames of the watched stream. While `judging`, nothing is read: the headers of the answer
 * lie with the HTTP/2 session, which will say whether its DATA is for us.
 */
type Watch =
  | { readonly kind: 'none' }
  | { readonly kind: 'awaiting' | 'judging' | 'taking'; readonly streamId: number };

/** Where the frames go. Bytes are valid during the call only, unless they are passed on. */
export interface SplitFrames {
  /** Body bytes of the watched stream: `data[from, to)`. */
  take(data: Buffer, from: number, to: number): void;
  /** Everything else, in order, as HTTP/2. The callee owns the bytes. */
  pass(bytes: Buffer): void;
}

/**
 * Takes the DATA frames of one stream out of an HTTP/2 connection, and passes all other frames on:
 *
 *     socket ──► splitter ──DATA of the watched stream──► take
 *                    └─────────everything else──────────► pass (a session of node:http2)
 *
 * A relay sends one DATA frame per flow, and the session spends more on a frame than we do on decoding it.
 * Flow control of the taken bytes is therefore the owner's: `creditBytes` says how much to give back.
 */
export class FrameSplitter {
  /** Payload taken and not yet given back to the server as window. */
  creditBytes = 0;
  readonly #out: SplitFrames;
  #watch: Watch = { kind: 'none' };
  /** What came while judging; at most one read of the socket. */
  #held: Buffer | undefined;
  #sawFirstFrame = false;

  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerFilled = 0;
  #type = 0;
  #flags = 0;
  #isWatched = false;
  #isTaken = false;
  /** Bytes of the current frame still to come. */
  #remaining = 0;
  /** Of those, padding at the end; -1 when its size is still to be read, 0 when there is none. */
  #padding = 0;

  constructor(out: SplitFrames) {
    this.#out = out;
  }

  /** Reading stands still until `judge` is called. */
  get isJudging(): boolean {
    return this.#watch.kind === 'judging';
  }

  /** From now on, the answer on this stream waits for a judgement. */
  watch(streamId: number): void {
    this.#watch = { kind: 'awaiting', streamId };
  }

  /**
   * `take`: the answer's body is ours. `pass`: leave it to the session. `await`: these were interim headers.
   * Goes on with what was held back.
   */
  judge(verdict: 'take' | 'pass' | 'await'): void {
    if (this.#watch.kind !== 'judging') return;
    const { streamId } = this.#watch;
    if (verdict === 'pass') this.#watch = { kind: 'none' };
    else this.#watch = { kind: verdict === 'take' ? 'taking' : 'awaiting', streamId };
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) this.push(held);
  }

  /** Throws RelayError when the bytes are not HTTP/2. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#watch.kind === 'judging') {
        this.#held = Buffer.concat([this.#held ?? NOTHING, chunk.subarray(at)]);
        return;
      }
      at = this.#remaining === 0 ? this.#readHeader(chunk, at) : this.#readPayload(chunk, at);
    }
  }

  #readHeader(chunk: Buffer, from: number): number {
    if (!this.#sawFirstFrame && this.#headerFilled === 0 && chunk[from] !== 0) throw notHttp2(chunk.subarray(from));
    if (this.#headerFilled === 0 && chunk.length - from >= HEADER_BYTES) {
      this.#beginFrame(chunk, from);
      return from + HEADER_BYTES;
    }
    const copied = chunk.copy(this.#header, this.#headerFilled, from, from + HEADER_BYTES - this.#headerFilled);
    this.#headerFilled += copied;
    if (this.#headerFilled === HEADER_BYTES) {
      this.#headerFilled = 0;
      this.#beginFrame(this.#header, 0);
    }
    return from + copied;
  }

  #beginFrame(data: Buffer, at: number): void {
    const payloadBytes = data.readUIntBE(at, 3);
    this.#type = data[at + 3] ?? 0;
    this.#flags = data[at + 4] ?? 0;
    const streamId = data.readUInt32BE(at + 5) & 0x7fffffff;
    if (payloadBytes > MAX_FRAME_BYTES) {
      throw new RelayError('protocol', `the server sent an HTTP/2 frame of ${payloadBytes} bytes`);
    }
    if (!this.#sawFirstFrame) {
      if (this.#type !== SETTINGS || streamId !== 0) throw notHttp2(data.subarray(at));
      this.#sawFirstFrame = true;
    }
    this.#isWatched = this.#watch.kind !== 'none' && this.#watch.streamId === streamId;
    this.#isTaken = this.#isWatched && this.#watch.kind === 'taking' && this.#type === DATA;
    this.#remaining = payloadBytes;
    if (this.#isTaken) {
      this.creditBytes += payloadBytes;
      this.#padding = (this.#flags & PADDED) === 0 ? 0 : -1;
    } else {
      this.#out.pass(Buffer.from(data.subarray(at, at + HEADER_BYTES)));
    }
    if (payloadBytes === 0) this.#endFrame();
  }

  #readPayload(chunk: Buffer, from: number): number {
    const to = Math.min(chunk.length, from + this.#remaining);
    if (!this.#isTaken) this.#out.pass(Buffer.from(chunk.subarray(from, to)));
    else if (this.#padding === 0) this.#out.take(chunk, from, to);
    else this.#takePadded(chunk, from, to);
    this.#remaining -= to - from;
    if (this.#remaining === 0) this.#endFrame();
    return to;
  }

  #takePadded(chunk: Buffer, from: number, to: number): void {
    let at = from;
    let remaining = this.#remaining;
    if (this.#padding < 0) {
      this.#padding = chunk[at] ?? 0;
      at += 1;
      remaining -= 1;
      if (this.#padding > remaining)
        throw new RelayError('protocol', 'the server sent an HTTP/2 frame with too much padding');
    }
    const bodyEnd = Math.min(to, at + remaining - this.#padding);
    if (bodyEnd > at) this.#out.take(chunk, at, bodyEnd);
  }

  #endFrame(): void {
    if (!this.#isWatched) return;
    if (this.#isTaken) {
      if ((this.#flags & END_STREAM) !== 0) this.#out.pass(endOfStream(this.#watchedStreamId()));
      return;
    }
    const isHeaders = this.#type === HEADERS || this.#type === CONTINUATION;
    if (isHeaders && (this.#flags & END_HEADERS) !== 0 && this.#watch.kind === 'awaiting') {
      this.#watch = { kind: 'judging', streamId: this.#watch.streamId };
    }
  }

  #watchedStreamId(): number {
    return this.#watch.kind === 'none' ? 0 : this.#watch.streamId;
  }
}

/** Gives window back to the server, for the stream and for the connection. */
export function windowUpdates(streamId: number, bytes: number): Buffer {
  const frames = Buffer.alloc(2 * (HEADER_BYTES + 4));
  for (const [at, id] of [
    [0, 0],
    [HEADER_BYTES + 4, streamId],
  ] as const) {
    frames.writeUIntBE(4, at, 3);
    frames[at + 3] = WINDOW_UPDATE;
    frames.writeUInt32BE(id, at + 5);
    frames.writeUInt32BE(bytes, at + HEADER_BYTES);
  }
  return frames;
}

function endOfStream(streamId: number): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES);
  frame[3] = DATA;
  frame[4] = END_STREAM;
  frame.writeUInt32BE(streamId, 5);
  return frame;
}

const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;

function notHttp2(bytes: Buffer): RelayError {
  const first = bytes[0] ?? 0;
  if (first === TLS_ALERT || first === TLS_HANDSHAKE) {
    return new RelayError('tls', 'the server speaks TLS; give its address with tls://');
  }
  if (bytes.subarray(0, 4).toString('latin1') === 'HTTP') {
    return new RelayError('protocol', 'the server speaks HTTP/1, not gRPC; is this the address of a relay?');
  }
  return new RelayError('protocol', 'the server does not speak HTTP/2; is this the address of a relay?');
}
