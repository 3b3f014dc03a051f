import { expect, test } from 'vitest';
import { RowOrder, type SortKey } from './row-order.ts';

test('[WEB-247] equal rows stand the newer first, in either direction, and what is missing comes last', () => {
  const keys: SortKey[] = ['b', 'a', '', 'b', 'c', Number.NaN];
  expect(sorted(keys, false)).toEqual([1, 3, 0, 4, 5, 2]);
  expect(sorted(keys, true)).toEqual([4, 3, 0, 1, 5, 2]);
});

test('[WEB-247] rows that come and go little by little end in the order that sorting all at once gives', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = randomFrom(seed);
    const keys = Array.from({ length: 400 }, (): SortKey => {
      const draw = Math.floor(random() * 20);
      return draw === 0 ? '' : draw % 2 === 0 ? draw : `name-${draw}`;
    });
    const capacity = 100;
    const order = new RowOrder(0, { isDescending: seed % 2 === 0, capacity, keyOf: (serial) => keys[serial] ?? '' });
    let [from, to] = [0, 0];
    while (to < keys.length) {
      to = Math.min(keys.length, to + Math.floor(random() * 30));
      from = Math.max(from, to - capacity + Math.floor(random() * 10));
      order.readKeys({ from, to }, Math.floor(random() * 40));
      order.update({ from, to });
    }
    while (order.readKeys({ from, to }, 7));
    order.update({ from, to });
    const kept = Array.from({ length: to - from }, (_, i) => from + i);
    const expected = new RowOrder(from, { isDescending: seed % 2 === 0, capacity, keyOf: (s) => keys[s] ?? '' });
    expected.readKeys({ from, to }, capacity);
    expected.update({ from, to });
    expect([...order.order], `seed ${seed}`).toEqual([...expected.order]);
    expect([...order.order].toSorted((a, b) => a - b)).toEqual(kept);
  }
});

test('[WEB-248] an order that goes back to an earlier end has the rows up to there, and gets the others again', () => {
  const keys = [3, 1, 2, 0];
  const order = new RowOrder(0, { isDescending: false, capacity: 10, keyOf: (serial) => keys[serial] ?? 0 });
  order.readKeys({ from: 0, to: 4 }, 10);
  order.update({ from: 0, to: 4 });
  order.update({ from: 0, to: 2 });
  expect([...order.order]).toEqual([1, 0]);
  order.update({ from: 0, to: 4 });
  expect([...order.order]).toEqual([3, 1, 2, 0]);
});

function sorted(keys: readonly SortKey[], isDescending: boolean): readonly number[] {
  const order = new RowOrder(0, { isDescending, capacity: keys.length, keyOf: (serial) => keys[serial] ?? '' });
  order.readKeys({ from: 0, to: keys.length }, keys.length);
  order.update({ from: 0, to: keys.length });
  return [...order.order];
}

/** Numbers of a seed, 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
