import type { KeyAction, ViewKey } from './page-keys.ts';
import type { PastRange } from './past-range.ts';
import { PAGES, WINDOWS_SECONDS, type View } from './url-state.ts';

export function isViewKey(action: KeyAction): action is ViewKey {
  return ['next-page', 'window', 'group', 'tab'].includes(action.kind);
}

/** Minutes that a range of the past is as long as, after a key. */
const LENGTHS = [1, 5, 15, 60, 360, 1440, 10_080];

/** The next shorter or longer one with the same end. */
function resized({ fromMs, toMs }: PastRange, by: -1 | 1): PastRange {
  const minutes = (toMs - fromMs) / 60_000;
  const next = by > 0 ? LENGTHS.find((length) => length > minutes) : LENGTHS.findLast((length) => length < minutes);
  return { fromMs: next === undefined ? fromMs : Math.max(0, toMs - next * 60_000), toMs };
}

/** Where a key leads that changes what is looked at. */
export function keyChange(action: ViewKey, view: View, tabs: readonly string[]): Partial<View> {
  switch (action.kind) {
    case 'next-page':
      return { page: PAGES[(PAGES.indexOf(view.page) + 1) % PAGES.length] };
    case 'window': {
      if (view.range !== undefined) return { range: resized(view.range, action.by) };
      const at = WINDOWS_SECONDS.indexOf(view.windowSeconds) + action.by;
      return { windowSeconds: WINDOWS_SECONDS[Math.max(0, Math.min(WINDOWS_SECONDS.length - 1, at))] };
    }
    case 'group':
      // Keys of edges and ends are those of their grouping.
      return action.grouping === view.grouping ? {} : { grouping: action.grouping, edge: '', end: '' };
    case 'tab':
      return view.edge === '' && view.end === '' ? {} : { tab: tabs[action.index] ?? '' };
  }
}
