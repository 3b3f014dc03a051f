import { expect, test } from 'vitest';
import {
  draggedRange,
  gripAt,
  movedRange,
  placeAt,
  rangeWithin,
  resizedRange,
  snapMs,
  timeAt,
  type StripScale,
} from './brush.ts';

const HOUR_MS = 3_600_000;
/** A second is half a pixel. */
const SCALE: StripScale = { fromMs: 0, toMs: HOUR_MS, width: 1800 };
const RANGE = { fromMs: 600_000, toMs: 1_200_000 };

test('[WEB-324] places and times of a strip are inverse, and a hand chooses whole tens of seconds or coarser', () => {
  expect(placeAt(SCALE, timeAt(SCALE, 450))).toBe(450);
  expect(snapMs(SCALE)).toBe(10_000);
  expect(snapMs({ ...SCALE, toMs: 30 * 24 * HOUR_MS })).toBe(3_600_000);
  expect(snapMs({ ...SCALE, width: 0 })).toBe(10_000);
});

test('[WEB-324] a hand takes the ends of a range, its middle, or nothing', () => {
  const grips = [0, 295, 300, 305, 400, 595, 605, 700].map((x) => gripAt(SCALE, RANGE, x));
  expect(grips).toEqual(['new', 'from', 'from', 'from', 'whole', 'to', 'to', 'new']);
  expect(gripAt(SCALE, undefined, 400)).toBe('new');
});

test('[WEB-324] of a range too narrow for its ends the middle can be taken still', () => {
  const narrow = { fromMs: 600_000, toMs: 610_000 };
  expect([294, 300, 302.5, 305, 311].map((x) => gripAt(SCALE, narrow, x))).toEqual([
    'from',
    'from',
    'whole',
    'to',
    'to',
  ]);
});

test('[WEB-324] a new range reaches from where the hand began to where it is, either way, and is ten seconds at least', () => {
  const drawn = (from: number, to: number) => draggedRange('new', undefined, [from, to], 10_000, SCALE);
  expect(drawn(601_000, 1_204_000)).toEqual({ fromMs: 600_000, toMs: 1_200_000 });
  expect(drawn(1_204_000, 601_000)).toEqual({ fromMs: 600_000, toMs: 1_200_000 });
  expect(drawn(601_000, 602_000)).toEqual({ fromMs: 600_000, toMs: 610_000 });
  expect(drawn(HOUR_MS - 1000, HOUR_MS + 90_000)).toEqual({ fromMs: HOUR_MS - 10_000, toMs: HOUR_MS });
  expect(drawn(5000, -70_000)).toEqual({ fromMs: 0, toMs: 10_000 });
});

test('[WEB-324] ends that pass each other change their parts, and a whole range keeps its length', () => {
  const dragged = (grip: 'from' | 'to' | 'whole', by: number) => draggedRange(grip, RANGE, [0, by], 10_000, SCALE);
  expect(dragged('from', 60_000)).toEqual({ fromMs: 660_000, toMs: 1_200_000 });
  expect(dragged('from', 900_000)).toEqual({ fromMs: 1_200_000, toMs: 1_500_000 });
  expect(dragged('to', -900_000)).toEqual({ fromMs: 300_000, toMs: 600_000 });
  expect(dragged('whole', -300_000)).toEqual({ fromMs: 300_000, toMs: 900_000 });
  expect(dragged('whole', 9 * HOUR_MS)).toEqual({ fromMs: HOUR_MS - 600_000, toMs: HOUR_MS });
});

test('[WEB-322] keys move a range within its bounds, and an end stops before the other', () => {
  const bounds = { fromMs: 500_000, toMs: 1_300_000 };
  expect(movedRange(RANGE, -600_000, bounds)).toEqual({ fromMs: 500_000, toMs: 1_100_000 });
  expect(movedRange(RANGE, 600_000, bounds)).toEqual({ fromMs: 700_000, toMs: 1_300_000 });
  expect(resizedRange(RANGE, 'to', -900_000, 10_000, bounds)).toEqual({ fromMs: 600_000, toMs: 610_000 });
  expect(resizedRange(RANGE, 'to', 900_000, 10_000, bounds)).toEqual({ fromMs: 600_000, toMs: 1_300_000 });
  expect(resizedRange(RANGE, 'from', -900_000, 10_000, bounds)).toEqual({ fromMs: 500_000, toMs: 1_200_000 });
});

test('[WEB-322] a range that lies outside of its bounds is moved into them, and cut where it is too long', () => {
  const bounds = { fromMs: 500_000, toMs: 1_300_000 };
  expect(rangeWithin({ fromMs: 900_000, toMs: 1_500_000 }, bounds)).toEqual({ fromMs: 700_000, toMs: 1_300_000 });
  expect(rangeWithin({ fromMs: 0, toMs: 600_000 }, bounds)).toEqual({ fromMs: 500_000, toMs: 1_100_000 });
  expect(rangeWithin({ fromMs: 0, toMs: 2_000_000 }, bounds)).toEqual(bounds);
});
