import { expect, test } from 'vitest';
import type { DnsRow } from './graph-view.ts';
import { setup } from './testing/drawn-graph.ts';
import type { DrawnGraph } from './testing/drawn-graph.ts';
import { START } from './testing/flow-builder.ts';
import { dnsAnswer, dnsQuestion } from './testing/l7-flows.ts';

const EDGE = 'shop/frontend -> kube-system/coredns:53';

function rowsOf({ intake }: DrawnGraph): DnsRow[] {
  return [...intake.graph.dnsRows()];
}

function drawn(messages: Iterable<Uint8Array>, thenAt = 0): DrawnGraph {
  const graph = setup();
  graph.feed(messages, 0);
  for (let at = 0; at <= thenAt; at += 1) graph.intake.advanceTo((START + at) * 1000);
  return graph;
}

test('[L7-20] a question and its answer are one of each, with code, addresses and time to live', () => {
  const graph = drawn(
    [dnsQuestion('api.example.com'), dnsAnswer('api.example.com', { ips: ['192.0.2.1', '192.0.2.2'], ttl: 60 })],
    60,
  );
  expect(rowsOf(graph)).toMatchObject([
    {
      name: 'api.example.com',
      type: 'A',
      questions: 1,
      answers: 1,
      denied: 0,
      timeouts: 0,
      ttlSeconds: 60,
      addresses: ['192.0.2.1', '192.0.2.2'],
    },
  ]);
  expect(rowsOf(graph)[0].rcodes).toEqual(new Map([[0, 1]]));
  expect(graph.drawnEdges()).toEqual([EDGE]);
  expect(graph.intake.graph.vertex(rowsOf(graph)[0].client).workload).toBe('frontend');
});

test('[L7-21] a refused question is denied, and no timeout', () => {
  const graph = drawn([dnsQuestion('evil.example', { refused: true })], 60);
  expect(rowsOf(graph)).toMatchObject([{ questions: 1, denied: 1, timeouts: 0 }]);
  expect([graph.total(EDGE, 'dnsQuestions'), graph.total(EDGE, 'dnsDenied'), graph.total(EDGE, 'dropped')]).toEqual([
    1, 1, 1,
  ]);
  expect(graph.intake.graph.edges.causes(graph.edge(EDGE))).toMatchObject([{ kind: 'l7-denied', attempts: 1 }]);
});

test('[L7-22] a question without an answer for five seconds is a timeout, once', () => {
  const graph = drawn([dnsQuestion('slow.example'), dnsQuestion('quick.example'), dnsAnswer('quick.example')], 4);
  expect(graph.sum('dnsTimeouts')).toBe(0);
  for (const at of [5, 6, 7, 60]) graph.intake.advanceTo((START + at) * 1000);
  expect(graph.sum('dnsTimeouts')).toBe(1);
  expect(rowsOf(graph).find(({ timeouts }) => timeouts > 0)?.name).toBe('slow.example');
});

test('[L7-60] a server that stood still reads the answers that came meanwhile before it tells of timeouts', () => {
  const graph = drawn([dnsQuestion('slow.example')], 3);
  graph.intake.advanceTo((START + 15) * 1000);
  graph.feed([dnsAnswer('slow.example')], 15);
  for (const at of [16, 17, 18, 19, 20, 21]) graph.intake.advanceTo((START + at) * 1000);
  expect(graph.sum('dnsTimeouts')).toBe(0);
});

test('[L7-22] an answer that comes before its question answers it', () => {
  expect(drawn([dnsAnswer('a.example'), dnsQuestion('a.example')], 60).sum('dnsTimeouts')).toBe(0);
  expect(
    drawn([dnsAnswer('a.example', { port: 1 }), dnsQuestion('a.example', { port: 2 })], 60).sum('dnsTimeouts'),
  ).toBe(1);
  expect(drawn([dnsAnswer('a.example', { type: 'AAAA' }), dnsQuestion('a.example')], 60).sum('dnsTimeouts')).toBe(1);
});

test('[L7-23] names that a search list made up are failures of their own, without a time to live', () => {
  const search = ['api.shop.svc.cluster.local', 'api.svc.cluster.local', 'api.cluster.local'];
  const storm = search.flatMap((name) => [dnsQuestion(name), dnsAnswer(name, { rcode: 3, ttl: 4_294_967_295 })]);
  const graph = drawn([...storm, dnsQuestion('api'), dnsAnswer('api', { ips: ['192.0.2.9'] })], 60);
  expect([graph.total(EDGE, 'dnsQuestions'), graph.total(EDGE, 'dnsFailed')]).toEqual([4, 3]);
  expect(
    rowsOf(graph)
      .filter(({ rcodes }) => rcodes.has(3))
      .map(({ name, ttlSeconds }) => [name, ttlSeconds]),
  ).toEqual(search.map((name) => [name, 0]));
});

test('[L7-24] past 2,048 names of an edge the rest is `other`, and the rows still add up to the figures', () => {
  const names = Array.from({ length: 3000 }, (_, i) => `n${i}.example`);
  const graph = drawn(
    names.flatMap((name) => [dnsQuestion(name), dnsAnswer(name)]),
    60,
  );
  const rows = rowsOf(graph);
  expect(rows.length).toBe(2049);
  expect(rows.reduce((sum, { questions }) => sum + questions, 0)).toBe(graph.sum('dnsQuestions'));
  expect(rows.find(({ name }) => name === 'other')).toMatchObject({ questions: 952, answers: 952, timeouts: 0 });
  expect(graph.intake.graph.foldedNames).toBe(1904);
});

test('[L7-24] hostile names, codes and addresses are cut', () => {
  const ips = Array.from({ length: 40 }, (_, i) => `${i}.${'9'.repeat(5000)}`);
  const graph = drawn([dnsAnswer('x'.repeat(70_000), { rcode: 4_000_000_000, ips }), dnsQuestion('__proto__')]);
  const [row] = rowsOf(graph);
  expect(row.name.length).toBeLessThanOrEqual(255);
  expect([...row.rcodes.keys()]).toEqual([4095]);
  expect(row.addresses.length).toBe(16);
  expect(Math.max(...row.addresses.map((it) => it.length))).toBe(64);
});
