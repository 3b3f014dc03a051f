import { expect, test } from 'vitest';
import { anchorAt, levelAt, scaleLimits, sightAt } from './level-change.ts';
import { INCIDENT, mapFrom } from './paint/testing/drawn-picture.ts';
import { middleOf, toCanvas } from './sight.ts';

test('[WEB-112] beyond its range of scales another level takes over, and comes back only well on the other side', () => {
  expect(levelAt('middle', 0.7)).toBe('far');
  expect(levelAt('middle', 1.6)).toBe('near');
  expect(levelAt('far', 1.1)).toBe('far');
  expect(levelAt('near', 0.95)).toBe('near');
  expect(levelAt('far', 0.2)).toBe('far');
  expect(levelAt('near', 9)).toBe('near');
});

test('[WEB-112] from afar one can go back until the whole map is in sight', () => {
  expect(scaleLimits('far', 0.3).least).toBeLessThan(0.3);
  expect(scaleLimits('middle', 0.3).least).toBe(0.75);
});

test('[WEB-112] the workload under the pointer is where it was when the level changes', () => {
  const middle = mapFrom(INCIDENT);
  const near = mapFrom(INCIDENT, { level: 'near' });
  const cart = middle.scene.nodes.find(({ key }) => key.includes('cart'));
  const onMap = middleOf(cart?.box ?? middle.scene.bounds);
  const pointer = { x: 640, y: 300 };
  const anchor = anchorAt(pointer, onMap, middle.scene, middle.model, 'near');
  const sight = sightAt(anchor, near.scene, near.model);
  const there = near.scene.nodes.find(({ key }) => key.includes('cart'));
  expect(toCanvas(sight, middleOf(there?.box ?? near.scene.bounds))).toEqual(pointer);
});
