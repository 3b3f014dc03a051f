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

interface Counted {
  path: string;
  count: number;
  /** How much of `count` may be of paths whose place this one took. */
  error: number;
  /** Characters that are kept alive with the path, the URL that it is a part of. */
  held: number;
}

/**
 * The paths that one row saw most often, by the method of Metwally, Agrawal and El Abbadi: a path that is new takes the
 * place of the least frequent one with its count, so that frequent paths stay whatever passes by. `count - error` is a
 * lower bound. Without room nothing new is taken in.
 */
export class RawPaths {
  readonly #room: RawPathRoom;
  readonly #paths: Counted[] = [];

  constructor(room: RawPathRoom) {
    this.#room = room;
  }

  /** `held` characters are kept alive with the path. */
  add(path: string, held: number): void {
    const paths = this.#paths;
    for (const counted of paths) {
      if (counted.path !== path) continue;
      counted.count++;
      return;
    }
    if (paths.length < MAX_PATHS) {
      if (this.#room.used + held > this.#room.max) return;
      this.#room.used += held;
      paths.push({ path, count: 1, error: 0, held });
      return;
    }
    let least = paths[0];
    for (const counted of paths) if (counted.count < least.count) least = counted;
    if (this.#room.used + held - least.held > this.#room.max) return;
    least.error = least.count++;
    this.#room.used += held - least.held;
    least.held = held;
    least.path = path;
  }

  /** Most frequent first, as far as that is known. */
  top(): readonly RawPath[] {
    return this.#paths
      .map(({ path, count, error }) => ({ path, requests: count - error }))
      .sort((left, right) => right.requests - left.requests);
  }

  release(): void {
    for (const { held } of this.#paths) this.#room.used -= held;
    this.#paths.length = 0;
  }
}
