import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { Unwritten } from './unwritten.ts';

test('[HIST-20] what is held until it is written is given once, whatever is counted, moved and taken in between', () => {
  const random = new Random(3);
  const unwritten = new Unwritten<string>();
  unwritten.isWanted = true;
  const counted = new Map<string, number>();
  const taken = new Map<string, number>();
  const rows = ['a', 'b', 'c', 'd'];
  const count = (): void => {
    const [ten, key] = [random.int(0, 6), random.int(0, 3)];
    const amount = random.chance(0.2) ? -1 : random.int(1, 5);
    unwritten.add(random.pick(rows), ten, key, amount);
    counted.set(`${ten} ${key}`, (counted.get(`${ten} ${key}`) ?? 0) + amount);
  };
  const take = (end: number): void => {
    for (const { ten, counts } of unwritten.takeBefore(end)) {
      expect(ten).toBeLessThan(end);
      for (const [key, amount] of counts) taken.set(`${ten} ${key}`, (taken.get(`${ten} ${key}`) ?? 0) + amount);
      if (random.chance(0.5)) count();
      if (random.chance(0.2)) unwritten.move(random.pick(rows), random.pick(rows));
    }
  };
  for (let round = 0; round < 3000; round += 1) {
    if (random.chance(0.8)) count();
    else if (random.chance(0.5)) unwritten.move(random.pick(rows), random.pick(rows));
    else take(random.int(0, 8));
  }
  for (let round = 0; round < 50; round += 1) {
    for (const { ten, counts } of unwritten.takeBefore(8)) {
      for (const [key, amount] of counts) taken.set(`${ten} ${key}`, (taken.get(`${ten} ${key}`) ?? 0) + amount);
    }
  }
  expect(sorted(taken)).toEqual(sorted(counted));
});

test('[HIST-20] nothing is held while nobody writes', () => {
  const unwritten = new Unwritten<string>();
  unwritten.add('a', 1, 1, 1);
  unwritten.isWanted = true;
  expect([...unwritten.takeBefore(10)]).toEqual([]);
});

function sorted(sums: ReadonlyMap<string, number>): unknown {
  return [...sums].filter(([, sum]) => sum !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
