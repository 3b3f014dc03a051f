import { expect, test } from 'vitest';
import { rowWindow, scrollToRow } from './row-window.ts';

test('[WEB-15] only rows that are seen, and a few beyond, are rendered, however long the list is', () => {
  expect(rowWindow(0, 600, 30, 100_000)).toEqual({ from: 0, to: 27 });
  expect(rowWindow(30_000, 600, 30, 100_000)).toEqual({ from: 994, to: 1027 });
  expect(rowWindow(2_999_400, 600, 30, 100_000)).toEqual({ from: 99_974, to: 100_000 });
  expect(rowWindow(5000, 600, 30, 3)).toEqual({ from: 0, to: 3 });
  expect(rowWindow(0, 0, 30, 0)).toEqual({ from: 0, to: 0 });
});

test('[WEB-15] a row that is seen already does not scroll', () => {
  expect(scrollToRow(3, 0, 600, 30)).toBe(0);
  expect(scrollToRow(20, 0, 600, 30)).toBe(30);
  expect(scrollToRow(1, 300, 600, 30)).toBe(30);
});
