export interface SeededRandom {
  /** A whole number: `0 <= n < limit`. */
  below(limit: number): number;
  pick<T>(some: readonly T[]): T;
}

/** The same numbers for the same seed, so that a failure can be seen again. */
export function seededRandom(seed: number): SeededRandom {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    pick: (some) => some[Math.floor(next() * some.length)],
  };
}
