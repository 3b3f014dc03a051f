import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Clock } from '../base/clock.ts';

/** What a file may have; a longer one is for `--open`. */
export const MOST_UPLOAD_BYTES = 256 * 1024 * 1024;
/** What is sent at once, so that no request takes long. */
export const PIECE_BYTES = 4 * 1024 * 1024;
/** At the bound the one that was silent for longest is given up. */
const MOST_UPLOADS = 2;
const MOST_NAME_CHARACTERS = 100;

/** What cannot be taken, in a sentence. */
export class UploadError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UploadError';
  }
}

interface Upload {
  readonly folder: string;
  readonly path: string;
  readonly bytes: number;
  readonly file: FileHandle;
  taken: number;
  heardMs: number;
  isBusy: boolean;
}

/** Files that come from a page, piece by piece, into a folder of this machine that is gone when they were read. */
export class Uploads {
  readonly #clock: Clock;
  readonly #uploads = new Map<string, Upload>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives an id. Throws UploadError for a file that is too large. */
  async begin(name: string, bytes: number): Promise<string> {
    if (bytes > MOST_UPLOAD_BYTES) {
      throw new UploadError(
        `the file has ${bytes} bytes; more than ${MOST_UPLOAD_BYTES} are for npm start -- --open FILE`,
      );
    }
    while (this.#uploads.size >= MOST_UPLOADS) await this.#giveUpOldest();
    const folder = mkdtempSync(join(tmpdir(), 'orrery-recording-'));
    const path = join(folder, plainName(name));
    const id = randomBytes(8).toString('hex');
    const file = await open(path, 'wx', 0o600);
    const heardMs = this.#clock.monotonicMs();
    this.#uploads.set(id, { folder, path, bytes, file, taken: 0, heardMs, isBusy: false });
    return id;
  }

  /** Takes the piece that begins at `at`, which is where the one before it ended. */
  async append(id: string, at: number, piece: AsyncIterable<Uint8Array>): Promise<void> {
    const upload = this.#found(id);
    if (upload.isBusy || at !== upload.taken) throw new UploadError(`the next piece begins at ${upload.taken}`);
    upload.isBusy = true;
    let position = at;
    try {
      for await (const bytes of piece) {
        if (position + bytes.length > Math.min(upload.bytes, at + PIECE_BYTES)) {
          throw new UploadError(`a piece has at most ${PIECE_BYTES} bytes, and the file those that were announced`);
        }
        await upload.file.write(bytes, 0, bytes.length, position);
        position += bytes.length;
      }
      upload.taken = position;
      upload.heardMs = this.#clock.monotonicMs();
    } finally {
      upload.isBusy = false;
    }
  }

  /** Hands the whole file over; it is gone when `read` is done. */
  async finish<Result>(id: string, read: (path: string) => Promise<Result>): Promise<Result> {
    const upload = this.#found(id);
    if (upload.taken !== upload.bytes) throw new UploadError(`${upload.bytes - upload.taken} bytes are missing yet`);
    this.#uploads.delete(id);
    await upload.file.close();
    try {
      return await read(upload.path);
    } finally {
      rmSync(upload.folder, { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {
    for (const id of this.#uploads.keys()) await this.#giveUp(id);
  }

  #found(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new UploadError('this file is not on its way, or not any more; begin again');
    return upload;
  }

  async #giveUpOldest(): Promise<void> {
    const [oldest] = [...this.#uploads].toSorted(([, a], [, b]) => a.heardMs - b.heardMs);
    if (oldest !== undefined) await this.#giveUp(oldest[0]);
  }

  async #giveUp(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    await upload?.file.close();
    if (upload !== undefined) rmSync(upload.folder, { recursive: true, force: true });
  }
}

/** The name that a page told, as a name of a file in a folder of ours. */
function plainName(name: string): string {
  const plain = basename(name)
    .replaceAll(/[^\w.+ -]/g, '_')
    .slice(-MOST_NAME_CHARACTERS);
  return /^\.*$/.test(plain) ? 'recording' : plain;
}
