import { expect, test } from 'vitest';
import { OverloadGuard } from './overload-guard.ts';

let nowMs = 1_795_000_000_000;

/** Steps of a quarter of a second. */
function step(guard: OverloadGuard, agesMs: readonly number[], times = 1, busyShare = 1): void {
  for (let i = 0; i < times; i++) {
    nowMs += 250;
    for (const age of agesMs) guard.taken(age, nowMs);
    guard.step(busyShare, nowMs);
  }
}

function shedOf64(guard: OverloadGuard): number {
  return Array.from({ length: 64 }, () => guard.sheds()).filter(Boolean).length;
}

test('[AGG-40] flows are shed while the freshest is more than 2 s older than usual, more each step, and no longer than that', () => {
  const guard = new OverloadGuard();
  step(guard, [300, 9000], 20);
  expect(shedOf64(guard)).toBe(0);
  step(guard, [2500]);
  expect(shedOf64(guard)).toBe(32);
  step(guard, [2500], 20);
  expect(shedOf64(guard)).toBe(63);
  step(guard, [1000], 5);
  expect(guard.level).toBe(6);
  step(guard, [700], 6);
  expect(shedOf64(guard)).toBe(0);
});

test('[AGG-41] clocks that differ from ours, silence, a clock far ahead and a stream that is late while we are idle shed nothing', () => {
  const guard = new OverloadGuard();
  step(guard, [60_000], 10);
  step(guard, [], 10);
  step(guard, [60_500, -3_600_000], 10);
  step(guard, [60_500], 10);
  expect(guard.level).toBe(0);
  step(guard, [70_000], 10, 0.3);
  expect(guard.level).toBe(0);
});

test('[L7-62] what waited while this server stood still is no overload, whether it is read before the step or after it', () => {
  for (const isReadFirst of [true, false]) {
    const guard = new OverloadGuard();
    step(guard, [60_300], 20);
    nowMs += 12_000;
    if (!isReadFirst) guard.step(1, nowMs);
    for (const readAfterMs of [0, 250, 500, 750]) step(guard, [72_300 - readAfterMs]);
    expect(guard.level).toBe(0);
  }
});

test('[L7-62] flows that were made after the standstill and come late are an overload like any other', () => {
  const guard = new OverloadGuard();
  step(guard, [300], 20);
  nowMs += 12_000;
  step(guard, [], 20);
  step(guard, [4000]);
  expect(guard.level).toBe(1);
});
