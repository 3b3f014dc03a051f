import { formatTime, type PastRange } from '../view/past-range.ts';

/** A range of the past as the server is asked for it; nothing for what is now. */
export function rangeParameters(range: PastRange | undefined): Readonly<Record<string, string>> {
  return range === undefined ? {} : { since: formatTime(range.fromMs), until: formatTime(range.toMs) };
}
