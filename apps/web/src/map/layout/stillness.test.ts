import { expect, test } from 'vitest';
import { tidied } from './memory.ts';
import { CALM_SHOP, INCIDENT } from './testing/drawn-scenes.ts';
import { drawnTopology } from './testing/drawn-topology.ts';
import { Dice, randomEdge, randomNode, randomTopology } from './testing/random-topology.ts';
import { LivingMap, middleOf, NARROW, percentile, shiftsBetween, USUAL, VIEWPORTS, WIDE } from './testing/set-up.ts';
import type { Topology } from './topology.ts';

/** One node more, with one call. */
function withNode(topology: Topology, dice: Dice, number: number): Topology {
  const node = randomNode(dice, number, topology.regions);
  const nodes = [...topology.nodes, node];
  const edge = { ...randomEdge(dice, number, nodes), source: node.key, isTroubled: false, label: undefined };
  return { ...topology, nodes, edges: [...topology.edges, edge] };
}

test('[WEB-84] fifty nodes that come one by one move nothing', () => {
  const dice = new Dice(5);
  const map = new LivingMap(randomTopology(dice, { regions: 12, nodes: 80, edges: 80 }));
  const shifts: number[] = [];
  for (let number = 0; number < 50; number++) {
    const before = map.scene;
    map.change({ topology: withNode(map.topology, dice, 1000 + number) });
    expect(map.complaints).toEqual([]);
    shifts.push(...shiftsBetween(before, map.scene));
  }
  const sorted = shifts.toSorted((a, b) => a - b);
  expect(percentile(sorted, 0.95)).toBe(0);
  expect(percentile(sorted, 0.99)).toBeLessThanOrEqual(8);
});

test('[WEB-84] fifty nodes at once among a thousand move nothing', { timeout: 60_000 }, () => {
  const dice = new Dice(6);
  const map = new LivingMap(randomTopology(dice, { regions: 40, nodes: 1000, edges: 400 }));
  const before = map.scene;
  let { topology } = map;
  for (let number = 0; number < 50; number++) topology = withNode(topology, dice, 2000 + number);
  map.change({ topology });
  expect(map.complaints).toEqual([]);
  expect(percentile(shiftsBetween(before, map.scene), 0.95)).toBeLessThanOrEqual(8);
});

test('[WEB-84] an edge that is denied moves no node', () => {
  const map = new LivingMap(drawnTopology(CALM_SHOP));
  const before = map.scene;
  map.change({ topology: drawnTopology(INCIDENT) });
  expect(map.complaints).toEqual([]);
  expect(percentile(shiftsBetween(before, map.scene), 1)).toBeLessThanOrEqual(8);
});

test('[WEB-85] who goes leaves a hole, and finds it again', () => {
  const whole = drawnTopology(CALM_SHOP);
  const map = new LivingMap(whole);
  const before = map.scene;
  const without = {
    ...whole,
    nodes: whole.nodes.filter(({ key }) => key !== 'cart'),
    edges: whole.edges.filter(({ source, destination }) => source !== 'cart' && destination !== 'cart'),
  };
  map.change({ topology: without });
  expect(percentile(shiftsBetween(before, map.scene), 1)).toBe(0);
  map.change({ topology: whole });
  expect(middleOf(map.scene, 'cart')).toEqual(middleOf(before, 'cart'));
});

test('[WEB-85] a new node of a namespace takes the hole of one that went', () => {
  const shop = (last: string) =>
    drawnTopology(`
      shop: frontend cart ${last} search
      data: redis
      frontend -> cart
      frontend -> ${last}
      frontend -> search
      cart -> redis
    `);
  const map = new LivingMap(shop('catalog'));
  const before = map.scene;
  map.change({ topology: shop('reviews') });
  expect(middleOf(map.scene, 'reviews').y).toBeCloseTo(middleOf(before, 'catalog').y, 0);
});

test('[WEB-86] a namespace without room goes on in another part instead of pushing others', () => {
  const map = new LivingMap(randomTopology(new Dice(3), { regions: 6, nodes: 60, edges: 30 }));
  const before = map.scene;
  const crowd = Array.from({ length: 40 }, (_, at) => ({
    ...map.topology.nodes[0],
    key: `crowd-${at}`,
    region: 'region-0',
  }));
  map.change({
    topology: {
      ...map.topology,
      nodes: [...map.topology.nodes, ...crowd.map((node) => ({ ...node, side: 'inside' as const }))],
    },
  });
  expect(map.complaints).toEqual([]);
  expect(percentile(shiftsBetween(before, map.scene), 0.95)).toBeLessThanOrEqual(8);
  expect(map.scene.regions.filter(({ key }) => key === 'region-0').length).toBeGreaterThan(1);
});

test('[WEB-86] a map that has doubled, or that a person tidies, is arranged anew', () => {
  const small = drawnTopology('shop: frontend cart');
  const map = new LivingMap(small);
  map.change({ topology: drawnTopology(CALM_SHOP) });
  expect(map.scene).toEqual(new LivingMap(drawnTopology(CALM_SHOP)).scene);
  map.change({ topology: drawnTopology(INCIDENT), memory: tidied(map.memory) });
  expect(map.scene).toEqual(new LivingMap(drawnTopology(INCIDENT)).scene);
});

test('[WEB-87] another width of the viewport changes only the gaps between columns', () => {
  const map = new LivingMap(drawnTopology(CALM_SHOP));
  const before = map.scene;
  const heights = (keys: readonly string[]) => keys.map((key) => middleOf(map.scene, key).y);
  const keys = before.nodes.map(({ key }) => key);
  const wanted = heights(keys);
  const columns = keys.toSorted((a, b) => middleOf(before, a).x - middleOf(before, b).x);
  for (const viewport of [NARROW, WIDE, USUAL]) {
    map.change({ viewport });
    expect(map.complaints).toEqual([]);
    expect(heights(keys)).toEqual(wanted);
    const x = columns.map((key) => Math.round(middleOf(map.scene, key).x));
    expect(x.every((at, next) => next === 0 || at >= x[next - 1] - 30)).toBe(true);
  }
});

test('[WEB-88] a node stays where a person put it, also when all else is arranged anew', () => {
  const map = new LivingMap(drawnTopology(CALM_SHOP));
  const at = { x: middleOf(map.scene, 'redis').x, y: middleOf(map.scene, 'redis').y + 150 };
  map.change({ memory: { ...map.memory, pins: { redis: at } } });
  expect(map.complaints).toEqual([]);
  const ingress = middleOf(map.scene, 'ingress');
  map.change({ memory: { ...map.memory, pins: { ingress: { x: ingress.x, y: ingress.y + 200 } } } });
  expect(middleOf(map.scene, 'ingress').y).toBe(ingress.y + 200);
  map.change({ memory: tidied(map.memory) });
  expect(map.complaints).toEqual([]);
  expect(middleOf(map.scene, 'ingress').y).toBe(ingress.y + 200);
});

test(
  '[WEB-89] whatever comes, goes, grows, is denied or pinned, the map stays without fault',
  { timeout: 60_000 },
  () => {
    for (let seed = 1; seed <= 10; seed++) {
      const dice = new Dice(77 * seed);
      const size = {
        regions: 1 + dice.below(15),
        nodes: 8 + dice.below(70),
        edges: dice.below(90),
        isNear: seed % 4 === 0,
      };
      const map = new LivingMap(randomTopology(dice, size), dice.pick(VIEWPORTS));
      for (let step = 0; step < 20; step++) {
        churn(map, dice, 1000 * (step + 1), size.isNear);
        expect(map.complaints, `seed ${seed}, step ${step}`).toEqual([]);
        expect(JSON.stringify(map.memory).length).toBeLessThan(200_000);
      }
    }
  },
);

/** One random change of a living map. */
function churn(map: LivingMap, dice: Dice, number: number, isNear: boolean): void {
  const { regions } = map.topology;
  let nodes = [...map.topology.nodes];
  let edges = [...map.topology.edges];
  let { memory, viewport } = map;
  const at = dice.below(nodes.length);
  switch (dice.below(6)) {
    case 0:
      for (let more = 0; more <= dice.below(6); more++) nodes.push(randomNode(dice, number + more, regions, isNear));
      break;
    case 1:
      nodes = nodes.filter((_, index) => index === 0 || dice.next() > 0.1);
      break;
    case 2: {
      const { key, region, side } = nodes[at];
      nodes[at] = { ...randomNode(dice, 0, regions, isNear), key, region, side };
      break;
    }
    case 3:
      edges = edges.map((edge) =>
        dice.next() < 0.9 ? edge : { ...edge, isTroubled: true, label: { width: 130, height: 36 } },
      );
      break;
    case 4:
      viewport = dice.pick(VIEWPORTS);
      break;
    default:
      memory = {
        ...memory,
        pins: { ...memory.pins, [nodes[at].key]: { x: dice.below(1500) - 100, y: dice.below(900) - 100 } },
      };
  }
  edges.push(randomEdge(dice, number, nodes));
  const rows = new Map(nodes.map((node) => [node.key, node.rows]));
  edges = edges
    .filter(({ source, destination }) => rows.has(source) && rows.has(destination))
    .map((edge) => ({ ...edge, destinationRow: Math.min(edge.destinationRow, (rows.get(edge.destination) ?? 0) - 1) }));
  map.change({ topology: { ...map.topology, nodes, edges }, viewport, memory });
}
