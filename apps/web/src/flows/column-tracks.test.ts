import { expect, test } from 'vitest';
import { movedBefore } from './column-menu.tsx';
import { lookout } from './column-tracks.ts';
import { COLUMN_IDS, formatFlowSort, parseFlowSort } from './store/flow-columns.ts';

const ids = (names: readonly string[], width: number) => lookout(names, width).columns.map(({ id }) => id);

test('[WEB-253] of the usual columns the least telling give way first where there is no room', () => {
  expect(ids([], 1200)).toContain('type');
  expect(ids([], 900)).not.toContain('type');
  expect(ids([], 640)).toEqual(expect.arrayContaining(['time', 'verdict', 'source', 'destination', 'summary']));
  for (const width of [640, 720, 900, 1100, 2000])
    expect(lookout([], width).minWidth, `${width}`).toBeLessThanOrEqual(width);
  expect(lookout([], 380).isCompact).toBe(true);
});

test('[WEB-253] columns that were chosen are all there, in their order, and names that mean nothing are not', () => {
  expect(ids(['uuid', 'time', '__proto__', 'nothing', 'node'], 300)).toEqual(['uuid', 'time', 'node']);
  expect(ids(['nothing'], 1200)).toContain('summary');
});

test('[WEB-253] a column that is moved stands in front of the other', () => {
  expect(movedBefore(['time', 'verdict', 'source'], 'source', 'time')).toEqual(['source', 'time', 'verdict']);
  expect(movedBefore(['time', 'verdict', 'source'], 'time', 'source')).toEqual(['verdict', 'time', 'source']);
});

test('[WEB-253] the order stands in the address, and one that means nothing is that of arrival', () => {
  for (const column of COLUMN_IDS) {
    for (const isDescending of [false, true]) {
      expect(parseFlowSort(formatFlowSort({ column, isDescending }))).toEqual({ column, isDescending });
    }
  }
  expect([parseFlowSort(''), parseFlowSort('-nothing'), parseFlowSort('--time')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
