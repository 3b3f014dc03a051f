import { expect, test } from 'vitest';
import { Grouper } from './group-graph.ts';
import { SelectionTrail } from './selection-trail.ts';
import { graphFrom, type DrawnGraph } from './testing/drawn-graph.ts';

const REDIS = 'workload:kind/data/Deployment/redis';
const CART = 'workload:kind/shop/Deployment/cart';
const NEW_CART = 'workload:kind/shop/Deployment/cart-v2';
const TO_REDIS = `|${REDIS}|6379|TCP`;

test('[WEB-227] a selected edge is followed when the workload of one of its ends is learnt later', () => {
  const { follow, name } = setup('shop/@17 -> data/redis@9:6379 deniedAttempts 3 dropped 6 !deny');
  const selected = { edge: `kind/17${TO_REDIS}`, end: '' };
  expect(follow(selected)).toBe(undefined);
  name(17, 'cart');
  expect(follow(selected)).toEqual({ edge: `${CART}${TO_REDIS}`, end: '' });
});

test('[WEB-227] an edge of several pairs is followed to where most of them are, and stays while one is there', () => {
  const { follow, name } = setup(`
    shop/cart@1 -> data/redis@9:6379 connections 1
    shop/cart@2 -> data/redis@9:6379 connections 1
    shop/cart@3 -> data/redis@9:6379 connections 1
  `);
  const selected = { edge: `${CART}${TO_REDIS}`, end: '' };
  expect(follow(selected)).toBe(undefined);
  name(1, 'cart-v2');
  name(2, 'cart-v2');
  expect(follow(selected)).toBe(undefined);
  name(3, 'cart-v3');
  expect(follow(selected), 'the last that it was made of').toEqual({
    edge: `workload:kind/shop/Deployment/cart-v3${TO_REDIS}`,
    end: '',
  });
});

test('[WEB-227] a selected end is followed, too, and an address whose name is learnt', () => {
  const { follow, name, learn } = setup(`
    shop/cart@1 -> data/redis@9:6379 connections 1
    shop/cart@1 -> world/192.0.2.7:443 connections 1
  `);
  const toWorld = { edge: `${CART}|reserved:world|443|TCP`, end: '' };
  expect(follow(toWorld)).toBe(undefined);
  learn('192.0.2.7', 'api.risk.example');
  expect(follow(toWorld)).toEqual({ edge: `${CART}|fqdn:api.risk.example|443|TCP`, end: '' });
  expect(follow({ edge: '', end: CART })).toBe(undefined);
  name(1, 'cart-v2');
  expect(follow({ edge: '', end: CART })).toEqual({ edge: '', end: NEW_CART });
});

test('[WEB-227] a link in which an end is called by its identity leads to the edge of its workload', () => {
  const { follow } = setup('shop/cart@17 -> data/redis@9:6379 connections 1');
  expect(follow({ edge: `kind/17${TO_REDIS}`, end: '' })).toEqual({ edge: `${CART}${TO_REDIS}`, end: '' });
  expect(follow({ edge: 'kind/17|kind/9|6379|TCP', end: '' })).toEqual({ edge: `${CART}${TO_REDIS}`, end: '' });
  expect(follow({ edge: '', end: 'kind/17' })).toEqual({ edge: '', end: CART });
});

test('[WEB-227] what is gone stays selected, and nothing of another grouping is remembered', () => {
  const { follow, clear, grouped } = setup('shop/cart@17 -> data/redis@9:6379 connections 1');
  const selected = { edge: `${CART}${TO_REDIS}`, end: '' };
  expect(follow(selected)).toBe(undefined);
  clear();
  expect(follow(selected)).toBe(undefined);
  const trail = new SelectionTrail();
  trail.follow(selected, grouped('workload'));
  expect(trail.follow({ edge: 'gone', end: '' }, grouped('identity'))).toBe(undefined);
});

function setup(drawing: string) {
  const grouper = new Grouper();
  const trail = new SelectionTrail();
  let graph: DrawnGraph = graphFrom(drawing);
  const change = (of: (identity: number, ip: string) => object | undefined): void => {
    const vertices = new Map(
      [...graph.vertices].map(([index, vertex]) => {
        const other = of(vertex.identity, vertex.ip);
        return [index, other === undefined ? vertex : { ...vertex, ...other }];
      }),
    );
    graph = { ...graph, vertices };
  };
  return {
    follow: (selection: { edge: string; end: string }) => trail.follow(selection, grouper.group(graph, 'workload')),
    name: (identity: number, workload: string) => change((other) => (other === identity ? { workload } : undefined)),
    learn: (address: string, name: string) => change((_, ip) => (ip === address ? { names: [name] } : undefined)),
    clear: () => {
      graph = { ...graph, edges: new Map() };
    },
    grouped: (grouping: 'workload' | 'identity') => new Grouper().group(graph, grouping),
  };
}
