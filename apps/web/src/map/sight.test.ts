import { expect, test } from 'vitest';
import { LARGEST_SMALL_TEXT_PX } from './model/node-size.ts';
import {
  boxOnCanvas,
  cameraOf,
  firstSight,
  leastTextPx,
  reachable,
  scaledAt,
  sightOf,
  toMap,
  type Sight,
} from './sight.ts';

const FREE = { left: 300, top: 100, width: 1000, height: 600 };
const around = (x: number, y: number) => ({ left: x - 50, top: y - 20, width: 100, height: 40 });

test('[WEB-109] what is under the pointer stays there while one zooms', () => {
  const sight: Sight = { scale: 1, x: 40, y: -7 };
  const pointer = { x: 512, y: 333 };
  expect(toMap(scaledAt(sight, 1.5, pointer), pointer)).toEqual(toMap(sight, pointer));
});

test('[WEB-215] text grows on a map that is seen smaller, and never beyond what has room', () => {
  expect(leastTextPx(1)).toBe(11);
  expect(leastTextPx(0.9)).toBeGreaterThan(12);
  expect(leastTextPx(0.1)).toBe(LARGEST_SMALL_TEXT_PX);
});

test('[WEB-110] a first view shows the whole map while its text can be read', () => {
  const bounds = { left: 0, top: 0, width: 1100, height: 500 };
  const shown = boxOnCanvas(firstSight(bounds, FREE, around(1000, 400)), bounds);
  expect(shown.left).toBeGreaterThanOrEqual(FREE.left);
  expect(shown.left + shown.width).toBeLessThanOrEqual(FREE.left + FREE.width);
});

test('[WEB-110] a map that is too large for that begins at its worst edge, and at the top left without trouble', () => {
  const bounds = { left: -10, top: 0, width: 5000, height: 3000 };
  const atTrouble = firstSight(bounds, FREE, around(2500, 1500));
  expect(toMap(atTrouble, { x: 800, y: 400 })).toEqual({ x: 2500, y: 1500 });
  const { x, y } = toMap(firstSight(bounds, FREE, undefined), { x: FREE.left, y: FREE.top });
  expect(x).toBeLessThan(bounds.left);
  expect(y).toBeLessThan(bounds.top);
  expect(firstSight(bounds, FREE, undefined).scale).toBe(1);
});

test('[WEB-193] a map that is a little too large begins at its left, and moves no further than to show its worst edge', () => {
  const bounds = { left: 0, top: 0, width: 1500, height: 500 };
  const near = boxOnCanvas(firstSight(bounds, FREE, around(200, 100)), bounds);
  expect(near.left).toBe(FREE.left + 3);
  const far = boxOnCanvas(firstSight(bounds, FREE, around(1300, 100)), around(1300, 100));
  expect(far.left + far.width).toBe(FREE.left + FREE.width - 3);
});

test('[WEB-111] the address says what is in the middle of the free area, and gives it back', () => {
  const sight: Sight = { scale: 1.25, x: -812.5, y: 55 };
  const camera = cameraOf(sight, 'middle', FREE);
  const again = sightOf(camera, FREE);
  expect(again.scale).toBe(1.25);
  expect(Math.abs(again.x - sight.x)).toBeLessThan(1);
  expect(Math.abs(again.y - sight.y)).toBeLessThan(1);
});

test('[WEB-111] however far it is dragged, a part of the map stays in sight', () => {
  const bounds = { left: 0, top: 0, width: 400, height: 300 };
  for (const [x, y] of [
    [9000, 0],
    [-9000, 0],
    [0, 9000],
    [-9000, -9000],
  ] as const) {
    const shown = boxOnCanvas(reachable({ scale: 1, x, y }, bounds, FREE), bounds);
    expect(shown.left + shown.width).toBeGreaterThanOrEqual(FREE.left + 80);
    expect(shown.left).toBeLessThanOrEqual(FREE.left + FREE.width - 80);
    expect(shown.top + shown.height).toBeGreaterThanOrEqual(FREE.top + 80);
  }
});
