import { expect, test } from 'vitest';
import { lengthInside } from './box.ts';
import type { Point, Route, Scene } from './scene.ts';
import { CALM_SHOP, INCIDENT } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { LivingMap, middleOf } from './testing/set-up.ts';

const routeOf = (scene: Scene, name: string): Route => {
  const route = scene.routes.find(({ key }) => key.endsWith(name));
  if (route === undefined) throw new Error(`no edge ${name}`);
  return route;
};

const piecesOf = ({ points }: Route): (readonly [Point, Point])[] => points.slice(1).map((to, at) => [points[at], to]);

/** How much of two routes lies upon each other. */
function shared(a: Route, b: Route): number {
  let length = 0;
  for (const [from, to] of piecesOf(a)) {
    const box = {
      left: Math.min(from.x, to.x) - (from.x === to.x ? 0.5 : 0),
      top: Math.min(from.y, to.y) - (from.y === to.y ? 0.5 : 0),
      width: Math.abs(to.x - from.x) + (from.x === to.x ? 1 : 0),
      height: Math.abs(to.y - from.y) + (from.y === to.y ? 1 : 0),
    };
    const isUpright = from.x === to.x;
    for (const [start, end] of piecesOf(b))
      if ((start.x === end.x) === isUpright) length += lengthInside(box, start, end);
  }
  return length;
}

test('[WEB-91] a troubled edge shares its way with no other', () => {
  const topology = drawnTopology(INCIDENT);
  const { scene } = new LivingMap(topology);
  const troubled = new Set(topology.edges.filter(({ isTroubled }) => isTroubled).map(({ key }) => key));
  for (const route of scene.routes.filter(({ key }) => troubled.has(key))) {
    for (const other of scene.routes.filter(({ key }) => key !== route.key)) {
      expect(shared(route, other), `${route.key} and ${other.key}`).toBe(0);
    }
  }
});

test('[WEB-91] quiet edges out of one node leave together and part later', () => {
  const { scene } = new LivingMap(drawnTopology(CALM_SHOP));
  const starts = ['frontend -> recommend', 'frontend -> cart'].map((name) => routeOf(scene, name).points[0]);
  expect(starts[0]).toEqual(starts[1]);
  expect(shared(routeOf(scene, 'frontend -> recommend'), routeOf(scene, 'frontend -> cart'))).toBeGreaterThan(10);
});

test('[WEB-92] an edge between two that stand side by side is straight, and so is one to the next below', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      shop: frontend cart
      frontend -> cart
    `),
  );
  expect(routeOf(scene, 'frontend -> cart').points).toHaveLength(2);
  const below = new LivingMap(
    drawnTopology(`
      alone upper lower
      upper -> lower
    `),
    { width: 300, height: 640 },
  ).scene;
  expect(routeOf(below, 'upper -> lower').points).toHaveLength(2);
});

test('[WEB-92] an edge leaves to the right and arrives from the left where the way is free', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      callers ingress
      alone frontend redis
      ingress -> frontend
      frontend -> redis
    `),
    { width: 1080, height: 120 },
  );
  for (const [source, destination] of [
    ['ingress', 'frontend'],
    ['frontend', 'redis'],
  ]) {
    const { points } = routeOf(scene, `${source} -> ${destination}`);
    expect(points[0].x).toBeGreaterThan(middleOf(scene, source).x);
    expect(points[points.length - 1].x).toBeLessThan(middleOf(scene, destination).x);
  }
});

test('[WEB-92] who calls itself has an edge from its side back to it', () => {
  const { scene } = new LivingMap(drawnTopology('data: redis\nredis -> redis'));
  const { points } = routeOf(scene, 'redis -> redis');
  expect(points).toHaveLength(4);
  expect(points[0].x).toBe(points[3].x);
});

test('[WEB-92] an edge ends at the row that it is for', () => {
  const map = new LivingMap(
    drawnTopology(`
      shop: frontend
      data: api/5
      frontend -> api#0
      frontend -> api#3
    `),
  );
  expect(map.complaints).toEqual([]);
  const [first, fourth] = ['0 frontend -> api', '1 frontend -> api'].map(
    (name) => routeOf(map.scene, name).points.at(-1)?.y ?? 0,
  );
  expect(fourth - first).toBe(60);
});

test('[WEB-180] who ends alone outside or at a small card does so in its middle where that takes no bend', () => {
  const { scene } = new LivingMap(drawnTopology(CALM_SHOP));
  for (const [edge, end] of [
    ['coredns -> kube-apiserver', 'kube-apiserver'],
    ['mailer -> smtp.mail.example', 'smtp.mail.example'],
    ['catalog -> s3.objects.example', 's3.objects.example'],
    ['webhooks -> hooks.chat.example', 'hooks.chat.example'],
    ['fraud -> api.risk.example', 'api.risk.example'],
  ]) {
    const { points } = routeOf(scene, edge);
    const isStraight = points.length === 2;
    expect(isStraight || points.at(-1)?.y === middleOf(scene, end).y, edge).toBe(true);
  }
});

test('[WEB-181] an edge to the left leaves on the left and arrives from the right where that is shorter', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      a: one
      b: two
      c: three
      one -> two 512
      two -> three 512
      three => two 2
    `),
    { width: 1080, height: 160 },
  );
  const { points } = routeOf(scene, 'three => two');
  expect(points[0].x).toBeLessThan(middleOf(scene, 'three').x);
  expect(points[points.length - 1].x).toBeGreaterThan(middleOf(scene, 'two').x);
});
