import { expect, test } from 'vitest';
import { LatencyHistory, LatencyRoom } from './latency-history.ts';

const MINUTE_TENS = 6;
/** Begins an age. */
const NOW = 30 * 6_000_000;

function setup(max = 1_000_000) {
  const room = new LatencyRoom(max);
  const history = new LatencyHistory(room);
  const add = (ms: number, minute: number) => history.add(ms * 1e6, NOW + minute * MINUTE_TENS);
  const of = (fromMinute: number, toMinute: number) => {
    const range = { from: NOW + fromMinute * MINUTE_TENS, to: NOW + toMinute * MINUTE_TENS };
    const { sinceTen, sketch } = history.in(range);
    return [sinceTen === 0 ? 'always' : (sinceTen - NOW) / MINUTE_TENS, sketch.count];
  };
  return { room, history, add, of };
}

test('[L7-65] latencies of a range are of whole five minutes, and say since when', () => {
  const { add, of, history } = setup();
  for (let minute = 0; minute < 20; minute++) add(10, minute);
  expect(of(17, 20)).toEqual([15, 5]);
  expect(of(14, 20)).toEqual([10, 10]);
  expect(of(5, 20)).toEqual([5, 15]);
  expect(of(6, 9)).toEqual([5, 5]);
  expect(of(0, 20)).toEqual([0, 20]);
  add(10, 20);
  expect(of(6, 21)).toEqual([5, 16]);
  expect(of(4, 21)).toEqual(['always', 21]);
  expect([history.count, history.in(undefined).sketch.count]).toEqual([21, 21]);
});

test('[L7-65] a latency that is measured again leaves the five minutes it was counted in, or all there was before', () => {
  const { add, of, history } = setup();
  const bucket = add(10, 0);
  add(10, 4);
  add(10, 6);
  history.remove(bucket, NOW);
  expect([of(0, 10), history.count]).toEqual([[0, 2], 2]);
  for (let minute = 10; minute < 40; minute += 5) add(10, minute);
  history.remove(bucket, NOW);
  expect(history.count).toBe(7);
});

test('[L7-65] without room latencies are of all time, which is what is then told; room of old ages is given back', () => {
  const { add, of, history, room } = setup(16);
  add(10, 0);
  expect(room.isFull).toBe(true);
  add(20, 1);
  expect(of(0, 2)).toEqual(['always', 2]);
  add(20, 26);
  expect(of(26, 27)).toEqual(['always', 3]);
  history.retire(NOW + 26 * MINUTE_TENS);
  expect([room.used, history.count]).toEqual([0, 3]);
  add(20, 31);
  expect(of(30, 32)).toEqual([30, 1]);
});

test('[L7-71] what one row measured moves to another', () => {
  const { room, history, add } = setup();
  const other = new LatencyHistory(room);
  for (let minute = 0; minute < 30; minute++) add(minute + 1, minute);
  other.add(5e6, NOW);
  history.moveTo(other);
  expect(other.count).toBe(31);
  expect(Math.abs(other.in(undefined).sketch.quantileMs(1) - 30)).toBeLessThan(0.31);
  other.release();
  expect(room.used).toBe(0);
});
