export const FRAME_TYPE = { data: 0, settings: 4, windowUpdate: 8 } as const;
export const FRAME_HEADER_BYTES = 9;
const INITIAL_WINDOW_SIZE = 4;

export interface FrameHeader {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly length: number;
}

/** Cuts a byte stream into whole HTTP/2 frames. Holds at most one unfinished frame. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #preface: number;

  /** `prefaceBytes` pass before the first frame. */
  constructor(prefaceBytes: number) {
    this.#preface = prefaceBytes;
  }

  read(
    chunk: Buffer,
    onFrame: (header: FrameHeader, frame: Buffer) => void,
    onPreface?: (bytes: Buffer) => void,
  ): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#preface > 0) {
      if (bytes.length < this.#preface) {
        this.#rest = bytes;
        return;
      }
      onPreface?.(bytes.subarray(0, this.#preface));
      bytes = bytes.subarray(this.#preface);
      this.#preface = 0;
    }
    let at = 0;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = bytes.readUIntBE(at, 3);
      const end = at + FRAME_HEADER_BYTES + length;
      if (end > bytes.length) break;
      const header = {
        length,
        type: bytes[at + 3],
        flags: bytes[at + 4],
        streamId: bytes.readUInt32BE(at + 5) & 0x7fffffff,
      };
      onFrame(header, bytes.subarray(at, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

export function windowUpdate(streamId: number, increment: number): Buffer {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + 4);
  frame.writeUIntBE(4, 0, 3);
  frame[3] = FRAME_TYPE.windowUpdate;
  frame.writeUInt32BE(streamId, 5);
  frame.writeUInt32BE(increment, FRAME_HEADER_BYTES);
  return frame;
}

/** The SETTINGS_INITIAL_WINDOW_SIZE of a SETTINGS frame, if it has one. */
export function initialWindowSize(frame: Buffer): number | undefined {
  for (let at = FRAME_HEADER_BYTES; at + 6 <= frame.length; at += 6) {
    if (frame.readUInt16BE(at) === INITIAL_WINDOW_SIZE) return frame.readUInt32BE(at + 2);
  }
  return undefined;
}
