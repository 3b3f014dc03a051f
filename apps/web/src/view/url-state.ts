import { SORT_COLUMNS, WORST_FIRST, type Sort, type SortColumn } from './edge-order.ts';

/** Everything that a pasted link shows again. */
export interface View {
  /** As it was typed, also when it is not understood. */
  readonly query: string;
  readonly windowSeconds: WindowSeconds;
  readonly sort: Sort;
  /** Key of the selected edge; '' for none. */
  readonly edge: string;
  readonly theme: Theme;
}

/** What the server offers. */
export const WINDOWS_SECONDS = [60, 300, 900] as const;
export type WindowSeconds = (typeof WINDOWS_SECONDS)[number];

/** `system` follows the browser. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const FIRST_VIEW: View = {
  query: '',
  windowSeconds: 60,
  sort: WORST_FIRST,
  edge: '',
  theme: 'system',
};

/** Reads the search part of a URL. What is missing or not understood is as in FIRST_VIEW. */
export function parseView(search: string): View {
  const given = new URLSearchParams(search);
  return {
    query: given.get('q') ?? '',
    windowSeconds:
      WINDOWS_SECONDS.find((seconds) => String(seconds) === given.get('window')) ?? FIRST_VIEW.windowSeconds,
    sort: parseSort(given.get('sort')),
    edge: given.get('edge') ?? '',
    theme: THEMES.find((theme) => theme === given.get('theme')) ?? FIRST_VIEW.theme,
  };
}

/** The inverse of `parseView`: `?q=...`, or '' for the first view. */
export function formatView(view: View): string {
  const parts = new URLSearchParams();
  if (view.query !== '') parts.set('q', view.query);
  if (view.windowSeconds !== FIRST_VIEW.windowSeconds) parts.set('window', String(view.windowSeconds));
  const sort = formatSort(view.sort);
  if (sort !== formatSort(FIRST_VIEW.sort)) parts.set('sort', sort);
  if (view.edge !== '') parts.set('edge', view.edge);
  if (view.theme !== FIRST_VIEW.theme) parts.set('theme', view.theme);
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

/** `dropped`, or `-dropped` for the largest first. */
function formatSort({ column, isDescending }: Sort): string {
  return `${isDescending ? '-' : ''}${column}`;
}

function parseSort(text: string | null): Sort {
  if (text === null) return FIRST_VIEW.sort;
  const isDescending = text.startsWith('-');
  const column: SortColumn | undefined = SORT_COLUMNS.find((name) => name === text.slice(isDescending ? 1 : 0));
  return column === undefined ? FIRST_VIEW.sort : { column, isDescending };
}
