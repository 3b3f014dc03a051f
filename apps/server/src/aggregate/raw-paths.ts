/** Of one row. */
const MAX_PATHS = 8;

/** Characters of the raw paths of all rows of a table. */
export class RawPathRoom {
  used = 0;
  readonly max: number;

  constructor(max: number) {
    this.max = max;
  }
}

/** A path before templating, and how often it was asked for at least. */
export interface RawPath {
  readonly path: string;
  readonly requests: number;
}

interface Kept {
  path: string;
  /** Characters that are kept alive with the path, the URL that it is a part of. */
  held: number;
}

/** Per path three small numbers side by side, so that those of a row are in a few cache lines. */
const FIELDS = 3;
const HASH = 0;
const COUNT = 1;
/** How much of the count may be of paths whose place this one took. */
const ERROR = 2;

/**
 * The paths that one row saw most often, by the method of Metwally, Agrawal and El Abbadi: a path that is new takes the
 * place of the least frequent one with its count, so that frequent paths stay whatever passes by. `count - error` is a
 * lower bound. Without room nothing new is taken in.
 */
export class RawPaths {
  readonly #room: RawPathRoom;
  readonly #paths: Kept[] = [];
  readonly #numbers: number[] = [];

  constructor(room: RawPathRoom) {
    this.#room = room;
  }

  /** `held` characters are kept alive with the path. */
  add(path: string, held: number): void {
    const paths = this.#paths;
    const numbers = this.#numbers;
    const hash = hashOf(path);
    const { length } = paths;
    let least = 0;
    for (let row = 0; row < length; row++) {
      const at = row * FIELDS;
      if (numbers[at + HASH] === hash && paths[row].path === path) {
        numbers[at + COUNT]++;
        return;
      }
      if (numbers[at + COUNT] < numbers[least * FIELDS + COUNT]) least = row;
    }
    if (length < MAX_PATHS) {
      if (this.#room.used + held > this.#room.max) return;
      this.#room.used += held;
      paths.push({ path, held });
      numbers.push(hash, 1, 0);
      return;
    }
    const kept = paths[least];
    if (this.#room.used + held - kept.held > this.#room.max) return;
    const at = least * FIELDS;
    numbers[at + HASH] = hash;
    numbers[at + ERROR] = numbers[at + COUNT]++;
    this.#room.used += held - kept.held;
    kept.held = held;
    kept.path = path;
  }

  /** Most frequent first, as far as that is known. */
  top(): readonly RawPath[] {
    const numbers = this.#numbers;
    return this.#paths
      .map(({ path }, row) => ({ path, requests: numbers[row * FIELDS + COUNT] - numbers[row * FIELDS + ERROR] }))
      .sort((left, right) => right.requests - left.requests);
  }

  release(): void {
    for (const { held } of this.#paths) this.#room.used -= held;
    this.#paths.length = 0;
    this.#numbers.length = 0;
  }
}

/** Of 30 bits. Ends differ most. */
function hashOf(text: string): number {
  let hash = text.length;
  for (let i = text.length - 1, least = i - HASHED; i >= 0 && i > least; i--) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash & 0x3fff_ffff;
}

/** Characters of a path, from its end. */
const HASHED = 24;
