import type { Subject } from '@orrery/query/ast';
import { expect, test } from 'vitest';
import { filterOptions } from './filter-options.ts';

const KNOWN = new Map<Subject, readonly string[]>([['namespace', ['shop', 'data', 'workshop']]]);

test('[WEB-142] fields are offered with an example, then their values; what is typed already is not', () => {
  expect(filterOptions('namesp', 6, KNOWN, [])[0]).toEqual({
    kind: 'field',
    label: 'namespace:',
    hint: 'shop',
    text: 'namespace:',
    caret: 10,
  });
  expect(filterOptions('-namespace:sh port:53', 13, KNOWN, []).map(({ text, caret }) => [text, caret])).toEqual([
    ['-namespace:shop port:53', 15],
    ['-namespace:workshop port:53', 19],
  ]);
  expect(filterOptions('namespace:data', 14, KNOWN, [])).toEqual([]);
});

test('[WEB-143] an empty field offers what was asked for lately', () => {
  const kinds = filterOptions('', 0, KNOWN, ['port:53', 'verdict:DROPPED']).map(({ kind }) => kind);
  expect(kinds.slice(0, 3)).toEqual(['recent', 'recent', 'field']);
  expect(kinds).toHaveLength(12);
});
