import { expect, test } from 'vitest';
import { columnsFor, EDGE_COLUMNS, headerSpans } from './edge-columns.tsx';

test('[WEB-16] the narrower the table, the fewer columns; who, whom, verdict and denied attempts stay', () => {
  expect(columnsFor(5000)).toEqual(EDGE_COLUMNS);
  let before = EDGE_COLUMNS.length;
  for (let width = 1600; width > 0; width -= 40) {
    const columns = columnsFor(width);
    expect(columns.length).toBeLessThanOrEqual(before);
    before = columns.length;
  }
  expect(columnsFor(1).map(({ id }) => id)).toEqual(['verdict', 'source', 'destination', 'denied']);
});

test('[WEB-16] every figure stands under what it counts: flows or attempts', () => {
  const figures = EDGE_COLUMNS.filter(({ isFigure, id }) => isFigure && id !== 'last-seen');
  expect(figures.every(({ group }) => group !== '')).toBe(true);
  expect(headerSpans(EDGE_COLUMNS).map(({ group }) => group)).toEqual([
    'Flows',
    'Attempts',
    'HTTP requests',
    'DNS questions',
  ]);
});
