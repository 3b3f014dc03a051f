/** Names of grouped edges that are remembered; of more, those that were told first are forgotten. */
const MOST_KEPT = 50_000;

/**
 * When grouped edges were first seen, as far as the page was told while it was open. A group outlives its members: the
 * address that was seen first may have left a name that is as old as before.
 */
export class FirstSeen {
  readonly #mostKept: number;
  readonly #earliest = new Map<string, number>();

  constructor(mostKept: number = MOST_KEPT) {
    this.#mostKept = mostKept;
  }

  get size(): number {
    return this.#earliest.size;
  }

  /** The earliest time that was told of the key. */
  earliest(key: string, firstSeenMs: number): number {
    const known = this.#earliest.get(key);
    if (known !== undefined && known <= firstSeenMs) return known;
    this.#earliest.set(key, firstSeenMs);
    for (const oldest of this.#earliest.keys()) {
      if (this.#earliest.size <= this.#mostKept) break;
      this.#earliest.delete(oldest);
    }
    return firstSeenMs;
  }
}
