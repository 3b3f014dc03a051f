import { expect, test } from 'vitest';
import { INCIDENT } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { LivingMap } from './testing/set-up.ts';

test('[WEB-93] in an incident every troubled edge is labelled', () => {
  const map = new LivingMap(drawnTopology(INCIDENT));
  expect(map.complaints).toEqual([]);
  expect(map.scene.unlabelled).toEqual([]);
  expect(map.scene.labels).toHaveLength(7);
});

test('[WEB-93] a label beside its edge has a leader that ends on it', () => {
  const { scene } = new LivingMap(drawnTopology(INCIDENT));
  const led = scene.labels.filter(({ leader }) => leader !== undefined);
  expect(led.length).toBeGreaterThan(0);
  for (const { key, leader } of led) {
    const points = scene.routes.find((route) => route.key === key)?.points ?? [];
    const end = leader?.[1] ?? { x: NaN, y: NaN };
    const isOnRoute = points.slice(1).some((to, at) => {
      const from = points[at];
      const isBetween = (value: number, a: number, b: number) => value >= Math.min(a, b) && value <= Math.max(a, b);
      return isBetween(end.x, from.x, to.x) && isBetween(end.y, from.y, to.y);
    });
    expect(isOnRoute, key).toBe(true);
  }
});

test('[WEB-94] a label stays where it is while its edge runs as before', () => {
  const drawing = `
    web: frontend
    data: redis
    frontend => redis 64 "312 /min denied|policy default deny"
  `;
  const map = new LivingMap(drawnTopology(drawing));
  const [before] = map.scene.labels;
  map.change({ topology: drawnTopology(`${drawing}\nalone billing`) });
  expect(map.scene.labels[0]).toEqual(before);
});

test('[WEB-94] a label without room is named as left out', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      alone one two
      one => two 64 "a label that is far too long for any place on such a small map, and longer still|x"
    `),
    { width: 200, height: 200 },
  );
  expect(scene.labels.length + scene.unlabelled.length).toBe(1);
});
