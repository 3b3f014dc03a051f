import { expect, test } from 'vitest';
import type { SimEvent } from '../sim-event.ts';
import { Random } from './random.ts';
import { Timeline } from './timeline.ts';

test('[SIM-21] events leave by time, and in the order they came where times are equal', () => {
  const seed = 5;
  const random = new Random(seed);
  const timeline = new Timeline();
  const expected: { timeMs: number; node: number }[] = [];
  for (let node = 0; node < 2000; node++) {
    const timeMs = random.below(100);
    expected.push({ timeMs, node });
    timeline.push({ kind: 'lost', node, timeMs } as SimEvent);
  }
  expected.sort((a, b) => a.timeMs - b.timeMs || a.node - b.node);

  expect(timeline.shiftBefore(0)).toBeUndefined();
  const left: { timeMs: number; node: number }[] = [];
  for (const untilMs of [30, 30, 77, 100]) {
    for (let event = timeline.shiftBefore(untilMs); event !== undefined; event = timeline.shiftBefore(untilMs)) {
      expect(event.timeMs).toBeLessThan(untilMs);
      left.push({ timeMs: event.timeMs, node: event.node });
    }
  }
  expect(left, `seed ${seed}`).toEqual(expected);
  expect(timeline.pending).toBe(0);
});
