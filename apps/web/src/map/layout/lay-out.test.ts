import { expect, test } from 'vitest';
import { rightOf } from './box.ts';
import { layOut } from './lay-out.ts';
import { NO_MEMORY } from './memory.ts';
import { CALM_SHOP, COLLAPSED, FILTERED, INCIDENT, NEAR } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { Dice, randomTopology } from './testing/random-topology.ts';
import { LivingMap, middleOf, USUAL, VIEWPORTS } from './testing/set-up.ts';

test('[WEB-80] callers stand left of whom they call, and the outside on its two sides', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      callers ingress
      callees api.example
      web: frontend
      data: redis
      frontend -> redis 64
      ingress -> frontend 64
      redis -> api.example 8
    `),
  );
  const order = ['ingress', 'frontend', 'redis', 'api.example'].map((key) => middleOf(scene, key).x);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  const inside = scene.regions.map(({ box }) => box);
  expect(Math.min(...inside.map(({ left }) => left))).toBeGreaterThan(scene.insideLeft - 1);
  expect(Math.max(...inside.map(rightOf))).toBeLessThan(scene.insideRight);
});

test('[WEB-80] a small map has each namespace beside those that it calls', () => {
  const { scene } = new LivingMap(drawnTopology(FILTERED));
  const order = ['host', 'gateway', 'auth', 'users', 'orders-db'].map((key) => middleOf(scene, key));
  expect(order.map(({ x }) => x)).toEqual(order.map(({ x }) => x).toSorted((a, b) => a - b));
  expect(new Set(order.slice(1).map(({ y }) => y)).size).toBe(1);
});

test('[WEB-80] where calls go round in a circle, the heaviest run to the right', () => {
  const { scene } = new LivingMap(
    drawnTopology(`
      a: one
      b: two
      c: three
      one -> two 512
      two -> three 512
      three -> one 2
    `),
    { width: 1080, height: 160 },
  );
  const order = ['one', 'two', 'three'].map((key) => middleOf(scene, key).x);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('[WEB-81] a shop of seven namespaces fits beside the panels at zoom 1, forty namespaces at 0.8', () => {
  const zoom = (drawing: string) => {
    const { bounds } = new LivingMap(drawnTopology(drawing)).scene;
    return Math.min(USUAL.width / bounds.width, USUAL.height / bounds.height);
  };
  expect(zoom(CALM_SHOP)).toBeGreaterThan(0.97);
  expect(zoom(INCIDENT)).toBeGreaterThan(0.95);
  expect(zoom(COLLAPSED)).toBeGreaterThan(0.8);
});

test('[WEB-97] in a narrow window the gaps between columns shrink, so that a shop is still seen at 0.85', () => {
  const window = { width: 948, height: 640 };
  const map = new LivingMap(drawnTopology(INCIDENT), { width: 1200, height: 640 });
  const roomy = map.scene.bounds.width;
  expect(roomy).toBeGreaterThan(1100);
  const { bounds } = map.change({ viewport: window });
  expect(map.complaints).toEqual([]);
  expect(window.width / bounds.width).toBeGreaterThan(0.85);
  expect(map.change({ viewport: { width: 1200, height: 640 } }).bounds.width).toBe(roomy);
});

test.each([
  ['a calm shop', CALM_SHOP],
  ['an incident', INCIDENT],
  ['forty namespaces', COLLAPSED],
  ['ports and paths', NEAR],
])('[WEB-82] %s: nothing lies on anything, and no edge runs through a card or a head', (_, drawing) => {
  for (const viewport of VIEWPORTS) {
    expect(new LivingMap(drawnTopology(drawing), viewport).complaints).toEqual([]);
  }
});

test('[WEB-82] the same holds for clusters that nobody planned', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const dice = new Dice(seed);
    const regions = 1 + dice.below(60);
    const nodes = 1 + Math.floor(dice.next() ** 2 * 180);
    const edges = Math.floor(dice.next() ** 2 * 260);
    const topology = randomTopology(dice, { regions, nodes, edges, isNear: seed % 4 === 0 });
    expect(new LivingMap(topology, dice.pick(VIEWPORTS)).complaints, `seed ${seed}`).toEqual([]);
  }
});

test('[WEB-82] the same holds for 1,200 nodes with 2,500 edges', { timeout: 120_000 }, () => {
  const topology = randomTopology(new Dice(7), { regions: 60, nodes: 1200, edges: 2500 });
  expect(new LivingMap(topology).complaints).toEqual([]);
});

test('[WEB-82] nothing at all, a single node, and edges to nobody are maps too', () => {
  const nothing = drawnTopology('');
  expect(layOut(nothing, USUAL, NO_MEMORY).scene.nodes).toEqual([]);
  expect(new LivingMap(drawnTopology('alone one')).complaints).toEqual([]);
  const stray = drawnTopology(`
    alone one
    one -> nobody
    one -> one
  `);
  const map = new LivingMap(stray);
  expect(map.complaints).toEqual([]);
  expect(map.scene.routes.map(({ key }) => key)).toEqual(['1 one -> one']);
});

test('[WEB-83] the same topology, viewport and memory give the same scene', () => {
  const topology = drawnTopology(INCIDENT);
  const first = layOut(topology, USUAL, NO_MEMORY);
  expect(layOut(topology, USUAL, NO_MEMORY)).toEqual(first);
  expect(layOut(topology, USUAL, first.memory).scene).toEqual(first.scene);
});
