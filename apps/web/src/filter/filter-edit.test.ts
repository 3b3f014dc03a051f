import type { Term } from '@orrery/query/ast';
import { expect, test } from 'vitest';
import { edited, editTerm, editWhole, firstEdit, termsOf, without } from './filter-edit.ts';

const QUERY = '-label:app=loadtest verdict:DROPPED port:53';

test('[WEB-141] a term is edited in its place, put between others, or taken out, and the others stay as they are', () => {
  const terms = read(QUERY);
  expect(editTerm(terms, 1)).toEqual({ kind: 'term', at: 1, replaces: 1, text: 'verdict:DROPPED' });
  expect(edited(terms, { kind: 'term', at: 1, replaces: 1, text: ' verdict:AUDIT ' })).toBe(
    '-label:app=loadtest verdict:AUDIT port:53',
  );
  expect(edited(terms, { kind: 'term', at: 3, replaces: 0, text: 'namespace:shop "a b"' })).toBe(
    `${QUERY} namespace:shop "a b"`,
  );
  expect(edited(terms, { kind: 'term', at: 1, replaces: 1, text: '' })).toBe('-label:app=loadtest port:53');
  expect(without(terms, 0)).toBe('verdict:DROPPED port:53');
  expect(edited(terms, editWhole(terms))).toBe(QUERY);
});

test('[WEB-141] a query that cannot be read is in the field as it was typed', () => {
  expect(firstEdit('verdit:DROPPED')).toEqual({ kind: 'whole', text: 'verdit:DROPPED' });
  expect(firstEdit('port:53')).toEqual({ kind: 'term', at: 1, replaces: 0, text: '' });
});

function read(query: string): readonly Term[] {
  const terms = termsOf(query);
  if (terms === undefined) throw new Error(`${query} cannot be read`);
  return terms;
}
