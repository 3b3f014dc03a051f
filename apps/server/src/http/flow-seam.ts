import type { KeptFlowsView } from '../aggregate/graph-view.ts';
import type { AskedTimes } from './time-range.ts';

/** So many of the oldest that are kept tell from when on all are: one alone may have come late. */
const OLDEST = 64;
const OLDEST_OF_ALL = 8;
/** Flows do not come in order of time: nearly all come within this of their order. */
const DISORDER_SECONDS = 5;

/**
 * From this second on the newest flows answer, and before it the history. Fixed when a search begins, so that no page of
 * it has a flow that another one has:
 *
 *     history  ───────────────────────────────────┤seam│├── newest flows ──► now
 *                     written down up to here at least ──┘
 */
export function seamOf(kept: KeptFlowsView, writtenTo: number, evidenceOnly: boolean): number {
  if (evidenceOnly) return writtenTo;
  let newestMs = -Infinity;
  let count = 0;
  const most = kept.forgottenBelow === 0 ? OLDEST_OF_ALL : OLDEST;
  for (const { timeMs } of kept.oldestFirst(0)) {
    newestMs = Math.max(newestMs, timeMs);
    count += 1;
    if (count === most) break;
  }
  return count === 0 ? writtenTo : Math.min(writtenTo, Math.ceil(newestMs / 1000) + DISORDER_SECONDS);
}

/** Whether a range that was asked for has something before the seam. One without a beginning and an end does not. */
export function reachesBehind({ sinceMs, untilMs }: AskedTimes, seam: number): boolean {
  return (sinceMs ?? (untilMs === undefined ? Infinity : -Infinity)) < seam * 1000;
}
