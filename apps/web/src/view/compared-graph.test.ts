import { create } from '@bufbuild/protobuf';
import { VertexSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { calledAs, comparedGraph } from './compared-graph.ts';
import { NO_FIGURES } from './edge.ts';
import { SAME, type EdgeChange } from './edge-change.ts';
import { Grouper } from './group-graph.ts';
import { graphFrom } from './testing/drawn-graph.ts';

const VANISHED: EdgeChange = {
  kind: 'vanished',
  factor: undefined,
  isRare: false,
  before: undefined,
  after: undefined,
};
const APPEARED: EdgeChange = { ...VANISHED, kind: 'appeared' };

test('[WEB-352] both ranges are one graph: what is there now with what became of it, and what vanished without figures of now', () => {
  const before = new Grouper().group(
    graphFrom('shop/web@1 -> shop/api@2:80 connections 5\n shop/web@1 -> shop/old@3:80 connections 7'),
    'workload',
  );
  const after = new Grouper().group(
    graphFrom('shop/web@1 -> shop/api@2:80 connections 5\n shop/web@1 -> shop/new@4:80 connections 9'),
    'workload',
  );
  const keyOf = (workload: string): string =>
    `workload:kind/shop/Deployment/web|workload:kind/shop/Deployment/${workload}|80|TCP`;
  const changes = new Map([
    [keyOf('old'), VANISHED],
    [keyOf('new'), APPEARED],
    [keyOf('never'), VANISHED],
  ]);
  const both = comparedGraph(after, before, changes);
  expect([...both.edges].map(([key, edge]) => [key, edge.change?.kind])).toEqual([
    [keyOf('api'), 'same'],
    [keyOf('new'), 'appeared'],
    [keyOf('old'), 'vanished'],
  ]);
  expect(both.edges.get(keyOf('api'))?.change).toBe(SAME);
  const old = both.edges.get(keyOf('old'));
  expect(old).toMatchObject({ figures: NO_FIGURES, verdict: 'forwarded', causes: [] });
  expect(old?.members[0]?.figures).toBe(NO_FIGURES);
  expect(old?.source).toBe(after.ends.get('workload:kind/shop/Deployment/web'));
  expect(both.ends.get('workload:kind/shop/Deployment/old')?.name.name).toBe('old');
});

test('[WEB-352] a workload whose name was learnt between the ranges is one end', () => {
  const before = graphFrom('shop/@17 -> data/redis@2:6379 connections 5');
  const after = graphFrom('shop/cart@17 -> data/redis@2:6379 connections 5');
  const named = new Grouper().group(calledAs(before, after), 'workload');
  expect([...named.edges.keys()]).toEqual([...new Grouper().group(after, 'workload').edges.keys()]);
  expect(before.vertices.get(0)).toEqual(create(VertexSchema, before.vertices.get(0)));
});
