import { statfsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';

/** What is still written: everything; no single flows; nothing. */
export type DiskLevel = 'enough' | 'low' | 'full';

const LOW_SHARE = 0.1;
const FULL_SHARE = 0.02;
/** A level is left again when there is so much more than where it began. */
const SLACK = 0.01;

/** The level after a look at the disk; it does not waver around a bound. */
export function diskLevel(before: DiskLevel, freeShare: number): DiskLevel {
  const slack = (level: DiskLevel): number => (before === level ? SLACK : 0);
  if (freeShare < FULL_SHARE + slack('full')) return 'full';
  if (freeShare < LOW_SHARE + (before === 'enough' ? 0 : SLACK)) return 'low';
  return 'enough';
}

/** Of the file system that holds a directory, for who is not root. */
function freeShareOf({ bavail, blocks }: { readonly bavail: number; readonly blocks: number }): number {
  return blocks === 0 ? 1 : bavail / blocks;
}

const LOOK_EVERY_MS = 2000;

/** Looks at the disk of a directory now and then; what cannot be looked at is enough. */
export class DiskGuard {
  #level: DiskLevel = 'enough';
  #freeShare = 1;
  readonly #timer: ReturnType<typeof setInterval>;

  /** Has looked once when it is made: what is written first is written to a disk that has room. */
  constructor(directory: string) {
    this.#note(statfsSync(directory));
    const look = (): void => void statfs(directory).then((told) => this.#note(told), CANNOT_LOOK);
    this.#timer = setInterval(look, LOOK_EVERY_MS).unref();
  }

  get level(): DiskLevel {
    return this.#level;
  }

  get freeShare(): number {
    return this.#freeShare;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #note(told: { readonly bavail: number; readonly blocks: number }): void {
    this.#freeShare = freeShareOf(told);
    this.#level = diskLevel(this.#level, this.#freeShare);
  }
}

/** The level stays what it was. */
const CANNOT_LOOK = (): void => undefined;
