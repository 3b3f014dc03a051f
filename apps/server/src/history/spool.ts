import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { formatBatch, parseBatch, type Batch } from './batch.ts';

/** The last batch that was made, stored or not: where the chain goes on. */
export interface Head {
  readonly number: number;
  readonly id: string;
  /** Up to here, in seconds since 1970, everything is in a batch. */
  readonly to: number;
}

const HEAD = 'head.json';
const BATCH = /^(\d{12})\.batch$/;

/**
 * Batches on disk between being made and being acknowledged by the store, one file each, written to the end before they
 * count. Without a directory there is nothing here, and what is not stored yet ends with the process.
 */
export class Spool {
  readonly #folder: string | undefined;

  constructor(directory: string | undefined) {
    this.#folder = directory && join(directory, 'spool');
    this.#makeFolder();
  }

  get isOnDisk(): boolean {
    return this.#folder !== undefined;
  }

  head(): Head | undefined {
    const text = this.#read(HEAD);
    if (text === undefined) return undefined;
    try {
      const { number, id, to } = JSON.parse(text) as Partial<Head>;
      return number === undefined || id === undefined || to === undefined ? undefined : { number, id, to };
    } catch {
      return undefined;
    }
  }

  /** What was not acknowledged, oldest first; files that are damaged are named, and set aside. */
  waiting(): { readonly batches: readonly Batch[]; readonly damaged: readonly string[] } {
    const batches: Batch[] = [];
    const damaged: string[] = [];
    for (const name of this.#names()) {
      const batch = parseBatch(this.#read(name) ?? '');
      if (batch !== undefined) batches.push(batch);
      else damaged.push(this.#setAside(name));
    }
    return { batches, damaged };
  }

  /** On disk when this returns. */
  add(batch: Batch): void {
    if (this.#folder === undefined) return;
    this.#write(fileOf(batch.number), formatBatch(batch));
    this.mark({ number: batch.number, id: batch.id, to: batch.to });
  }

  /** The same batch with less in it. */
  replace(batch: Batch): void {
    if (this.#folder !== undefined) this.#write(fileOf(batch.number), formatBatch(batch));
  }

  mark(head: Head): void {
    if (this.#folder !== undefined) this.#write(HEAD, `${JSON.stringify(head)}\n`);
  }

  remove(number: number): void {
    if (this.#folder !== undefined) rmSync(join(this.#folder, fileOf(number)), { force: true });
  }

  /** A full disk does not keep a server from starting; whoever writes is told. */
  #makeFolder(): void {
    try {
      if (this.#folder !== undefined) mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Under another name first, so that a file with this name was written to its end. */
  #write(name: string, text: string): void {
    this.#makeFolder();
    const path = join(this.#folder ?? '', name);
    const file = openSync(`${path}.new`, 'w', 0o600);
    try {
      // All of it: a single write may end early where the disk does.
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
  }

  #names(): readonly string[] {
    if (this.#folder === undefined || !existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => BATCH.test(name))
      .toSorted();
  }

  #read(name: string): string | undefined {
    try {
      return readFileSync(join(this.#folder ?? '', name), 'utf8');
    } catch {
      return undefined;
    }
  }

  #setAside(name: string): string {
    const path = join(this.#folder ?? '', `${name}.damaged`);
    renameSync(join(this.#folder ?? '', name), path);
    return path;
  }
}

function fileOf(number: number): string {
  return `${String(number).padStart(12, '0')}.batch`;
}
