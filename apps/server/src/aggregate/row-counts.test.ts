import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { RowCounts } from './row-counts.ts';
import { LANE_TENS, TenLanes } from './ten-lanes.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_121);
const REST = 0;
const NOW = 179_000_000;

function setup(maxLanes = 1000) {
  const lanes = new TenLanes(maxLanes);
  return { lanes, counts: new RowCounts(lanes, REST) };
}

test('[L7-63] counts of a range are those of its tens of seconds, for times in order, late and ahead', () => {
  const random = new Random(SEED);
  const { counts } = setup();
  const told: { key: number; ten: number; amount: number }[] = [];
  let now = NOW;
  for (let i = 0; i < 20_000; i++) {
    if (random.chance(0.02)) now += random.int(1, random.chance(0.1) ? 200 : 4);
    const ten = now - (random.chance(0.2) ? random.int(0, 30) : 0);
    const key = random.pick([-1, 200, 201, 404, 503]);
    counts.add(key, ten, 1);
    told.push({ key, ten, amount: 1 });
    if (i % 500 !== 0) continue;
    for (const key of [-1, 200, 503]) {
      const from = now - random.int(0, LANE_TENS - 32);
      const to = from + random.int(0, 100);
      const mine = told.filter((one) => one.key === key);
      const newest = Math.max(0, ...mine.map(({ ten }) => ten));
      const expected = mine.filter(({ ten }) => ten >= from && ten < to && ten > newest - LANE_TENS).length;
      expect(counts.count(key, { from, to }), `seed ${SEED}, ${key} at ${i}`).toBe(expected);
      expect(counts.total(key), `seed ${SEED}`).toBe(mine.length);
    }
  }
  expect(counts.isKnown({ from: 0, to: 1 })).toBe(false);
  expect(counts.isKnown({ from: now - 90, to: now })).toBe(true);
});

test('[L7-63] what is taken away leaves the ten it was counted in', () => {
  const { counts } = setup();
  for (const ten of [NOW, NOW, NOW + 5]) counts.add(403, ten, 1);
  counts.add(403, NOW, -1);
  expect(counts.count(403, { from: NOW, to: NOW + 1 })).toBe(1);
  expect(counts.codes({ from: NOW, to: NOW + 6 })).toEqual(new Map([[403, 2]]));
  counts.add(403, NOW + 5, -1);
  expect(counts.codes({ from: NOW + 1, to: NOW + 6 })).toEqual(new Map());
});

test('[L7-64] what is counted in one ten takes no lane, and without lanes the newest ten is known', () => {
  const { lanes, counts } = setup(1);
  for (let i = 0; i < 10; i++) counts.add(200, NOW, 1);
  expect(lanes.inUse).toBe(0);
  counts.add(200, NOW + 1, 1);
  expect(lanes.inUse).toBe(1);
  counts.add(500, NOW, 3);
  counts.add(500, NOW + 1, 2);
  const both = { from: NOW, to: NOW + 2 };
  expect([counts.total(500), counts.isKnown(both)]).toEqual([5, false]);
  const last = { from: NOW + 1, to: NOW + 2 };
  expect([counts.count(500, last), counts.isKnown(last)]).toEqual([2, true]);
});

test('[L7-64] lanes in which nothing is left are taken back when there are none', () => {
  const { lanes, counts } = setup(2);
  for (const key of [200, 201]) for (const ten of [NOW, NOW + 1]) counts.add(key, ten, 1);
  expect(lanes.inUse).toBe(2);
  counts.add(201, NOW + LANE_TENS + 5, 1);
  for (const ten of [NOW + LANE_TENS + 5, NOW + LANE_TENS + 6]) counts.add(202, ten, 1);
  const range = { from: NOW + LANE_TENS, to: NOW + LANE_TENS + 10 };
  expect(counts.codes(range)).toEqual(
    new Map([
      [201, 1],
      [202, 2],
    ]),
  );
  expect(counts.codes(undefined)).toEqual(
    new Map([
      [200, 2],
      [201, 3],
      [202, 2],
    ]),
  );
  counts.release();
  expect(lanes.inUse).toBe(0);
});

test('[L7-72] codes past the first 16 of a row are counted under the code for the rest', () => {
  const { counts } = setup();
  for (let code = 1; code <= 600; code++) counts.add(code, NOW, 1);
  counts.add(16, NOW, 1);
  counts.add(17, NOW, -1);
  const codes = counts.codes(undefined);
  expect(codes.size).toBe(17);
  expect([codes.get(16), codes.get(REST)]).toEqual([2, 583]);
});

test('[L7-71] what one row counted moves to another, in its windows, too', () => {
  const random = new Random(SEED);
  for (let round = 0; round < 20; round++) {
    const { lanes, counts } = setup();
    const [other, both] = [new RowCounts(lanes, REST), new RowCounts(lanes, REST)];
    for (let i = 0; i < random.int(1, 200); i++) {
      const [key, ten] = [random.int(198, 204), NOW + random.int(0, 60)];
      (random.chance(0.5) ? counts : other).add(key, ten, 1);
      both.add(key, ten, 1);
    }
    counts.moveTo(other);
    for (const range of [undefined, { from: NOW, to: NOW + 20 }, { from: NOW + 10, to: NOW + 99 }]) {
      expect(sorted(other.codes(range)), `seed ${SEED}, round ${round}`).toEqual(sorted(both.codes(range)));
    }
  }
});

function sorted(counts: ReadonlyMap<number, number>): readonly (readonly [number, number])[] {
  return [...counts].toSorted(([left], [right]) => left - right);
}
