import { expect, test } from 'vitest';
import { isViewKey, keyChange } from './key-change.ts';
import { PAGE_KEYS, pressed, type ViewKey } from './page-keys.ts';
import { FIRST_VIEW } from './url-state.ts';

const TABS = ['why', 'http'];

test('[WEB-129] every key of the table means what the table says, and none is the beginning of another', () => {
  for (const { keys, action } of PAGE_KEYS) {
    const [one, two] = keys;
    if (two === undefined) expect(pressed('', one)).toEqual({ kind: 'action', action });
    else {
      expect(pressed('', one)).toEqual({ kind: 'begun', first: one });
      expect(pressed(one, two)).toEqual({ kind: 'action', action });
    }
  }
  expect(new Set(PAGE_KEYS.map(({ keys }) => keys.join(' '))).size).toBe(PAGE_KEYS.length);
});

test('[WEB-129] a second key that completes nothing means what it means alone', () => {
  expect(pressed('g', '/')).toEqual({ kind: 'action', action: { kind: 'filter' } });
  expect(pressed('g', 'x')).toEqual({ kind: 'nothing' });
  expect(pressed('', 'w')).toEqual({ kind: 'nothing' });
});

test('[WEB-130] keys go from page to page, through windows and groupings, and to the tabs of what is selected', () => {
  const change = (action: ViewKey, view = FIRST_VIEW) => keyChange(action, view, TABS);
  expect(change({ kind: 'next-page' })).toEqual({ page: 'table' });
  expect(change({ kind: 'next-page' }, { ...FIRST_VIEW, page: 'matrix' })).toEqual({ page: 'flows' });
  expect(change({ kind: 'next-page' }, { ...FIRST_VIEW, page: 'dns' })).toEqual({ page: 'map' });
  expect(change({ kind: 'window', by: 1 })).toEqual({ windowSeconds: 300 });
  expect(change({ kind: 'window', by: -1 })).toEqual({ windowSeconds: 60 });
  const [toMs, minute] = [1e12, 60_000];
  const past = { ...FIRST_VIEW, range: { fromMs: toMs - 7 * minute, toMs } };
  expect(change({ kind: 'window', by: 1 }, past)).toEqual({ range: { fromMs: toMs - 15 * minute, toMs } });
  expect(change({ kind: 'window', by: -1 }, past)).toEqual({ range: { fromMs: toMs - 5 * minute, toMs } });
  expect(change({ kind: 'group', grouping: 'namespace' })).toEqual({ grouping: 'namespace', edge: '', end: '' });
  expect(change({ kind: 'group', grouping: 'workload' }, { ...FIRST_VIEW, edge: 'a' })).toEqual({});
  expect(change({ kind: 'tab', index: 1 })).toEqual({});
  expect(change({ kind: 'tab', index: 1 }, { ...FIRST_VIEW, edge: 'a' })).toEqual({ tab: 'http' });
  expect(isViewKey({ kind: 'tab', index: 0 })).toBe(true);
  expect(isViewKey({ kind: 'pause' })).toBe(false);
});
