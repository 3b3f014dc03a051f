import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { FigureWindows, SECONDS, TENS } from './figure-windows.ts';
import { START } from './testing/flow-builder.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);

/** All that was added to one lane, and what of it should still be there. */
class NaiveLane {
  readonly seconds = new Map<number, number>();
  readonly tens = new Map<number, number>();
  newest = 0;

  add(second: number, amount: number): boolean {
    const ten = Math.floor(second / 10);
    const isLate = ten <= Math.floor(this.newest / 10) - TENS;
    this.newest = Math.max(this.newest, second);
    if (isLate) return false;
    if (second > this.newest - SECONDS) this.seconds.set(second, (this.seconds.get(second) ?? 0) + amount);
    this.tens.set(ten, (this.tens.get(ten) ?? 0) + amount);
    return true;
  }

  sumSeconds(from: number, to: number): number {
    return sum(this.seconds, Math.max(from, this.newest - SECONDS + 1), to);
  }

  sumTens(from: number, to: number): number {
    return sum(this.tens, Math.max(from, Math.floor(this.newest / 10) - TENS + 1), to);
  }
}

function sum(amounts: ReadonlyMap<number, number>, from: number, to: number): number {
  let total = 0;
  for (const [time, amount] of amounts) if (time >= from && time < to) total += amount;
  return total;
}

/** Mostly now, often a little late or ahead, sometimes very late, sometimes after a long silence. */
function nextSecond(random: Random, now: number): number {
  const dice = random.int(0, 100);
  if (dice < 60) return now + random.int(0, 2);
  if (dice < 80) return now - random.int(0, 70);
  if (dice < 95) return now - random.int(0, 1000);
  return now + random.int(0, dice === 99 ? 2000 : 30);
}

function expectEqual(windows: FigureWindows, lane: number, naive: NaiveLane, random: Random, where: string): void {
  const from = naive.newest - random.int(-5, 100);
  const to = from + random.int(0, 100);
  expect(windows.sumSeconds(lane, from, to), where).toBe(naive.sumSeconds(from, to));
  const fromTen = Math.floor(naive.newest / 10) - random.int(-2, 120);
  const toTen = fromTen + random.int(0, 120);
  expect(windows.sumTens(lane, fromTen, toTen), where).toBe(naive.sumTens(fromTen, toTen));
}

test('[AGG-1] windows by second and by ten seconds agree with a naive count, for times in order, late and ahead', () => {
  const random = new Random(SEED);
  const windows = new FigureWindows(4);
  const lanes = [0, 1, 2].map(() => ({ lane: windows.allocate(), naive: new NaiveLane() }));
  let now = START;
  for (let i = 0; i < 10_000; i++) {
    const { lane, naive } = random.pick(lanes);
    const second = nextSecond(random, now);
    now = Math.max(now, second);
    const amount = random.int(1, 5);
    const where = `seed ${SEED}, step ${i}`;
    expect(windows.add(lane, second, amount), where).toBe(naive.add(second, amount));
    expectEqual(windows, lane, naive, random, where);
  }
});

test('[AGG-2] merged lanes hold what both held, as far as the newer of them reaches back', () => {
  const random = new Random(SEED);
  for (let round = 0; round < 60; round++) {
    const windows = new FigureWindows(2);
    const [from, into] = [windows.allocate(), windows.allocate()];
    const [naiveFrom, naiveInto] = [new NaiveLane(), new NaiveLane()];
    let now = START + random.int(0, 1000);
    for (let i = 0; i < 40; i++) {
      const second = nextSecond(random, now);
      now = Math.max(now, second);
      const isFrom = random.chance(0.5);
      (isFrom ? naiveFrom : naiveInto).add(second, 1);
      windows.add(isFrom ? from : into, second, 1);
    }
    windows.merge(from, into);
    const newest = Math.max(naiveFrom.newest, naiveInto.newest);
    const newestTen = Math.floor(newest / 10);
    const where = `seed ${SEED}, round ${round}`;
    for (let ten = newestTen - TENS + 1; ten <= newestTen; ten++) {
      const both = naiveFrom.sumTens(ten, ten + 1) + naiveInto.sumTens(ten, ten + 1);
      expect(windows.sumTens(into, ten, ten + 1), where).toBe(both);
    }
    for (let second = newest - SECONDS + 1; second <= newest; second++) {
      const both = naiveFrom.sumSeconds(second, second + 1) + naiveInto.sumSeconds(second, second + 1);
      expect(windows.sumSeconds(into, second, second + 1), where).toBe(both);
    }
  }
});

test('[AGG-3] a lane that was given back is empty when it is used again, and there are no more than the bound', () => {
  const windows = new FigureWindows(5000);
  const lanes = Array.from({ length: 5000 }, () => windows.allocate());
  expect(windows.allocate()).toBe(-1);
  windows.add(lanes[4999], START, 7);
  windows.release(lanes[4999]);
  expect(windows.lanesInUse).toBe(4999);
  const again = windows.allocate();
  expect(windows.sumTens(again, 0, START)).toBe(0);
  windows.add(again, 5, 1);
  expect(windows.sumSeconds(again, 0, 10)).toBe(1);
});

test('[AGG-3] what was counted twice can be taken back', () => {
  const windows = new FigureWindows(1);
  const lane = windows.allocate();
  windows.add(lane, START, 1);
  windows.add(lane, START + 30, 1);
  windows.add(lane, START, -1);
  expect(windows.sumSeconds(lane, START, START + 60)).toBe(1);
  expect(windows.sumTens(lane, START / 10, START / 10 + 6)).toBe(1);
});
