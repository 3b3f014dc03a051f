import { parseQuery } from '@orrery/query/parse';
import { flowMatcher } from '@orrery/query/match-flow';
import { expect, test } from 'vitest';
import { cellFilters, copiedText, filteredQuery } from './cell-filters.ts';
import { COLUMN_IDS } from './store/flow-columns.ts';
import { flowRow, type FlowRow } from './store/flow-row.ts';
import { drawnResponses, flowOf } from './testing/drawn-flows.ts';

test('[WEB-252] every filter of every cell is understood, and fits the flow that it came from', () => {
  for (const column of COLUMN_IDS) {
    for (const filter of cellFilters(ROW, column)) {
      const only = parseQuery(filteredQuery('', filter, 'only'));
      const not = parseQuery(filteredQuery('', filter, 'not'));
      if (!only.ok || !not.ok) throw new Error(`${column}: ${filter.field}:${filter.value}`);
      expect([flowMatcher(only.query)(FLOW), flowMatcher(not.query)(FLOW)], `${column} ${filter.words}`).toEqual([
        true,
        false,
      ]);
    }
  }
  expect(cellFilters(ROW, 'source').map(({ words }) => words)).toEqual([
    'from pod shop/cart-1',
    'from namespace shop',
    'from IP 10.0.0.1',
  ]);
  expect(cellFilters(ROW, 'time')).toEqual([]);
});

test('[WEB-252] "only" takes the place of what was asked of the field, "not" is added', () => {
  const [dropped] = cellFilters(ROW, 'verdict');
  if (dropped === undefined) throw new Error('a verdict has a filter');
  const filtered = (query: string, how: 'only' | 'not'): string => filteredQuery(query, dropped, how);
  expect(filtered('namespace:shop verdict:AUDIT', 'only')).toBe('namespace:shop verdict:DROPPED');
  expect(filtered('-verdict:DROPPED', 'only')).toBe('verdict:DROPPED');
  expect(filtered('-verdict:AUDIT', 'only')).toBe('-verdict:AUDIT verdict:DROPPED');
  expect(filtered('verdict:DROPPED cart', 'not')).toBe('cart -verdict:DROPPED');
  expect(filtered('verdict:', 'only')).toBe('verdict:');
});

test('[WEB-258] a value that no query can hold is not offered, or changes nothing', () => {
  const hostile: FlowRow = {
    ...ROW,
    httpPath: `/${'('.repeat(20)}`,
    node: `${'x'.repeat(300)}…`,
    interface: 'a\u202Eb',
  };
  const [path] = cellFilters(hostile, 'summary');
  if (path === undefined) throw new Error('a path has a filter');
  expect(parseQuery(filteredQuery('', path, 'only')).ok).toBe(true);
  expect(cellFilters(hostile, 'node')).toEqual([]);
  for (const filter of cellFilters(hostile, 'interface')) expect(filteredQuery('cart', filter, 'only')).toBe('cart');
});

test('[WEB-252] what is copied is what the cell says', () => {
  expect(copiedText(ROW, 'source')).toBe('shop/cart-1');
  expect(copiedText(ROW, 'time')).toBe('2026-11-20T12:00:01.500Z');
  expect(copiedText(ROW, 'port')).toBe('6379');
});

const [RESPONSE] = drawnResponses('1.5 shop/cart-1:40000 -> data/redis-0:6379 DROPPED');
const FLOW = flowOf(RESPONSE);
Object.assign(FLOW, { IP: { source: '10.0.0.1', destination: '10.0.0.2' }, nodeName: 'kind/worker' });
const ROW = rowOf();

function rowOf(): FlowRow {
  const row = flowRow(0, 1, RESPONSE);
  if (row === undefined) throw new Error('nothing was drawn');
  return row;
}
