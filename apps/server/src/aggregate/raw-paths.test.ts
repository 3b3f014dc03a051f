import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { RawPathRoom, RawPaths } from './raw-paths.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_121);

test('[L7-66] up to eight paths are counted exactly, the most frequent first', () => {
  const paths = new RawPaths(new RawPathRoom(10_000));
  for (let i = 1; i <= 8; i++) for (let times = 0; times < i; times++) paths.add(`/cart/${i}`, 30);
  expect(paths.top()[0]).toEqual({ path: '/cart/8', requests: 8 });
  expect(paths.top().map(({ requests }) => requests)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
});

test('[L7-66] frequent paths stay among a hundred thousand others, and no count is too high', () => {
  const random = new Random(SEED);
  const room = new RawPathRoom(10_000);
  const paths = new RawPaths(room);
  const exact = new Map<string, number>();
  for (let i = 0; i < 100_000; i++) {
    const path = random.chance(0.5) ? `/cart/${random.int(0, 3)}` : `/cart/${i}`;
    exact.set(path, (exact.get(path) ?? 0) + 1);
    paths.add(path, 30);
  }
  const top = paths.top();
  expect(top).toHaveLength(8);
  for (const { path, requests } of top) expect(requests, `seed ${SEED}`).toBeLessThanOrEqual(exact.get(path) ?? 0);
  for (const path of ['/cart/0', '/cart/1', '/cart/2']) expect(top.map((one) => one.path)).toContain(path);
  expect(room.used).toBe(8 * 30);
  paths.release();
  expect([room.used, paths.top()]).toEqual([0, []]);
});

test('[L7-66] without room the paths that are known are counted, and no others', () => {
  const room = new RawPathRoom(50);
  const paths = new RawPaths(room);
  for (const path of ['/a', '/b', '/a']) paths.add(path, 40);
  expect(paths.top()).toEqual([{ path: '/a', requests: 2 }]);
});
