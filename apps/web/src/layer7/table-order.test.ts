import { expect, test } from 'vitest';
import { byFigures, ordered } from './table-order.ts';

test('[WEB-279] a table is ordered by any column, and what has no figure stands last whichever way', () => {
  const rows = [2, Number.NaN, 9, 5];
  const by = (isDescending: boolean) => ordered(rows, { column: 'x', isDescending }, (row) => row);
  expect(by(true)).toEqual([9, 5, 2, Number.NaN]);
  expect(by(false)).toEqual([2, 5, 9, Number.NaN]);
  expect(ordered(['b', 'a'], { column: 'x', isDescending: false }, (row) => row)).toEqual(['a', 'b']);
});

test('[WEB-279] without a column the worst stands first, and equals stay as they came', () => {
  const rows = [
    { name: 'busy', denied: 0, failed: 0 },
    { name: 'failed', denied: 0, failed: 3 },
    { name: 'quiet', denied: 0, failed: 0 },
    { name: 'denied', denied: 1, failed: 0 },
  ];
  expect(byFigures(rows, [({ denied }) => denied, ({ failed }) => failed]).map(({ name }) => name)).toEqual([
    'denied',
    'failed',
    'busy',
    'quiet',
  ]);
});
