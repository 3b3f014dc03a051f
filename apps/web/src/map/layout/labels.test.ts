import { expect, test } from 'vitest';
import { lengthInside } from './box.ts';
import { placeLabels } from './place-labels.ts';
import { COLLAPSED, INCIDENT, NEAR } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { LivingMap, VIEWPORTS } from './testing/set-up.ts';
import type { LabelRoom } from './topology.ts';

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

test('[WEB-98] a label leaves the last 28 px of its edge free, and its leader is straight and at most 60 px', () => {
  for (const drawing of [INCIDENT, COLLAPSED, NEAR]) {
    for (const viewport of VIEWPORTS) {
      const { scene } = new LivingMap(drawnTopology(drawing), viewport);
      for (const { key, box, leader } of scene.labels) {
        const points = scene.routes.find((route) => route.key === key)?.points ?? [];
        const [before, end] = points.slice(-2);
        const towards = (from: number, to: number) => to + Math.sign(from - to) * Math.min(28, Math.abs(from - to));
        const start = { x: towards(before.x, end.x), y: towards(before.y, end.y) };
        expect(lengthInside(box, start, end), key).toBe(0);
        if (leader === undefined) continue;
        const [across, down] = [Math.abs(leader[0].x - leader[1].x), Math.abs(leader[0].y - leader[1].y)];
        expect(Math.min(across, down), key).toBe(0);
        expect(across + down, key).toBeLessThanOrEqual(60);
      }
    }
  }
});

test('[WEB-99] a label of two lines has room between rows for an edge to the next card', () => {
  const map = new LivingMap(
    drawnTopology(`
      shop: frontend/L catalog/L search/L cart/L checkout/L recommend/L
      frontend -> cart 512
      catalog -> checkout 512
      search -> recommend 512
      frontend => cart 64 "29 of 250 /min|DELETE, L7 rule"
      catalog => checkout 64 "29 of 250 /min|DELETE, L7 rule"
    `),
    { width: 500, height: 400 },
  );
  expect(map.complaints).toEqual([]);
  expect(map.scene.unlabelled).toEqual([]);
});

test('[WEB-182] a label that finds no room is placed before the others, which go where they still fit', () => {
  const map = new LivingMap(drawnTopology(COLLAPSED));
  expect(map.complaints).toEqual([]);
  expect(map.scene.labels).toHaveLength(5);
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

test('[WEB-213] a label without room is told in another shape, then as its figure alone, and only then not at all', () => {
  const { edges } = drawnTopology('alone one two\none => two 64 "312 /min denied"');
  const route = {
    key: edges[0].key,
    points: [
      { x: 0, y: 0 },
      { x: 400, y: 0 },
    ],
  };
  // A street between two rows of cards.
  const labelled = (street: number, label: LabelRoom) => {
    const [above, below] = [
      { left: -200, top: -street / 2 - 200 },
      { left: -200, top: street / 2 },
    ];
    const walls = [above, below].map((corner) => ({ ...corner, width: 800, height: 200 }));
    return placeLabels([{ ...edges[0], label }], [route], walls, {});
  };
  const forms = { width: 120, height: 36, otherWidth: 160, otherHeight: 22, leastWidth: 80, leastHeight: 22 };
  expect(labelled(60, forms).labels[0]).toMatchObject({ form: 0, box: { width: 120, height: 36 } });
  expect(labelled(40, forms).labels[0]).toMatchObject({ form: 1, box: { width: 160, height: 22 } });
  expect(labelled(40, { ...forms, otherWidth: 700 }).labels[0]).toMatchObject({ form: 2, box: { width: 80 } });
  expect(labelled(30, forms)).toMatchObject({ labels: [], unlabelled: [edges[0].key] });
});
