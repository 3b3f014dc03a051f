import { expect, test } from 'vitest';
import { linkBatch, type Batch } from './batch.ts';
import { chainedOnto, follows } from './chain.ts';

test('[HIST-59] batches that wait follow what the store has, or are some of it', () => {
  const batches = chainOf(4);
  const [first, second] = batches;
  expect(follows([], { number: 9, id: 'x' })).toBe(true);
  expect(follows(batches, { number: 0, id: '' })).toBe(true);
  expect(follows(batches, { number: 2, id: second?.id ?? '' })).toBe(true);
  expect(follows(batches, { number: 1, id: first?.id ?? '' })).toBe(true);
  expect(follows(batches, { number: 2, id: first?.id ?? '' })).toBe(false);
  expect(follows(batches, { number: 900, id: 'x' })).toBe(false);
});

test('[HIST-59] batches that were made while nobody knew what the store has become its next ones', () => {
  const batches = chainOf(3);
  const stored = { number: 41, id: 'f'.repeat(64) };
  const chained = chainedOnto(batches, stored);
  expect(chained.map(({ number }) => number)).toEqual([42, 43, 44]);
  expect(chained.map(({ previous }) => previous)).toEqual([stored.id, chained[0]?.id, chained[1]?.id]);
  const [first] = batches;
  expect(chained[0]).toEqual(first && linkBatch(first, 42, stored.id));
});

function chainOf(length: number): readonly Batch[] {
  const batches: Batch[] = [];
  for (let number = 1; number <= length; number += 1) {
    const tables = [{ table: 'edges_10s', columns: ['bucket'], rows: 1, lines: `[${number}]\n` }];
    const content = { from: number * 10, to: number * 10 + 10, flows: number, tables };
    batches.push(linkBatch(content, number, batches.at(-1)?.id ?? ''));
  }
  return batches;
}
