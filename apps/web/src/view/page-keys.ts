import type { Grouping } from './grouped-graph.ts';

/** What a key of the page asks for. */
export type KeyAction =
  | {
      readonly kind:
        | 'filter'
        | 'rail'
        | 'map'
        | 'pause'
        | 'live'
        | 'history'
        | 'copy'
        | 'next-trouble'
        | 'help'
        | 'back';
    }
  | ViewKey;

/** Keys that only change what is looked at. */
export type ViewKey =
  | { readonly kind: 'next-page' }
  | { readonly kind: 'tab'; readonly index: number }
  | { readonly kind: 'group'; readonly grouping: Grouping }
  | { readonly kind: 'window'; readonly by: -1 | 1 };

/** A key, or two in a row: `['g', 'w']`. */
type Keys = readonly [string] | readonly [string, string];

export interface PageKey {
  readonly keys: Keys;
  readonly does: string;
  readonly action: KeyAction;
}

/** Every key that works wherever one is on the page. The help shows them in this order. */
export const PAGE_KEYS: readonly PageKey[] = [
  { keys: ['t'], does: 'Go to the troubles', action: { kind: 'rail' } },
  { keys: ['.'], does: 'Open the next trouble', action: { kind: 'next-trouble' } },
  { keys: ['/'], does: 'Go to the filter', action: { kind: 'filter' } },
  { keys: ['m'], does: 'Go to the map', action: { kind: 'map' } },
  { keys: ['v'], does: 'The next view: map, table, matrix, flows, HTTP, DNS', action: { kind: 'next-page' } },
  { keys: [' '], does: 'Hold the picture, and let it go', action: { kind: 'pause' } },
  { keys: ['h'], does: 'The history, and put it away', action: { kind: 'history' } },
  { keys: ['l'], does: 'Back to what is live', action: { kind: 'live' } },
  { keys: ['['], does: 'Shorter window, or range', action: { kind: 'window', by: -1 } },
  { keys: [']'], does: 'Longer window, or range', action: { kind: 'window', by: 1 } },
  { keys: ['g', 'i'], does: 'Group by identity', action: { kind: 'group', grouping: 'identity' } },
  { keys: ['g', 'w'], does: 'Group by workload', action: { kind: 'group', grouping: 'workload' } },
  { keys: ['g', 'n'], does: 'Group by namespace', action: { kind: 'group', grouping: 'namespace' } },
  { keys: ['1'], does: 'Panel: why', action: { kind: 'tab', index: 0 } },
  { keys: ['2'], does: 'Panel: HTTP', action: { kind: 'tab', index: 1 } },
  { keys: ['3'], does: 'Panel: DNS', action: { kind: 'tab', index: 2 } },
  { keys: ['4'], does: 'Panel: flows', action: { kind: 'tab', index: 3 } },
  { keys: ['c'], does: 'Copy as hubble observe', action: { kind: 'copy' } },
  { keys: ['Escape'], does: 'Close what is open', action: { kind: 'back' } },
  { keys: ['?'], does: 'This help', action: { kind: 'help' } },
];

/** Keys of single places, for the help. */
export const PLACE_KEYS: readonly {
  readonly place: string;
  readonly keys: readonly string[];
  readonly does: string;
}[] = [
  { place: 'List, table, matrix', keys: ['↑', '↓'], does: 'From row to row' },
  { place: 'List, table, matrix', keys: ['Enter'], does: 'Open' },
  { place: 'Flows', keys: ['f', 'x'], does: 'Only what is like the cell, nothing like it' },
  { place: 'Flows', keys: ['Shift Enter'], does: 'The menu of the cell' },
  { place: 'History', keys: ['←', '→'], does: 'Move the range; with Shift its end' },
  { place: 'History', keys: ['PgUp', 'PgDn'], does: 'The range later, earlier, by its length' },
  { place: 'Map', keys: ['←', '↑', '↓', '→'], does: 'To the nearest node that way' },
  { place: 'Map', keys: ['.', ','], does: 'Next and previous edge of the node' },
  { place: 'Map', keys: ['+', '−', '0'], does: 'Nearer, farther, all of it' },
];

/** The first of two keys counts for so long. */
export const SEQUENCE_MS = 1500;

export type Pressed =
  | { readonly kind: 'action'; readonly action: KeyAction }
  | { readonly kind: 'begun'; readonly first: string }
  | { readonly kind: 'nothing' };

/** What a key means after `first`, '' for none. */
export function pressed(first: string, key: string): Pressed {
  for (const { keys, action } of PAGE_KEYS) {
    const [one, two] = keys;
    if (two === undefined ? first === '' && one === key : one === first && two === key)
      return { kind: 'action', action };
  }
  if (first !== '') return pressed('', key);
  return PAGE_KEYS.some(({ keys }) => keys.length === 2 && keys[0] === key)
    ? { kind: 'begun', first: key }
    : { kind: 'nothing' };
}

/** As the help writes a key. */
export function keyName(key: string): string {
  if (key === ' ') return 'Space';
  return key === 'Escape' ? 'Esc' : key;
}
