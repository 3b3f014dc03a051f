import type { Http2Server } from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { FRAME_HEADER_BYTES, FRAME_TYPE, FrameReader, initialWindowSize, windowUpdate } from './http2-frames.ts';

const CLIENT_PREFACE_BYTES = 24;
const DEFAULT_WINDOW_BYTES = 65_535;

/**
 * One client of the load. node:http2 speaks on it as on any connection, except for the DATA frames of one stream:
 * those are written past it, a frame for each message as a relay does, because that is four times as fast.
 *
 *     socket ──► frames ──► node:http2        WINDOW_UPDATE of the raw stream stays here
 *     socket ◄──┬── node:http2                its DATA is charged to the connection's window
 *               └── sendRaw
 */
export class LoadConnection {
  readonly #socket: Socket;
  readonly #incoming = new FrameReader(CLIENT_PREFACE_BYTES);
  readonly #outgoing = new FrameReader(0);
  #connectionWindow = DEFAULT_WINDOW_BYTES;
  #initialWindow = DEFAULT_WINDOW_BYTES;
  #rawStreamId = 0;
  #rawWindow = 0;
  /** Bytes that node:http2 sent and was not told to be consumed. */
  #plainDebt = 0;
  /** Called when there may be room again. */
  onRoom: () => void = () => {};
  /** Window left for each stream other than the raw one is node:http2's business. */
  readonly #streamWindows = new Map<number, number>();

  constructor(socket: Socket, server: Http2Server) {
    this.#socket = socket;
    socket.setNoDelay(true);
    const duplex = new Duplex({
      read: () => socket.resume(),
      write: (chunk: Buffer, _encoding, done) => {
        this.#write(chunk);
        done();
      },
      writev: (chunks, done) => {
        this.#write(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
        done();
      },
      final: (done) => {
        socket.end();
        done();
      },
      destroy: (error, done) => {
        socket.destroy();
        done(error);
      },
    });
    socket.on('data', (chunk: Buffer) => {
      const passed: Buffer[] = [];
      this.#incoming.read(
        chunk,
        (header, frame) => {
          if (header.type === FRAME_TYPE.windowUpdate) this.#credit(header.streamId, frame, passed);
          else {
            if (header.type === FRAME_TYPE.settings) this.#applySettings(frame);
            passed.push(frame);
          }
        },
        (preface) => passed.push(preface),
      );
      if (passed.length > 0) duplex.push(Buffer.concat(passed));
    });
    socket.on('drain', () => this.onRoom());
    socket.on('error', (reason) => duplex.destroy(reason));
    socket.on('close', () => duplex.destroy());
    duplex.on('error', () => socket.destroy());
    server.emit('connection', duplex);
  }

  /** From now on the DATA of this stream is sent raw. Its HEADERS are out. */
  takeOver(streamId: number): void {
    this.#rawStreamId = streamId;
    this.#rawWindow = this.#streamWindows.get(streamId) ?? this.#initialWindow;
    this.#streamWindows.clear();
  }

  /** Bytes of DATA payload that may be sent now. */
  get room(): number {
    if (this.#socket.destroyed || this.#socket.writableNeedDrain) return 0;
    return Math.max(0, Math.min(this.#connectionWindow, this.#rawWindow));
  }

  /** Whole DATA frames of the raw stream, `payloadBytes` of them payload. The buffer is free again when `done` is called. */
  sendRaw(frames: Buffer, payloadBytes: number, done: () => void): void {
    this.#connectionWindow -= payloadBytes;
    this.#rawWindow -= payloadBytes;
    this.#socket.write(frames, () => done());
  }

  close(): void {
    this.#socket.destroy();
  }

  #write(chunk: Buffer): void {
    this.#outgoing.read(chunk, (header) => {
      if (header.type !== FRAME_TYPE.data) return;
      this.#connectionWindow -= header.length;
      this.#plainDebt += header.length;
      const window = this.#streamWindows.get(header.streamId) ?? this.#initialWindow;
      this.#streamWindows.set(header.streamId, window - header.length);
    });
    if (!this.#socket.destroyed) this.#socket.write(chunk);
  }

  #credit(streamId: number, frame: Buffer, passed: Buffer[]): void {
    const increment = frame.readUInt32BE(FRAME_HEADER_BYTES) & 0x7fffffff;
    if (streamId === 0) {
      this.#connectionWindow += increment;
      const own = Math.min(this.#plainDebt, increment);
      this.#plainDebt -= own;
      if (own > 0) passed.push(windowUpdate(0, own));
    } else if (streamId === this.#rawStreamId) {
      this.#rawWindow += increment;
    } else {
      const window = this.#streamWindows.get(streamId) ?? this.#initialWindow;
      this.#streamWindows.set(streamId, window + increment);
      passed.push(frame);
    }
    this.onRoom();
  }

  #applySettings(frame: Buffer): void {
    const size = initialWindowSize(frame);
    if (size === undefined) return;
    this.#rawWindow += size - this.#initialWindow;
    this.#initialWindow = size;
    this.onRoom();
  }
}
