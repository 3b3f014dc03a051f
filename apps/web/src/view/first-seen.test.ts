import { expect, test } from 'vitest';
import { FirstSeen } from './first-seen.ts';

test('[WEB-204] the earliest time that was told of a name is kept, of a bounded number of names', () => {
  const seen = new FirstSeen(3);
  expect([seen.earliest('a', 50), seen.earliest('a', 70), seen.earliest('a', 20), seen.earliest('a', 30)]).toEqual([
    50, 50, 20, 20,
  ]);
  for (const name of ['b', 'c', 'd']) seen.earliest(name, 10);
  expect(seen.size).toBe(3);
  expect(seen.earliest('a', 60), 'told first, forgotten first').toBe(60);
});
