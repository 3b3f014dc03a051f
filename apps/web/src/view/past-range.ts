/** A stretch of the past: half-open, in whole seconds, as milliseconds since 1970. */
export interface PastRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** As `formatTime` writes it; an offset and fractions are understood, too, and milliseconds since 1970. */
const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$/;
const MILLISECONDS = /^\d{10,14}$/;

/** The two ends as the address writes them; undefined when one is missing or not understood, or they are not in order. */
export function parseRange(since: string | null, until: string | null): PastRange | undefined {
  const [sinceMs, untilMs] = [since, until].map(parseTime);
  return rangeBetween(Math.floor(sinceMs / 1000) * 1000, Math.ceil(untilMs / 1000) * 1000);
}

/** Undefined when there is nothing between the two. */
export function rangeBetween(fromMs: number, toMs: number): PastRange | undefined {
  return fromMs >= 0 && fromMs < toMs && toMs <= 8.64e15 ? { fromMs, toMs } : undefined;
}

/** RFC 3339 in UTC, to the second: `2026-11-20T14:03:20Z`. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export function isSameRange(a: PastRange | undefined, b: PastRange | undefined): boolean {
  return a?.fromMs === b?.fromMs && a?.toMs === b?.toMs;
}

function parseTime(text: string | null): number {
  if (text === null) return Number.NaN;
  if (MILLISECONDS.test(text)) return Number(text);
  // In an address that was typed the `+` of an offset arrives as a space.
  const written = text.replace(' ', '+');
  return TIME.test(written) ? Date.parse(written.toUpperCase()) : Number.NaN;
}
