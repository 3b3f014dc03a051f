import { expect, test } from 'vitest';
import { SORT_COLUMNS } from './edge-order.ts';
import { GROUPINGS } from './grouped-graph.ts';
import { CHIPS } from './trouble-summary.ts';
import {
  FIRST_VIEW,
  formatView,
  PAGES,
  parseView,
  THEMES,
  WINDOWS_SECONDS,
  withinAddress,
  type View,
} from './url-state.ts';

test('[WEB-1] every view survives its address', () => {
  const texts = [
    '',
    'namespace:shop -to-port:53',
    '__proto__',
    'a&b=c#d?e+f %20',
    '<img src=x>',
    '\u202Eright',
    '"a b",c',
    'ü€💩',
  ];
  const survives = (change: Partial<View>): void => {
    const view: View = { ...FIRST_VIEW, ...change };
    expect(parseView(formatView(view))).toEqual(view);
  };
  for (const text of texts) {
    for (const windowSeconds of WINDOWS_SECONDS) {
      for (const theme of THEMES) survives({ query: text, edge: text, windowSeconds, theme });
    }
    for (const page of PAGES) for (const grouping of GROUPINGS) survives({ page, grouping, end: text, tab: text });
    survives({ opened: [text, 'shop'], closed: [text] });
  }
  for (const column of SORT_COLUMNS) {
    for (const isDescending of [true, false]) survives({ sort: { column, isDescending } });
  }
});

test('[WEB-192] the class that the list shows and the matrix of what is troubled survive their address', () => {
  for (const chip of [undefined, ...CHIPS]) {
    for (const onlyTroubled of [true, false]) {
      const view: View = { ...FIRST_VIEW, chip, onlyTroubled };
      expect(parseView(formatView(view))).toEqual(view);
    }
  }
  expect(formatView({ ...FIRST_VIEW, chip: 'denied', onlyTroubled: true })).toBe('?list=denied&matrix=troubled');
  expect(parseView('?list=constructor&matrix=yes')).toEqual(FIRST_VIEW);
});

test('[WEB-1] where the map is looked at survives, to a unit of the map and a hundredth of the zoom', () => {
  const camera = (x: number, zoom: number): View => ({ ...FIRST_VIEW, camera: { level: 'near', x, y: -40, zoom } });
  expect(parseView(formatView(camera(120.4, 1.254)))).toEqual(camera(120, 1.25));
  for (const at of ['near,1,2', 'near,1,2,0', 'nearer,1,2,1', 'near,1e9,2,1', 'near,1,2,1,1']) {
    expect(parseView(`?at=${at}`).camera).toBe(undefined);
  }
});

test('[WEB-1] an edge and an end are never selected together', () => {
  expect(parseView('?edge=a&end=b')).toMatchObject({ edge: 'a', end: '' });
});

test('[WEB-1] the first view has an empty address, and nonsense in an address is as if it were not there', () => {
  expect(formatView(FIRST_VIEW)).toBe('');
  expect(parseView('')).toEqual(FIRST_VIEW);
  expect(parseView('?window=61&sort=__proto__&theme=pink&view=globe&group=pod&at=here&toString=1&q=&edge=')).toEqual(
    FIRST_VIEW,
  );
});

test('[WEB-228] an address stays short: of many namespaces that were opened or closed the first ones leave', () => {
  const names = Array.from({ length: 1000 }, (_, at) => `namespace:kind/team-${at}`);
  const view = withinAddress({ ...FIRST_VIEW, opened: names, closed: ['ü'.repeat(5000), ...names] });
  expect(formatView(view).length).toBeLessThan(8000);
  expect(parseView(formatView(view))).toEqual(view);
  for (const kept of [view.opened, view.closed]) {
    expect(kept.length).toBeGreaterThan(80);
    expect(kept).toEqual(names.slice(-kept.length));
  }
  const few = { ...FIRST_VIEW, opened: names.slice(0, 50), closed: ['ü'.repeat(5000)] };
  expect(withinAddress(few).opened).toBe(few.opened);
  expect(withinAddress(few).closed).toEqual([]);
});
