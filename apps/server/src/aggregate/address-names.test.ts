import { expect, test } from 'vitest';
import { AddressNames } from './address-names.ts';
import { vertexTableFor } from './testing/vertices.ts';

test('[AGG-9] past 65,536 addresses the name that was answered longest ago is forgotten', () => {
  const names = new AddressNames();
  for (let i = 0; i < 65_536; i++) expect(names.add(`a${i}`, 'x')).toBe(true);
  expect(names.add('a0', 'x')).toBe(false);
  names.add('new', 'x');
  expect([names.of('a0'), names.of('a1'), names.of('new')]).toEqual([['x'], [], ['x']]);
});

test('[AGG-9] an address keeps its four newest names', () => {
  const names = new AddressNames();
  for (const name of ['a', 'b', 'c', 'd', 'e']) names.add('192.0.2.1', name);
  expect(names.of('192.0.2.1')).toEqual(['b', 'c', 'd', 'e']);
});

test('[AGG-9] past the bound of vertices a new one is `other`, and the known ones stay', () => {
  const { table, of } = vertexTableFor(3);
  const [first, second] = [of(300, '192.0.2.1'), of(2, '192.0.2.1')];
  expect([of(301, ''), of(2, '192.0.2.2')]).toEqual([table.other, table.other]);
  expect([of(300, ''), of(2, '192.0.2.1')]).toEqual([first, second]);
  expect([table.rows.length, table.foldedVertices, table.rows[table.other].kind]).toEqual([3, 2, 'other']);
});
