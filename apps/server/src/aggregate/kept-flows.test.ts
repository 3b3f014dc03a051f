import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import { KeptFlows } from './kept-flows.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_120);
const MIB = 2 ** 20;

function message(length: number, first: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = first;
  return bytes;
}

/** Gives flows numbers from 1 on. */
function filler(kept: KeptFlows) {
  let number = 0;
  return {
    add: (bytes: Uint8Array, edge = 0, edgeSerial = 0, verdict = 0, timeMs = 0): boolean => {
      number++;
      return kept.add({ number, edge, edgeSerial, verdict, shelf: verdict, timeMs, oneIn: 1, bytes });
    },
    pass: () => number++,
  };
}

function numbers(kept: KeptFlows, cursor?: number): number[] {
  return Array.from(kept.newestFirst(cursor), ({ number }) => number);
}

test('[KEEP-1] flows are read newest first, as the bytes that came, and on from a cursor', () => {
  const kept = new KeptFlows(4 * MIB);
  const { add } = filler(kept);
  for (let i = 1; i <= 1000; i++) add(message(100 + i, i % 256), i, 7, i % 8, i * 1000);
  const all = [...kept.newestFirst()];
  expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 1000 }, (_, i) => 1000 - i));
  for (const { number, edge, edgeSerial, verdict, shelf, timeMs, bytes } of all) {
    expect([edge, edgeSerial, verdict, shelf, timeMs, bytes.length, bytes[0]]).toEqual([
      number,
      7,
      number % 8,
      number % 8,
      number * 1000,
      100 + number,
      number % 256,
    ]);
  }
  expect(numbers(kept, 500)).toEqual(Array.from({ length: 499 }, (_, i) => 499 - i));
  expect(numbers(kept, 1)).toEqual([]);
  expect(numbers(new KeptFlows(MIB))).toEqual([]);
});

test('[KEEP-2] the ring holds a gapless run of the newest flows, and never more bytes than its budget', () => {
  const random = new Random(SEED);
  const bytes = new Uint8Array(2000);
  for (const budget of [64 * 1024, MIB, 5 * MIB]) {
    const before = process.memoryUsage().arrayBuffers;
    const kept = new KeptFlows(budget);
    const { add } = filler(kept);
    for (let i = 0; i < 20_000; i++) add(bytes.subarray(0, random.int(1, 2000)));
    const held = numbers(kept);
    expect(held, `seed ${SEED}`).toEqual(Array.from(held, (_, i) => 20_000 - i));
    expect(kept.count).toBe(held.length);
    expect(kept.bytes).toBeLessThanOrEqual(budget);
    expect(kept.bytes).toBeGreaterThan(budget / 2);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThanOrEqual(budget + 64 * 1024);
  }
});

test('[KEEP-3] a reader whom the ring overtakes sees no flow twice and none out of order', () => {
  const random = new Random(SEED);
  for (let round = 0; round < 20; round++) {
    const kept = new KeptFlows(128 * 1024);
    const fill = filler(kept);
    const add = () => fill.add(message(random.int(1, 2000), 0));
    for (let i = 0; i < 500; i++) add();
    let last = Infinity;
    for (const { number, bytes } of kept.newestFirst()) {
      expect(number, `seed ${SEED}, round ${round}`).toBeLessThan(last);
      expect(bytes.length).toBeGreaterThan(0);
      last = number;
      for (let i = random.int(0, 4); i > 0; i--) add();
    }
  }
});

test('[KEEP-4] a flow that is larger than a segment is not kept, and counted', () => {
  const kept = new KeptFlows(8 * MIB);
  const { add } = filler(kept);
  expect([add(message(10, 1), 1), add(message(2 * MIB, 2), 2), add(message(10, 3), 3)]).toEqual([true, false, true]);
  expect(Array.from(kept.newestFirst(), ({ number, edge }) => [number, edge])).toEqual([
    [3, 3],
    [1, 1],
  ]);
  expect(kept.tooLarge).toBe(1);
});

test('[KEEP-15] flows are read oldest first from a number on, and what may have left the ring is known', () => {
  const random = new Random(SEED);
  const kept = new KeptFlows(128 * 1024);
  const after = (number: number) => Array.from(kept.oldestFirst(number), (flow) => flow.number);
  const { add, pass } = filler(kept);
  expect([after(0), kept.forgottenBelow]).toEqual([[], 0]);
  for (let step = 1; step <= 3000; step++) {
    if (random.chance(0.3)) pass();
    else add(message(random.int(1, 2000), 0));
    if (step % 50 !== 0) continue;
    const all = numbers(kept).toReversed();
    const middle = all[Math.floor(all.length / 2)] ?? 0;
    expect(after(0), `seed ${SEED}, step ${step}`).toEqual(all);
    expect(after(middle)).toEqual(all.filter((number) => number > middle));
    expect(after(step)).toEqual([]);
    expect(kept.forgottenBelow).toBe(kept.forgottenBelow === 0 ? 0 : all[0]);
    if (kept.forgottenBelow === 0) expect(kept.bytes).toBeLessThan(128 * 1024);
  }
  expect(kept.forgottenBelow).toBeGreaterThan(2500);
});
