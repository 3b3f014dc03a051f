import { expect, test } from 'vitest';
import { stuckHeads } from './stuck-heads.ts';
import { PLAIN_LOOK, wordsIn } from './testing/drawn-picture.ts';

const FREE = { left: 300, top: 100, width: 1000, height: 600 };
const LARGE = { width: 900, height: 800 };
const NODES = [{ left: 410, top: 96, width: 120, height: 40 }];

test('[WEB-217] a namespace whose head is out of sight has its name where it is seen', () => {
  const heads = (left: number, top: number, size = LARGE) =>
    stuckHeads([{ title: 'payments', box: { left, top, ...size } }], NODES, FREE, PLAIN_LOOK);
  expect(heads(400, 200)).toEqual([]);
  const above = heads(400, -200);
  expect(wordsIn(above)).toEqual(['payments']);
  // Beside the card that stands there.
  expect(above[0].box.left).toBeGreaterThan(530);
  expect(above[0].box.top).toBeGreaterThan(FREE.top);
  expect(wordsIn(heads(100, 200))).toEqual(['payments']);
  expect(heads(400, -790)).toEqual([]);
  expect(heads(-850, 200)).toEqual([]);
});
