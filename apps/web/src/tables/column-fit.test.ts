import { expect, test } from 'vitest';
import { columnsFor, headerSpans } from './column-fit.ts';
import { EDGE_COLUMNS } from './edge-columns.tsx';

test('[WEB-16] the narrower the table, the fewer columns; who, whom, verdict and denied attempts stay', () => {
  expect(columnsFor(EDGE_COLUMNS, 5000)).toEqual(EDGE_COLUMNS);
  let before = EDGE_COLUMNS.length;
  for (let width = 1600; width > 0; width -= 40) {
    const columns = columnsFor(EDGE_COLUMNS, width);
    expect(columns.length).toBeLessThanOrEqual(before);
    before = columns.length;
  }
  expect(columnsFor(EDGE_COLUMNS, 1).map(({ id }) => id)).toEqual([
    'verdict',
    'source',
    'destination',
    'port',
    'denied',
  ]);
});

test('[WEB-16] every figure stands under what it counts: flows or attempts', () => {
  const figures = EDGE_COLUMNS.filter(({ isFigure, id }) => isFigure && !['port', 'since', 'last-seen'].includes(id));
  expect(figures.every(({ group }) => group !== '')).toBe(true);
  expect(headerSpans(EDGE_COLUMNS).map(({ group }) => group)).toEqual([
    'Attempts per minute',
    'Flows',
    'HTTP per minute',
    'DNS per minute',
  ]);
});
