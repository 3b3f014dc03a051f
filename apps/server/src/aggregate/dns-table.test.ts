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
      ttlSeconds: 60,
      addresses: ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, ttlSeconds: 60, lastSeenMs: START * 1000 })),
    },
  ]);
  expect(rowsOf(graph)[0].figures()).toEqual({
    questions: 1,
    answers: 1,
    denied: 0,
    timeouts: 0,
    rcodes: new Map([[0, 1]]),
    isKnown: true,
  });
  expect(graph.drawnEdges()).toEqual([EDGE]);
  expect(graph.intake.graph.vertex(rowsOf(graph)[0].client).workload).toBe('frontend');
});

test('[L7-21] a refused question is denied, and no timeout', () => {
  const graph = drawn([dnsQuestion('evil.example', { refused: true })], 60);
  expect(rowsOf(graph)[0].figures()).toMatchObject({ questions: 1, denied: 1, timeouts: 0 });
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
  expect(rowsOf(graph).find((row) => row.figures().timeouts > 0)?.name).toBe('slow.example');
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
      .filter((row) => row.figures().rcodes.has(3))
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
  expect(rows.reduce((sum, row) => sum + row.figures().questions, 0)).toBe(graph.sum('dnsQuestions'));
  expect(rows.find(({ isOther }) => isOther)!.figures()).toMatchObject({ questions: 952, answers: 952, timeouts: 0 });
  expect(graph.intake.graph.foldedNames).toBe(1904);
});

test('[L7-24] hostile names, codes and addresses are cut', () => {
  const ips = Array.from({ length: 40 }, (_, i) => `${i}.${'9'.repeat(5000)}`);
  const graph = drawn([dnsAnswer('x'.repeat(70_000), { rcode: 4_000_000_000, ips }), dnsQuestion('__proto__')]);
  const [row] = rowsOf(graph);
  expect(row.name.length).toBeLessThanOrEqual(255);
  expect([...row.figures().rcodes.keys()]).toEqual([4095]);
  expect(row.addresses.length).toBe(16);
  expect(Math.max(...row.addresses.map((it) => it.address.length))).toBe(64);
});

test('[L7-69] a name has the last 16 addresses of its answers, each with its time to live', () => {
  const ip = (i: number) => `192.0.2.${i}`;
  const answers = Array.from({ length: 20 }, (_, i) => dnsAnswer('a.example', { ips: [ip(i), ip(0)], ttl: i, at: i }));
  const graph = setup();
  graph.feed(answers);
  const [{ addresses, ttlSeconds }] = rowsOf(graph);
  expect(addresses).toHaveLength(16);
  expect(addresses.map(({ address }) => address).toSorted()).toEqual(
    [0, ...Array.from({ length: 15 }, (_, i) => i + 5)].map(ip).toSorted(),
  );
  const last = { ttlSeconds: 19, lastSeenMs: (START + 19) * 1000 };
  expect(addresses.find(({ address }) => address === ip(0))).toEqual({ address: ip(0), ...last });
  expect(ttlSeconds).toBe(19);
});

test('[L7-63] figures of a range are those of its tens of seconds, timeouts in those of their questions', () => {
  const graph = setup();
  graph.feed([
    dnsQuestion('a.example', { at: 1 }),
    dnsAnswer('a.example', { at: 2 }),
    dnsQuestion('a.example', { at: 15, port: 7 }),
    dnsAnswer('a.example', { at: 16, port: 7, rcode: 2 }),
    dnsQuestion('a.example', { at: 25, port: 8 }),
  ]);
  for (let at = 100; at < 110; at += 1) graph.intake.advanceTo((START + at) * 1000);
  const [row] = rowsOf(graph);
  const of = (from: number, to: number) => row.figures({ from: START + from, to: START + to });
  expect(of(0, 10)).toMatchObject({ questions: 1, answers: 1, timeouts: 0, rcodes: new Map([[0, 1]]) });
  expect(of(10, 20)).toMatchObject({ questions: 1, answers: 1, timeouts: 0, rcodes: new Map([[2, 1]]) });
  expect(of(20, 90)).toMatchObject({ questions: 1, answers: 0, timeouts: 1, rcodes: new Map() });
  expect(row.figures()).toMatchObject({ questions: 3, answers: 2, timeouts: 1 });
});

test('[L7-68] a name that does not exist and comes from a search list says which name was meant', () => {
  const miss = (name: string) => [dnsQuestion(name), dnsAnswer(name, { rcode: 3 })];
  const graph = drawn([
    ...miss('api.internal.shop.svc.cluster.local'),
    ...miss('api.internal.cluster.local'),
    ...miss('api.internal'),
    dnsQuestion('cart.shop.svc.cluster.local'),
    dnsAnswer('cart.shop.svc.cluster.local', { ips: ['10.0.0.1'] }),
    ...miss('cart'),
  ]);
  expect(rowsOf(graph).map((row) => [row.name, row.searchDomainOf()])).toEqual([
    ['api.internal.shop.svc.cluster.local', 'api.internal'],
    ['api.internal.cluster.local', 'api.internal'],
    ['api.internal', ''],
    ['cart.shop.svc.cluster.local', ''],
    ['cart', ''],
  ]);
});

test('[L7-71] a question whose row left the table is a timeout of `other`', () => {
  const graph = setup();
  graph.intake.advanceTo((START + 951) * 1000);
  graph.feed([dnsQuestion('slow.example', { at: 0 })], 951);
  graph.feed(
    Array.from({ length: 2047 }, (_, i) => dnsQuestion(`n${i}.example`, { at: 950, refused: true })),
    951,
  );
  graph.feed([dnsQuestion('new.example', { at: 951, refused: true })], 951);
  for (let at = 951; at < 970; at += 1) graph.intake.advanceTo((START + at) * 1000);
  const rows = rowsOf(graph);
  expect(rows.find(({ name }) => name === 'slow.example')).toBeUndefined();
  expect(rows.find(({ isOther }) => isOther)!.figures()).toMatchObject({ questions: 1, timeouts: 1 });
  expect(graph.sum('dnsTimeouts')).toBe(1);
});
