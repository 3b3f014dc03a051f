import { expect, test } from 'vitest';

import { Random } from '../decode/testing/random.ts';
import { sortInSteps } from './sort-in-steps.ts';

const SEED = Number(process.env.ORRERY_SEED ?? 20_261_121);

test('[L7-78] rows are put in order a little at a time, and equal ones stay as they were', () => {
  const random = new Random(SEED);
  for (const length of [0, 1, 2, 511, 512, 513, 5_000]) {
    const values = Array.from({ length }, (_, at) => ({ at, key: random.int(0, 50) }));
    const byKey = (left: { key: number }, right: { key: number }): number => left.key - right.key;
    const work = sortInSteps(values, byKey);
    let steps = 0;
    for (;;) {
      const step = work.next();
      if (step.done === true) {
        expect(step.value, `seed ${SEED}, ${length} values`).toEqual(values.toSorted(byKey));
        break;
      }
      steps++;
    }
    expect(steps).toBeGreaterThanOrEqual(Math.floor(length / 512));
  }
});
