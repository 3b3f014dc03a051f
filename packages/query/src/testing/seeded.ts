/** Random choices that are the same for the same seed. */
export interface Dice {
  /** From 0 up to, not including, `n`. */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
  /** True once in `n` times. */
  once(n: number): boolean;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, pick: (items) => items[below(items.length)], once: (n) => below(n) === 0 };
}
