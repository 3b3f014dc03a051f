import { expect, test } from 'vitest';
import { complaintsAboutScene } from './complaints.ts';
import type { Box, Scene } from './scene.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { LivingMap } from './testing/set-up.ts';

function setup() {
  const topology = drawnTopology(`
    callees api.example
    shop: frontend cart catalog
    data: redis/2
    frontend -> cart
    frontend -> catalog
    cart => redis#1 64 "312 /min denied|policy default deny"
    catalog -> api.example
  `);
  const { scene } = new LivingMap(topology);
  const node = (key: string): Box => scene.nodes.find((placed) => placed.key === key)?.box ?? scene.bounds;
  const withNode = (key: string, box: Box): Scene => ({
    ...scene,
    nodes: scene.nodes.map((placed) => (placed.key === key ? { ...placed, box } : placed)),
  });
  const complaints = (changed: Scene) => complaintsAboutScene(topology, changed).join('\n');
  return { topology, scene, node, withNode, complaints };
}

test('[WEB-90] a good scene has no complaint', () => {
  const { scene, complaints } = setup();
  expect(complaints(scene)).toBe('');
});

test('[WEB-90] a card upon another, out of its region, or of another size is found', () => {
  const { node, withNode, complaints } = setup();
  expect(complaints(withNode('cart', { ...node('catalog'), width: node('cart').width }))).toContain('lies on node c');
  expect(complaints(withNode('cart', { ...node('cart'), left: node('cart').left - 400 }))).toContain(
    'node cart is not below the head of its region',
  );
  expect(complaints(withNode('cart', { ...node('cart'), width: 10 }))).toContain('node cart has another size');
});

test('[WEB-90] a label on a card, on a head, or that is nowhere is found', () => {
  const { scene, node, complaints } = setup();
  const [label] = scene.labels;
  expect(complaints({ ...scene, labels: [{ ...label, box: { ...label.box, ...topLeft(node('redis')) } }] })).toContain(
    'lies on node redis',
  );
  const region = scene.regions[0];
  expect(complaints({ ...scene, labels: [{ ...label, box: { ...label.box, ...topLeft(region.box) } }] })).toContain(
    `lies on the head of ${region.key}`,
  );
  expect(complaints({ ...scene, labels: [] })).toContain('is neither placed nor left out');
});

test('[WEB-90] an edge through a card, askew, missing, or that ends beside its row is found', () => {
  const { scene, node, complaints } = setup();
  const [frontend, redis] = [node('frontend'), node('redis')];
  const y = frontend.top + frontend.height / 2;
  const withRoute = (points: Scene['routes'][number]['points']) => ({
    ...scene,
    routes: scene.routes.map((route) => (route.key.includes('=> redis') ? { ...route, points } : route)),
  });
  expect(
    complaints(
      withRoute([
        { x: frontend.left - 20, y },
        { x: redis.left, y },
      ]),
    ),
  ).toContain('runs through frontend');
  expect(
    complaints(
      withRoute([
        { x: 0, y },
        { x: redis.left, y: y + 5 },
      ]),
    ),
  ).toContain('runs askew');
  expect(
    complaints(
      withRoute([
        { x: 0, y },
        { x: redis.left, y: redis.top + 2 },
      ]),
    ),
  ).toContain('does not end at its row');
  expect(
    complaints(
      withRoute([
        { x: 0, y },
        { x: redis.left, y },
      ]),
    ),
  ).toContain('does not begin at cart');
  expect(complaints({ ...scene, routes: [] })).toContain('has no route');
});

test('[WEB-90] a label upon the end of its edge, and a leader that runs askew or far, are found', () => {
  const { scene, complaints } = setup();
  const [label] = scene.labels;
  const end = scene.routes.find(({ key }) => key === label.key)?.points.at(-1) ?? { x: 0, y: 0 };
  const { width, height } = label.box;
  const box = { left: end.x - width - 4, top: end.y - height / 2, width, height };
  expect(complaints({ ...scene, labels: [{ ...label, box }] })).toContain('hides where its edge ends');
  const from = { x: label.box.left, y: label.box.top };
  for (const to of [
    { x: from.x + 3, y: from.y - 20 },
    { x: from.x, y: from.y - 61 },
  ]) {
    expect(complaints({ ...scene, labels: [{ ...label, leader: [from, to] }] })).toContain('has a bad leader');
  }
});

const topLeft = ({ left, top }: Box) => ({ left, top });
