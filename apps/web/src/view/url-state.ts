import { GROUPINGS, type Grouping } from './grouped-graph.ts';
import { SORT_COLUMNS, WORST_FIRST, type Sort, type SortColumn } from './edge-order.ts';
import { formatTime, parseRange, type PastRange } from './past-range.ts';
import { STRIP_CHOICES, type StripChoice } from './strip-span.ts';
import { CHIPS, type Chip } from './trouble-summary.ts';

/** Everything that a pasted link shows again. */
export interface View {
  /** As it was typed, also when it is not understood. */
  readonly query: string;
  readonly windowSeconds: WindowSeconds;
  /** The stretch of the past that is shown; undefined for what happens now. */
  readonly range: PastRange | undefined;
  /** The stretch that the range is compared with; undefined for none, and never set without a range. */
  readonly before: PastRange | undefined;
  /** How much of the history the strip shows; undefined for the window, or with a range for what fits. */
  readonly strip: StripChoice | undefined;
  /** Id of the frozen incident that is shown instead of what the history has of the range; '' for none. */
  readonly incident: string;
  readonly page: PageName;
  readonly grouping: Grouping;
  readonly sort: Sort;
  /** Key of the selected edge, under the grouping; '' for none. */
  readonly edge: string;
  /** Key of the selected end; '' for none. Never set together with `edge`. */
  readonly end: string;
  /** Tab of the panel; '' for its first. */
  readonly tab: string;
  /** Id of the flow that is opened, in full; '' for none. It stands in front of what is selected. */
  readonly flow: string;
  /** Columns of the table of flows, in their order; empty for the usual ones. */
  readonly columns: readonly string[];
  /** Column that the table of flows is sorted by, after a dash the largest first; '' as they came. */
  readonly flowOrder: string;
  /** Paths and DNS names as they were sent, instead of what they have in common. */
  readonly isRaw: boolean;
  /** Namespaces that the person opened or closed, against what the map would do by itself. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  /** The only class that the list of troubles shows; undefined for all. */
  readonly chip: Chip | undefined;
  /** The matrix leaves out what has no trouble. */
  readonly onlyTroubled: boolean;
  /** Where the map is looked at; undefined for as the map chooses. */
  readonly camera: Camera | undefined;
  readonly theme: Theme;
}

/** One graph in three shapes, and what happened on it, as lists. */
export const GRAPH_PAGES = ['map', 'table', 'matrix'] as const;
export const LIST_PAGES = ['flows', 'http', 'dns'] as const;
export const PAGES = [...GRAPH_PAGES, ...LIST_PAGES] as const;
export type PageName = (typeof PAGES)[number];

/** The point of the map in the middle of the free area, and how near. */
export interface Camera {
  readonly level: 'far' | 'middle' | 'near';
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
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
  range: undefined,
  before: undefined,
  strip: undefined,
  incident: '',
  page: 'map',
  grouping: 'workload',
  sort: WORST_FIRST,
  edge: '',
  end: '',
  tab: '',
  flow: '',
  columns: [],
  flowOrder: '',
  isRaw: false,
  opened: [],
  closed: [],
  chip: undefined,
  onlyTroubled: false,
  camera: undefined,
  theme: 'system',
};

/** Reads the search part of a URL. What is missing or not understood is as in FIRST_VIEW. */
export function parseView(search: string): View {
  const given = new URLSearchParams(search);
  return {
    query: given.get('q') ?? '',
    windowSeconds:
      WINDOWS_SECONDS.find((seconds) => String(seconds) === given.get('window')) ?? FIRST_VIEW.windowSeconds,
    range: parseRange(given.get('since'), given.get('until')),
    before: parseBefore(given),
    strip: STRIP_CHOICES.find((span) => span === given.get('strip')),
    incident: /^[a-z0-9]{10}$/.test(given.get('incident') ?? '') ? (given.get('incident') ?? '') : '',
    page: PAGES.find((page) => page === given.get('view')) ?? FIRST_VIEW.page,
    grouping: GROUPINGS.find((grouping) => grouping === given.get('group')) ?? FIRST_VIEW.grouping,
    sort: parseSort(given.get('sort')),
    edge: given.get('edge') ?? '',
    end: given.has('edge') ? '' : (given.get('end') ?? ''),
    tab: given.get('tab') ?? '',
    flow: given.get('flow') ?? '',
    columns: parseColumns(given.get('columns')),
    flowOrder: parseFlowOrder(given.get('order')),
    isRaw: given.has('raw'),
    opened: given.getAll('open'),
    closed: given.getAll('closed'),
    chip: CHIPS.find((chip) => chip === given.get('list')),
    onlyTroubled: given.get('matrix') === 'troubled',
    camera: parseCamera(given.get('at')),
    theme: THEMES.find((theme) => theme === given.get('theme')) ?? FIRST_VIEW.theme,
  };
}

/** The inverse of `parseView`: `?q=...`, or '' for the first view. */
export function formatView(view: View): string {
  const parts = new URLSearchParams();
  if (view.query !== '') parts.set('q', view.query);
  if (view.windowSeconds !== FIRST_VIEW.windowSeconds) parts.set('window', String(view.windowSeconds));
  if (view.range !== undefined) {
    parts.set('since', formatTime(view.range.fromMs));
    parts.set('until', formatTime(view.range.toMs));
    if (view.before !== undefined) {
      parts.set('before_since', formatTime(view.before.fromMs));
      parts.set('before_until', formatTime(view.before.toMs));
    }
  }
  if (view.strip !== undefined) parts.set('strip', view.strip);
  if (view.incident !== '') parts.set('incident', view.incident);
  if (view.page !== FIRST_VIEW.page) parts.set('view', view.page);
  if (view.grouping !== FIRST_VIEW.grouping) parts.set('group', view.grouping);
  const sort = formatSort(view.sort);
  if (sort !== formatSort(FIRST_VIEW.sort)) parts.set('sort', sort);
  if (view.edge !== '') parts.set('edge', view.edge);
  else if (view.end !== '') parts.set('end', view.end);
  if (view.tab !== '') parts.set('tab', view.tab);
  if (view.flow !== '') parts.set('flow', view.flow);
  if (view.columns.length > 0) parts.set('columns', view.columns.join(','));
  if (view.flowOrder !== '') parts.set('order', view.flowOrder);
  if (view.isRaw) parts.set('raw', '');
  for (const namespace of view.opened) parts.append('open', namespace);
  for (const namespace of view.closed) parts.append('closed', namespace);
  if (view.chip !== undefined) parts.set('list', view.chip);
  if (view.onlyTroubled) parts.set('matrix', 'troubled');
  if (view.camera !== undefined) parts.set('at', formatCamera(view.camera));
  if (view.theme !== FIRST_VIEW.theme) parts.set('theme', view.theme);
  const text = parts.toString();
  return text === '' ? '' : `?${text}`;
}

/**
 * The view that its address can hold: a server takes 16 KiB with all headers, and of hundreds of namespaces that were
 * opened and closed by hand, those that were so first are again as the map has them.
 */
export function withinAddress(view: View): View {
  if (view.range === undefined && view.before !== undefined) return withinAddress({ ...view, before: undefined });
  const opened = newest(view.opened, MOST_LIST_CHARACTERS);
  const closed = newest(view.closed, MOST_LIST_CHARACTERS);
  return opened === view.opened && closed === view.closed ? view : { ...view, opened, closed };
}

/** Of each of the two lists, as the address writes it. */
const MOST_LIST_CHARACTERS = 3500;

function newest(names: readonly string[], mostCharacters: number): readonly string[] {
  let characters = 0;
  let from = names.length;
  while (from > 0) {
    characters += new URLSearchParams({ closed: names[from - 1] }).toString().length + 1;
    if (characters > mostCharacters) break;
    from -= 1;
  }
  return from === 0 ? names : names.slice(from);
}

/** Without a range there is nothing to compare. */
function parseBefore(given: URLSearchParams): PastRange | undefined {
  const range = parseRange(given.get('since'), given.get('until'));
  return range && parseRange(given.get('before_since'), given.get('before_until'));
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

/** What a column is called is letters and dashes; that it exists is for the table to say. */
function parseColumns(text: string | null): readonly string[] {
  const names = (text ?? '').split(',').filter((name) => /^[a-z][a-z0-9-]{0,39}$/.test(name));
  return [...new Set(names)].slice(0, MOST_COLUMNS);
}

const MOST_COLUMNS = 40;

function parseFlowOrder(text: string | null): string {
  return /^-?[a-z][a-z0-9-]{0,39}$/.test(text ?? '') ? (text ?? '') : '';
}

/** `middle,120,-40,1.25` */
function formatCamera({ level, x, y, zoom }: Camera): string {
  return [level, Math.round(x), Math.round(y), Number(zoom.toFixed(2))].join(',');
}

function parseCamera(text: string | null): Camera | undefined {
  const match = /^(far|middle|near),(-?\d{1,6}),(-?\d{1,6}),(\d{1,2}(?:\.\d{1,2})?)$/.exec(text ?? '');
  if (match === null) return undefined;
  const zoom = Number(match[4]);
  return zoom === 0
    ? undefined
    : { level: match[1] as Camera['level'], x: Number(match[2]), y: Number(match[3]), zoom };
}
