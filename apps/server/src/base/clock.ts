/** Time as an argument. Only rooms with doors hold one; pure rooms are handed the numbers. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. Steps when somebody sets it: for showing, never for measuring. */
  nowMs(): number;
  /** Milliseconds since some moment before now. Never steps: for deadlines, rates and ages. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
