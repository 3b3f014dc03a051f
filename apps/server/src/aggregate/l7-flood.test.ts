import { expect, test } from 'vitest';
import type { DnsRow, HttpRow } from './graph-view.ts';
import { setup } from './testing/drawn-graph.ts';
import type { DrawnGraph } from './testing/drawn-graph.ts';
import { START } from './testing/flow-builder.ts';
import { dnsAnswer, dnsQuestion, httpRequest, httpResponse } from './testing/l7-flows.ts';
import { Stencil } from './testing/stencil.ts';

const MILLION = 1_000_000;
/** What the tables may take for all of it, beside what one process needs anyway. */
const MOST_MB = 256;

/** One request as both proxies tell it, and one that a rule refuses. */
const GOOD_HTTP = (id: string, drawn: string) => [
  httpResponse('http://cart/cart/42', { id, drawn, latencyMs: 20 }),
  httpResponse('http://cart/cart/42', { id, drawn, latencyMs: 25, by: 'client' }),
  httpRequest('http://cart/cart/42', { id: `${id}-refused`, drawn, method: 'DELETE', refused: true }),
  httpResponse('http://cart/cart/42', { id: `${id}-refused`, drawn, method: 'DELETE', code: 403 }),
];

const GOOD_DNS = (port: number, client: string) => [
  dnsQuestion('api.example.com', { port, client }),
  dnsAnswer('api.example.com', { port, client, ips: ['192.0.2.1'] }),
  dnsQuestion('gone.example.com', { port, client }),
  dnsAnswer('gone.example.com', { port, client, rcode: 3 }),
];

test('[L7-70] a million paths of 500 clients are bounded in memory and folded, and other routes stay exact', () => {
  const graph = setup();
  const stencils = Array.from(
    { length: 500 },
    (_, i) =>
      new Stencil((word, uuid) => {
        const drawn = `evil/e${i}:41000 -> shop/cart:8080`;
        return httpResponse(`http://cart/${word}`, { id: word, at: i % 100, latencyMs: 3, drawn, uuid });
      }),
  );
  const early = 'shop/frontend:41000 -> shop/cart:8080';
  const late = 'shop/checkout:41000 -> shop/cart:8080';
  const usedBefore = usedMb();
  for (let i = 0; i < MILLION; i++) {
    if (i % 1000 === 0) {
      graph.feed(GOOD_HTTP(`early-${i}`, early));
      if (i >= MILLION / 2) graph.feed(GOOD_HTTP(`late-${i}`, late));
    }
    const message = stencils[i % stencils.length].print(i, i);
    graph.intake.accept(message, 0, message.length, (START + 100) * 1000);
  }
  const grownMb = usedMb() - usedBefore;
  expect(grownMb).toBeLessThan(MOST_MB);

  const rows = [...graph.intake.graph.httpRows()];
  expect(figuresOn(graph, rows, 'shop/frontend -> shop/cart:8080')).toEqual(goodHttp(1000));
  expect(figuresOn(graph, rows, 'shop/checkout -> shop/cart:8080')).toEqual(goodHttp(500));
  const others = rows.filter(({ isOther }) => isOther);
  expect(rows.length - others.length).toBeLessThanOrEqual(50_000);
  expect(sum(others, (row) => row.figures().requests)).toBe(graph.intake.graph.foldedRoutes);
  expect(sum(rows, (row) => row.figures().requests)).toBe(MILLION + 2 * 1500);
  expect(graph.sum('httpRequests')).toBe(MILLION + 2 * 1500);
}, 300_000);

test('[L7-70] a million names of 40 clients are bounded in memory and folded, and other names stay exact', () => {
  const graph = setup();
  const stencils = Array.from({ length: 40 }, (_, i) => [
    new Stencil((word, uuid) => dnsQuestion(`${word}.evil.example`, { client: `evil/e${i}`, uuid })),
    new Stencil((word, uuid) => dnsAnswer(`${word}.evil.example`, { client: `evil/e${i}`, rcode: 3, uuid })),
  ]).flat();
  const usedBefore = usedMb();
  for (let i = 0; i < MILLION; i++) {
    if (i % 1000 === 0) {
      graph.feed(GOOD_DNS(20_000 + i / 1000, 'shop/frontend'));
      if (i >= MILLION / 2) graph.feed(GOOD_DNS(20_000 + i / 1000, 'shop/checkout'));
    }
    for (const kind of [0, 1]) {
      const message = stencils[(i % 40) * 2 + kind].print(i, 2 * i + kind);
      graph.intake.accept(message, 0, message.length, (START + 100) * 1000);
    }
  }
  const grownMb = usedMb() - usedBefore;
  expect(grownMb).toBeLessThan(MOST_MB);

  const rows = [...graph.intake.graph.dnsRows()];
  for (const [client, times] of [
    ['shop/frontend', 1000],
    ['shop/checkout', 500],
  ] as const) {
    const edge = graph.edge(`${client} -> kube-system/coredns:53`);
    const asked = rows.filter((row) => row.edge === edge).map((row) => [row.name, row.figures()]);
    const figures = { questions: times, answers: times, denied: 0, timeouts: 0, isKnown: true };
    expect(asked).toEqual([
      ['api.example.com', { ...figures, rcodes: new Map([[0, times]]) }],
      ['gone.example.com', { ...figures, rcodes: new Map([[3, times]]) }],
    ]);
  }
  const others = rows.filter(({ isOther }) => isOther);
  expect(rows.length - others.length).toBeLessThanOrEqual(50_000);
  const told = (row: DnsRow) => row.figures().questions + row.figures().answers;
  expect(sum(others, told)).toBe(graph.intake.graph.foldedNames);
  expect(sum(rows, told)).toBe(2 * MILLION + 4 * 1500);
}, 300_000);

function figuresOn(graph: DrawnGraph, rows: readonly HttpRow[], drawn: string): unknown {
  const edge = graph.edge(drawn);
  return rows.filter((row) => row.edge === edge).map((row) => [row.method, row.path, row.figures()]);
}

function goodHttp(times: number): unknown {
  return [
    ['GET', '/cart/{id}', { requests: times, denied: 0, statusCodes: new Map([[200, times]]), isKnown: true }],
    ['DELETE', '/cart/{id}', { requests: times, denied: times, statusCodes: new Map(), isKnown: true }],
  ];
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function usedMb(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
