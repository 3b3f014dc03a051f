import type { SecondRange } from './graph-view.ts';
import type { TenRange } from './row-counts.ts';

/** The tens of seconds that touch the range. */
export function tenRange(range: SecondRange | undefined): TenRange | undefined {
  return range === undefined ? undefined : { from: Math.floor(range.from / 10), to: Math.ceil(range.to / 10) };
}
