import { expect, test } from 'vitest';
import { Replay } from './replay.ts';

const T = 1_790_000_000_000;

test('[HIST-68] nothing is closed from the start until what was missed was told', () => {
  const replay = new Replay();
  expect(replay.isBehind(false, T)).toBe(true);
  replay.asked(T + 500);
  expect(replay.isBehind(true, T + 600)).toBe(true);
  for (const at of [1000, 5000, 9000]) {
    replay.told(T - 40_000 + at, T + at);
    expect(replay.isBehind(true, T + at + 100)).toBe(true);
  }
  replay.told(T + 9000, T + 9100);
  expect(replay.isBehind(true, T + 9200)).toBe(true);
  expect(replay.isBehind(true, T + 11_200)).toBe(false);
  expect(replay.isOn).toBe(false);
});

test('[HIST-68] a cluster that is quiet after a start is not waited for', () => {
  const replay = new Replay();
  replay.asked(T);
  expect(replay.isBehind(true, T + 7000)).toBe(true);
  expect(replay.isBehind(true, T + 8000)).toBe(false);
});

test('[HIST-68] a source that is away is waited for up to a minute, and again when it tells what was missed', () => {
  const replay = new Replay();
  replay.asked(T);
  expect(replay.isBehind(true, T + 10_000)).toBe(false);
  expect(replay.isBehind(false, T + 20_000)).toBe(true);
  // Tries that fail do not make it longer.
  for (const at of [30_000, 50_000, 70_000]) replay.asked(T + at);
  expect(replay.isBehind(false, T + 79_000)).toBe(true);
  expect(replay.isBehind(false, T + 80_000)).toBe(false);
  replay.asked(T + 200_000);
  replay.told(T + 20_000, T + 200_500);
  expect(replay.isBehind(true, T + 201_000)).toBe(true);
  replay.told(T + 200_000, T + 203_000);
  expect(replay.isBehind(true, T + 205_000)).toBe(false);
});
