/** What the rows of one kind take on the disk, or in memory. */
export interface TierSize {
  /** `raw` for single flows; the length of buckets; `rest` for names, gaps, the ledger and what people froze. */
  readonly name: string;
  /** Of a bucket; 0 where there are none. */
  readonly seconds: number;
  /** Undefined for what is never given up. */
  readonly keptDays: number | undefined;
  readonly rows: number;
  readonly bytes: number;
  /** Of the oldest row, seconds since 1970; undefined while there is none, or where rows have no time. */
  readonly oldest: number | undefined;
}

/** How much a history grows. */
export interface Growth {
  readonly bytesPerDay: number;
  /** When every tier is as old as it may become, at the pace of now. */
  readonly projectedBytes: number;
}

const SHORTEST_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** Undefined before there is an hour of it: what that takes says little about a day. */
export function growthOf(sizes: readonly TierSize[], extentSeconds: number, nowSeconds: number): Growth | undefined {
  if (extentSeconds < SHORTEST_SECONDS) return undefined;
  let [bytesPerDay, projectedBytes] = [0, 0];
  for (const { keptDays, bytes, oldest } of sizes) {
    if (keptDays === undefined || oldest === undefined) {
      projectedBytes += bytes;
      continue;
    }
    const days = Math.max(SHORTEST_SECONDS, Math.min(extentSeconds, nowSeconds - oldest)) / DAY_SECONDS;
    bytesPerDay += bytes / days;
    projectedBytes += (bytes / days) * Math.max(days, keptDays);
  }
  return { bytesPerDay: Math.round(bytesPerDay), projectedBytes: Math.round(projectedBytes) };
}
