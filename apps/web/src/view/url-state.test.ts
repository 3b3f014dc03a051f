import { expect, test } from 'vitest';
import { SORT_COLUMNS } from './edge-order.ts';
import { FIRST_VIEW, formatView, parseView, THEMES, WINDOWS_SECONDS, type View } from './url-state.ts';

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
  for (const query of texts) {
    for (const edge of texts) {
      for (const windowSeconds of WINDOWS_SECONDS) {
        for (const theme of THEMES) {
          const view: View = { query, edge, windowSeconds, theme, sort: { column: 'dropped', isDescending: false } };
          expect(parseView(formatView(view))).toEqual(view);
        }
      }
    }
  }
  for (const column of SORT_COLUMNS) {
    for (const isDescending of [true, false]) {
      const view: View = { ...FIRST_VIEW, sort: { column, isDescending } };
      expect(parseView(formatView(view))).toEqual(view);
    }
  }
});

test('[WEB-1] the first view has an empty address, and nonsense in an address is as if it were not there', () => {
  expect(formatView(FIRST_VIEW)).toBe('');
  expect(parseView('')).toEqual(FIRST_VIEW);
  expect(parseView('?window=61&sort=__proto__&theme=pink&toString=1&q=&edge=')).toEqual(FIRST_VIEW);
});
