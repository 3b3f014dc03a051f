import { expect, test } from 'vitest';
import { HitIndex } from './hit-index.ts';
import type { Point } from './layout/scene.ts';
import { INCIDENT, mapFrom } from './paint/testing/drawn-picture.ts';
import { middleOf } from './sight.ts';

function setup() {
  const { scene, model } = mapFrom(INCIDENT);
  return { scene, model, index: new HitIndex(scene, (key) => model.edges.get(key)?.isTroubled === true) };
}

test('[WEB-113] labels and cards are met before the edges below them', () => {
  const { scene, index } = setup();
  for (const { key, box } of scene.labels) expect(index.at(middleOf(box), 1)).toEqual({ kind: 'edge', key });
  for (const { key, box } of scene.nodes) expect(index.at(middleOf(box), 1)).toEqual({ kind: 'node', key });
});

test('[WEB-113] an edge is met within 12 px of the screen, however far one has zoomed', () => {
  const { scene } = setup();
  const [route] = scene.routes;
  const alone = new HitIndex(
    { ...scene, nodes: [], labels: [], regions: [], routes: route ? [route] : [] },
    () => false,
  );
  const [from, to] = [route?.points[0], route?.points[1]] as [Point, Point];
  const isFlat = from.y === to.y;
  const beside = (away: number): Point => ({
    x: (from.x + to.x) / 2 + (isFlat ? 0 : away),
    y: (from.y + to.y) / 2 + (isFlat ? away : 0),
  });
  expect(alone.at(beside(11), 1)?.kind).toBe('edge');
  expect(alone.at(beside(13), 1)).toBeUndefined();
  expect(alone.at(beside(7), 2)).toBeUndefined();
  expect(alone.at(beside(5), 2)?.kind).toBe('edge');
});

test('[WEB-113] the head of a region is the region, and its ground is the map', () => {
  const { scene, index } = setup();
  const [region] = scene.regions;
  const { left, top } = region?.box ?? scene.bounds;
  expect(index.at({ x: left + 30, y: top + 10 }, 1)).toEqual({ kind: 'region', key: region?.key });
  expect(index.regionAt({ x: left + 3, y: top + 40 })).toBe(region?.key);
});
