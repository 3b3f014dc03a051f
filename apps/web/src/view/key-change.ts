import type { KeyAction, ViewKey } from './page-keys.ts';
import { PAGES, WINDOWS_SECONDS, type View } from './url-state.ts';

export function isViewKey(action: KeyAction): action is ViewKey {
  return ['next-page', 'window', 'group', 'tab'].includes(action.kind);
}

/** Where a key leads that changes what is looked at. */
export function keyChange(action: ViewKey, view: View, tabs: readonly string[]): Partial<View> {
  switch (action.kind) {
    case 'next-page':
      return { page: PAGES[(PAGES.indexOf(view.page) + 1) % PAGES.length] };
    case 'window': {
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
