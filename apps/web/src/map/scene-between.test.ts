import { expect, test } from 'vitest';
import type { Scene } from './layout/scene.ts';
import { isFarBetween, sceneBetween } from './scene-between.ts';

function sceneWith(left: number, points: readonly (readonly [number, number])[]): Scene {
  const box = { left, top: 0, width: 80, height: 28 };
  return {
    level: 'middle',
    bounds: { left: 0, top: 0, width: 900, height: 500 },
    insideLeft: 0,
    insideRight: 800,
    regions: [
      { key: 'shop', box },
      { key: 'shop', box: { ...box, top: 200 } },
    ],
    nodes: [{ key: 'cart', region: 'shop', box }],
    routes: [{ key: 'edge', points: points.map(([x, y]) => ({ x, y })) }],
    labels: [],
    unlabelled: [],
  };
}

test('[WEB-194] what comes to stand far from where it stood glides there, and ends exactly where it stands', () => {
  const from = sceneWith(0, [
    [80, 14],
    [200, 14],
  ]);
  const to = sceneWith(300, [
    [380, 14],
    [400, 14],
    [400, 90],
    [500, 90],
  ]);
  expect(isFarBetween(from, to)).toBe(true);
  expect(isFarBetween(from, sceneWith(20, []))).toBe(false);
  expect(isFarBetween(from, { ...to, level: 'near' })).toBe(false);
  expect(sceneBetween(from, to, 1)).toEqual(to);
  const half = sceneBetween(from, to, 0.5);
  expect(half.nodes[0]?.box.left).toBe(150);
  expect(half.regions.map(({ box }) => box.top)).toEqual([0, 200]);
  expect(half.routes[0]?.points).toEqual([
    { x: 230, y: 14 },
    { x: 300, y: 14 },
    { x: 300, y: 52 },
    { x: 350, y: 52 },
  ]);
});
