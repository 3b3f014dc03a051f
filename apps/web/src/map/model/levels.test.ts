import { expect, test } from 'vitest';
import { Grouper } from '../../view/group-graph.ts';
import { graphFrom } from '../../view/testing/drawn-graph.ts';
import { autoLevel } from './auto-level.ts';
import { chain, edgesDrawn, modelFrom, nodesDrawn } from './testing/drawn-model.ts';

const SHOP = `
  ${chain('orders', 5)}
  ${chain('shop', 6)}
  shop/cart -> data/redis:6379 deniedAttempts 312 dropped 624 !deny
  shop/s00 -> data/redis:6379 connections 40
  data/a -> data/b:80 connections 1
  shop/s01 -> orders/s00:80 connections 2
`;

test('[WEB-66] from afar a namespace is one node, and a troubled one shows who is in trouble', () => {
  const model = modelFrom(SHOP, { level: 'far' });
  expect(nodesDrawn(model)).toEqual(['region orders', 'quiet 2 quiet', 'quiet 6 quiet', 'card redis', 'card cart']);
  expect(
    [...model.regions.values()].map(({ namespace, state, workloads, inTrouble }) => [
      namespace,
      state,
      workloads,
      inTrouble,
    ]),
  ).toEqual([
    ['data', 'partly', 3, 1],
    ['shop', 'partly', 7, 1],
  ]);
  expect(edgesDrawn(model)).toEqual([
    '6 quiet -> orders forwarded',
    '6 quiet -> redis forwarded',
    'cart -> redis denied',
  ]);
});

test('[WEB-66] in the middle every workload stands in its namespace', () => {
  const model = modelFrom(SHOP);
  expect([...model.regions.values()].every(({ state }) => state === 'open')).toBe(true);
  expect([...model.nodes.values()].every(({ shape, region }) => shape === 'card' && region !== '')).toBe(true);
  expect(model.nodes.size).toBe(15);
});

test('[WEB-66] what the person opened or closed stays so at every level', () => {
  const far = modelFrom(SHOP, { level: 'far', opened: ['orders'], closed: ['namespace:kind/shop'] });
  expect(far.regions.get('namespace:kind/orders')?.state).toBe('open');
  expect(far.nodes.get('namespace:kind/shop')).toMatchObject({ shape: 'region', subtitle: '7 workloads' });
  expect(edgesDrawn(far)).toContain('shop -> redis denied');
  expect(modelFrom(SHOP, { closed: ['orders'] }).nodes.get('namespace:kind/orders')?.shape).toBe('region');
});

test('[WEB-66] a collapsed namespace has a square for each workload, the worst first', () => {
  const model = modelFrom(SHOP, { level: 'far', closed: ['shop'] });
  expect(model.nodes.get('namespace:kind/shop')?.squares).toEqual([
    'denied',
    ...Array.from({ length: 6 }, () => 'forwarded'),
  ]);
  const grouped = modelFrom(SHOP, {}, 'namespace');
  expect(grouped.nodes.get('namespace:kind/data')).toMatchObject({
    shape: 'region',
    subtitle: '3 workloads',
    squares: ['denied', 'forwarded', 'forwarded'],
  });
});

test('[WEB-66] trouble inside of one node is told by the node', () => {
  const model = modelFrom('shop/cart -> shop/redis:6379 deniedAttempts 3 dropped 6 !deny', { closed: ['shop'] });
  expect(model.edges.size).toBe(0);
  expect(model.nodes.get('namespace:kind/shop')?.inner.map(({ verdict }) => verdict)).toEqual(['denied']);
});

test('[WEB-205] a node names eight troubled edges inside of it, and keeps the count of all', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `shop/a${i} -> shop/redis:6379 deniedAttempts 3 dropped 6 !deny`);
  const node = modelFrom(lines.join('\n'), { closed: ['shop'] }).nodes.get('namespace:kind/shop');
  expect([node?.inner.length, node?.innerCount]).toEqual([8, 20]);
});

test('[WEB-66] a map opens from afar when it has more than 120 workloads', () => {
  const levelOf = (count: number) => autoLevel(new Grouper().group(graphFrom(chain('big', count)), 'workload'));
  expect([levelOf(120), levelOf(121)]).toEqual(['middle', 'far']);
});
