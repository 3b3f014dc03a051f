import { expect, test } from 'vitest';
import type { MergedCounts } from './map-model.ts';
import { mergedParts, mergedSentence } from './merged-words.ts';

const NONE: MergedCounts = {
  workloads: 0,
  edges: 12,
  drawn: 12,
  shared: 0,
  inside: 0,
  outside: 0,
  folded: 0,
  traced: 0,
  light: 0,
  troubled: 0,
};

test('[WEB-205] a map that draws everything says nothing of what it does not draw', () => {
  expect(mergedParts(NONE, 'workload')).toEqual([]);
});

test('[WEB-205] every part that is not drawn one by one is told, in a few words and as a sentence that adds up', () => {
  const merged: MergedCounts = {
    workloads: 61,
    edges: 1234,
    drawn: 1000,
    shared: 150,
    inside: 9,
    outside: 8,
    folded: 40,
    traced: 5,
    light: 27,
    troubled: 3,
  };
  expect(mergedParts(merged, 'workload')).toEqual([
    '3 troubled in the list',
    '61 grouped',
    '150 share lines',
    '9 inside',
    '40 folded',
    '27 light',
    '5 only traced',
    '8 names grouped',
  ]);
  expect(mergedSentence(merged, 'workload')).toBe(
    '1,234 edges: 1,000 with a line of their own, 150 that share lines, 9 inside of one node, ' +
      '40 folded at the card that they end at, 27 of little traffic, only in the table, ' +
      '3 in trouble, only in list and table, 5 seen only on the way to a service. ' +
      'Grouped: 61 workloads, 8 outside names.',
  );
  expect(mergedParts(merged, 'namespace')).not.toContain('61 grouped');
});

test('[WEB-213] how many troubled edges have no label is told among the first, and with where to look instead', () => {
  expect(mergedParts({ ...NONE, folded: 4 }, 'workload', 2)).toEqual(['2 without a label', '4 folded']);
  expect(mergedSentence(NONE, 'workload', 2)).toBe(
    '12 edges: 12 with a line of their own. 2 labels found no room: the edge has its sign, and the list says why.',
  );
});
