/** How many flows a table has, and how many it lost, as it says itself. */
export interface ToldCounts {
  readonly rows: number;
  /** The oldest ones, which left. */
  readonly gone: number;
  readonly leftOut: number;
  readonly missed: number;
}

export function toldCounts(foot: string): ToldCounts {
  const told = (pattern: RegExp): number => Number((pattern.exec(foot)?.[1] ?? '0').replaceAll(',', ''));
  return {
    rows: told(/^([\d,]+) flow/),
    gone: told(/([\d,]+) older/),
    leftOut: told(/([\d,]+) not sent/),
    missed: told(/([\d,]+) missed/),
  };
}
