import { expect, test } from 'vitest';
import { toldCounts } from './flows-figures.ts';

test('[PROOF-20] how many flows are followed, left and left out is what the table says to a person', () => {
  expect(toldCounts('9 flows, newest first · flows are events: one denied packet is two of them')).toEqual({
    rows: 9,
    gone: 0,
    leftOut: 0,
    missed: 0,
  });
  const full =
    '100,000 flows, by source · 1,204 not sent, more came than the table takes · up to 7 missed: the server forgot them' +
    ' first · 2,450,031 older ones left';
  expect(toldCounts(full)).toEqual({ rows: 100_000, gone: 2_450_031, leftOut: 1204, missed: 7 });
});
