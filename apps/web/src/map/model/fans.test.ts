import { expect, test } from 'vitest';
import { edgesDrawn, modelFrom } from './testing/drawn-model.ts';

const lookups = (count: number): string =>
  Array.from({ length: count }, (_, i) => `shop/s${i} -> kube-system/coredns:53/UDP dnsQuestions 9`).join('\n');
const COREDNS = 'workload:kind/kube-system/Deployment/coredns';

test('[WEB-70] lookups, probes and scrapes of many are folded into the card of their hub', () => {
  expect(modelFrom(lookups(6)).nodes.get(COREDNS)?.fan).toBe('+6 in');
  const probes = Array.from({ length: 5 }, (_, i) => `host -> shop/s${i}:${8080 + i} connections 9`).join('\n');
  expect(modelFrom(probes).nodes.get('reserved:host')?.fan).toBe('+5 out');
  const scrapes = Array.from({ length: 7 }, (_, i) => `kube-system/prometheus -> shop/s${i}:9153 connections 9`).join(
    '\n',
  );
  const model = modelFrom(`${scrapes}\n${lookups(5)}`);
  expect(model.nodes.get('workload:kind/kube-system/Deployment/prometheus')?.fan).toBe('+7 out');
  expect([model.edges.size, model.merged.folded]).toEqual([0, 12]);
});

test('[WEB-70] what nodes and their health checks say to each other is no line', () => {
  const model = modelFrom('host -> health:4240 connections 9\n remote-node -> health:4240 connections 9');
  expect([model.edges.size, model.nodes.get('reserved:host')?.fan, model.nodes.has('reserved:health')]).toEqual([
    0,
    '+1 out',
    false,
  ]);
});

test('[WEB-70] a few lines are drawn, and what a workload serves to many is no fan', () => {
  expect(modelFrom(lookups(4)).edges.size).toBe(4);
  const callers = Array.from({ length: 9 }, (_, i) => `shop/s${i} -> data/redis:6379 connections 9`).join('\n');
  expect(modelFrom(callers).edges.size).toBe(9);
});

test('[WEB-70] a troubled member leaves its fan', () => {
  const model = modelFrom(`${lookups(6)}\n shop/bad -> kube-system/coredns:53/UDP dnsQuestions 100 dnsFailed 90`);
  expect(edgesDrawn(model)).toEqual(['bad -> coredns failing']);
  expect(model.nodes.get(COREDNS)?.fan).toBe('+6 in');
});

test('[WEB-70] a fan that is folded stays so when it loses one spoke, and all fans unfold when asked', () => {
  const previous = modelFrom(lookups(5));
  expect(modelFrom(lookups(4), { previous }).edges.size).toBe(0);
  expect(modelFrom(lookups(3), { previous }).edges.size).toBe(3);
  expect(modelFrom(lookups(6), { unfoldFans: true }).edges.size).toBe(6);
});

test('[WEB-70] from afar namespaces are the spokes', () => {
  const drawing = Array.from({ length: 6 }, (_, i) => `n${i}/a -> kube-system/coredns:53/UDP dnsQuestions 9`).join(
    '\n',
  );
  expect(modelFrom(drawing, { level: 'far' }).nodes.get('namespace:kind/kube-system')?.fan).toBe('+6 in');
});
