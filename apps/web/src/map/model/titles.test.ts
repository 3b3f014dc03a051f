import { expect, test } from 'vitest';
import { modelFrom, nodesDrawn } from './testing/drawn-model.ts';
import { shortTitle } from './node-title.ts';

test('[WEB-71] a long name is cut in the middle, and the whole one is spoken', () => {
  expect(shortTitle('recommendation-worker')).toBe('recommend…n-worker');
  expect(shortTitle('orders-db')).toBe('orders-db');
  const [node] = modelFrom('shop/recommendation-worker -> data/redis:6379 connections 1', {}).nodes.values();
  expect(node.spoken).toBe('data/redis');
  const spoken = [...modelFrom('a/recommendation-worker -> b/c:1 connections 1').nodes.values()].map(
    (each) => each.spoken,
  );
  expect(spoken).toContain('a/recommendation-worker');
});

test('[WEB-71] a hostile name is plain, short, and does not take long', () => {
  const hostile = `evil\u202Egnp.exe${'<b>'.repeat(4_000)}`;
  expect(shortTitle('a\u202Eb')).toBe('a\\u202Eb');
  expect(shortTitle(hostile).length).toBe(18);
  const names = ['__proto__', 'constructor', 'toString'];
  const drawing = names.map((name) => `${name}/${name} -> ${name}/x:80 connections 1`).join('\n');
  expect(nodesDrawn(modelFrom(drawing)).filter((node) => names.includes(node.slice(5)))).toHaveLength(3);
});

test('[WEB-71] two cards of one caption in a namespace are told apart', () => {
  const titles = (drawing: string, grouping: 'identity' | 'workload'): string[] =>
    [...modelFrom(drawing, {}, grouping).nodes.values()].map(({ title }) => title).sort();
  expect(titles('shop/cart@17 -> shop/cart@18:80 connections 1', 'identity')).toEqual(['cart 17', 'cart 18']);
});

test('[WEB-71] a large card says what comes in, in its unit', () => {
  const subtitleOf = (drawing: string): string | undefined =>
    modelFrom(drawing, { level: 'near' }).nodes.get('workload:kind/b/Deployment/x')?.subtitle;
  expect(subtitleOf('a/y -> b/x:80 httpRequests 9100 connections 20')).toBe('9,100 req/min');
  expect(subtitleOf('a/y -> b/x:53/UDP dnsQuestions 6700')).toBe('6,700 q/min');
  expect(subtitleOf('a/y -> b/x:6379 connections 12')).toBe('12 conn/min');
  expect(subtitleOf('b/x -> a/y:6379 connections 12')).toBe('calls 12/min');
  expect(subtitleOf('a/y -> b/x:6379 deniedAttempts 12 dropped 24 !deny')).toBe('');
});
