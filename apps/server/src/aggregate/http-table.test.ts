import { expect, test } from 'vitest';
import { Random } from '../decode/testing/random.ts';
import type { HttpRow } from './graph-view.ts';
import { setup } from './testing/drawn-graph.ts';
import { START } from './testing/flow-builder.ts';
import type { DrawnGraph } from './testing/drawn-graph.ts';
import { httpRequest, httpResponse } from './testing/l7-flows.ts';
import type { HttpDetails } from './testing/l7-flows.ts';

const EDGE = 'shop/frontend -> shop/cart:8080';
const URL = 'http://cart:8080/cart/42';

interface Told {
  readonly requests: number;
  readonly denied: number;
  readonly codes: Readonly<Record<number, number>>;
  readonly latencies: number;
}

function told(messages: Iterable<Uint8Array>): Told {
  const graph = setup();
  graph.feed(messages);
  return sumOf(graph);
}

/** The sums over all rows, which have to be the figures of the edges. */
function sumOf(graph: DrawnGraph): Told {
  const rows = [...graph.intake.graph.httpRows()];
  const codes: Record<number, number> = {};
  for (const row of rows) {
    for (const [code, count] of row.figures().statusCodes) codes[code] = (codes[code] ?? 0) + count;
  }
  const sum = (of: (row: HttpRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const told = {
    requests: sum((row) => row.figures().requests),
    denied: sum((row) => row.figures().denied),
    codes,
    latencies: sum((row) => row.latency().count),
  };
  expect(told.requests).toBe(graph.sum('httpRequests'));
  expect(told.denied).toBe(graph.sum('httpDenied'));
  const failed = Object.entries(codes).reduce((total, [code, count]) => total + (Number(code) >= 500 ? count : 0), 0);
  expect(graph.sum('httpFailed')).toBe(failed);
  return told;
}

function* orders<T>(values: readonly T[]): Iterable<readonly T[]> {
  if (values.length < 2) yield values;
  for (const [i, value] of values.entries()) {
    for (const rest of orders(values.filter((_, j) => j !== i))) yield [value, ...rest];
  }
}

/** One request as both proxies tell it. */
function call(details: HttpDetails): Uint8Array[] {
  const by = (side: 'client' | 'server') => [
    httpRequest(URL, { ...details, by: side }),
    httpResponse(URL, { ...details, by: side, latencyMs: side === 'client' ? 30 : 20 }),
  ];
  return [...by('client'), ...by('server')];
}

test('[L7-1] a request is counted once, whichever proxies tell of it and in whichever order', () => {
  const expected = { requests: 1, denied: 0, codes: { 200: 1 }, latencies: 1 };
  for (const order of orders(call({ id: 'a' }))) expect(told(order)).toEqual(expected);
  expect(told(call({ id: 'a' }).slice(0, 2))).toEqual(expected);
  expect(told(call({ id: 'a' }).slice(2))).toEqual(expected);
  expect(told([...call({ id: 'a' }), ...call({ id: 'b' })]).requests).toBe(2);
});

test("[L7-2] the latency of the server's proxy is preferred", () => {
  for (const order of orders(call({ id: 'a' }))) {
    const graph = setup();
    graph.feed(order);
    const [row] = graph.intake.graph.httpRows();
    expect(Math.abs(row.latency().quantileMs(0.5) - 20)).toBeLessThan(0.21);
  }
});

test('[L7-3] a refusal by a rule is one denied request and no status 403, in every order', () => {
  const byServer = [
    httpRequest(URL, { id: 'a', by: 'client' }),
    httpRequest(URL, { id: 'a', refused: true }),
    httpResponse(URL, { id: 'a', code: 403, latencyMs: 1 }),
    httpResponse(URL, { id: 'a', code: 403, latencyMs: 2, by: 'client' }),
  ];
  const expected = { requests: 1, denied: 1, codes: {}, latencies: 0 };
  for (const order of orders(byServer)) expect(told(order)).toEqual(expected);
  const byClient = [
    httpRequest(URL, { id: 'a', by: 'client', refused: true }),
    httpResponse(URL, { id: 'a', by: 'client', code: 403, latencyMs: 2 }),
  ];
  for (const order of orders(byClient)) expect(told(order)).toEqual(expected);
  for (const order of orders(byServer.slice(1, 3))) expect(told(order)).toEqual(expected);
});

test('[L7-3] a refused gRPC call is denied, too, though its answer looks like a success', () => {
  const refused = [
    httpRequest(URL, { id: 'a', refused: true, grpc: true }),
    httpResponse(URL, { id: 'a', code: 200, grpc: true }),
  ];
  for (const order of orders(refused)) expect(told(order)).toEqual({ requests: 1, denied: 1, codes: {}, latencies: 0 });
});

test('[L7-3] a refused request is an attempt of its cause', () => {
  const graph = setup();
  graph.feed([httpRequest(URL, { id: 'a', refused: true }), httpRequest(URL, { id: 'b', refused: true })]);
  expect(graph.intake.graph.edges.causes(graph.edge(EDGE))).toMatchObject([
    { kind: 'l7-denied', flows: 2, attempts: 2 },
  ]);
});

test('[L7-4] 403 and 503 by the application are statuses, and 5xx are failures', () => {
  expect(told(call({ id: 'a', code: 403 }))).toEqual({ requests: 1, denied: 0, codes: { 403: 1 }, latencies: 1 });
  expect(told(call({ id: 'a', code: 503 }))).toEqual({ requests: 1, denied: 0, codes: { 503: 1 }, latencies: 1 });
});

test('[L7-5] without X-Request-Id the proxy that told more is believed, and the 403s of refusals are still no statuses', () => {
  const many = [1, 2, 3].flatMap(() => call({}));
  expect(told(many)).toMatchObject({ requests: 3, codes: { 200: 3 } });
  const refused = [
    httpRequest(URL, { refused: true }),
    httpResponse(URL, { code: 403 }),
    httpResponse(URL, { code: 403, by: 'client' }),
  ];
  expect(told([...many, ...refused])).toMatchObject({ requests: 4, denied: 1, codes: { 200: 3 } });
  expect(told([refused[1], httpResponse(URL, {}), refused[0], refused[2]])).toMatchObject({
    requests: 2,
    denied: 1,
    codes: { 200: 1 },
  });
});

test('[L7-6] an id that a service hands on does not make its own requests one', () => {
  const messages = [
    ...call({ id: 'a' }),
    httpResponse('http://redis/get', { id: 'a', drawn: 'shop/cart:50000 -> shop/redis:6379' }),
    httpResponse('http://cart:8080/other', { id: 'a' }),
    ...call({ id: 'a' }),
  ];
  expect(told(messages).requests).toBe(4);
  const redacted = [1, 2, 3].flatMap(() => call({ id: 'HUBBLE_REDACTED' }));
  expect(told(redacted)).toEqual({ requests: 3, denied: 0, codes: { 200: 3 }, latencies: 3 });
});

test('[L7-7] the path of a gRPC call is its method', () => {
  const graph = setup();
  graph.feed([httpResponse('http://cart:8080/shop.Cart/Get123456789', { grpc: true, method: 'POST' })]);
  expect([...graph.intake.graph.httpRows()]).toMatchObject([
    { method: 'POST', path: '/shop.Cart/Get123456789', isGrpc: true },
  ]);
});

test('[L7-8] past 256 routes of an edge the rest is `other`, and the rows still add up to the figures', () => {
  const random = new Random(Number(process.env.ORRERY_SEED ?? 20_261_120));
  const word = () => Array.from({ length: 8 }, () => String.fromCharCode(97 + random.int(6, 26))).join('');
  const graph = setup();
  graph.feed(
    Array.from({ length: 10_000 }, (_, i) =>
      httpResponse(`http://cart/${word()}?${word()}`, { id: `r${i}`, code: random.pick([200, 404, 500]) }),
    ),
  );
  const rows = [...graph.intake.graph.httpRows()];
  expect(sumOf(graph).requests).toBe(10_000);
  expect(rows.length).toBe(257);
  expect(rows.find(({ isOther }) => isOther)!.figures().requests).toBe(graph.intake.graph.foldedRoutes);
  expect(rows.every((row) => row.rawPaths().length <= 8)).toBe(true);
});

test('[L7-8] hostile methods, codes and paths are cut, and any text is a path', () => {
  const graph = setup();
  const path = `/${'x'.repeat(60)}/`.repeat(2000);
  graph.feed([httpResponse(`http://cart${path}`, { method: 'M'.repeat(9000), code: 4_000_000_000, id: '__proto__' })]);
  const [row] = graph.intake.graph.httpRows();
  expect(row.method.length).toBe(32);
  expect(row.path.length).toBeLessThan(600);
  expect(row.rawPaths()[0].path.length).toBeLessThanOrEqual(512);
  expect([...row.figures().statusCodes.keys()]).toEqual([0]);
});

test('[L7-63] figures of a range are those of its tens of seconds, and a refusal takes its 403 out of them', () => {
  const graph = setup();
  const at = (seconds: number) => ({ at: seconds, id: `r${seconds}` });
  graph.feed([0, 12, 30].map((seconds) => httpResponse(URL, { ...at(seconds), latencyMs: 20 })));
  graph.feed([httpResponse(URL, { ...at(31), code: 403 }), httpRequest(URL, { ...at(31), refused: true })]);
  const [row] = graph.intake.graph.httpRows();
  const of = (from: number, to: number) => row.figures({ from: START + from, to: START + to });
  expect(of(0, 10)).toMatchObject({ requests: 1, denied: 0, statusCodes: new Map([[200, 1]]), isKnown: true });
  expect(of(10, 35)).toMatchObject({ requests: 3, denied: 1, statusCodes: new Map([[200, 2]]) });
  expect(of(40, 90)).toMatchObject({ requests: 0, denied: 0, statusCodes: new Map() });
  expect(row.figures()).toMatchObject({ requests: 4, denied: 1, statusCodes: new Map([[200, 3]]) });
  expect(row.latency({ from: START, to: START + 40 }).count).toBe(3);
});

test('[L7-77] a row tells its protocol, its raw paths and when it was denied last', () => {
  const graph = setup();
  graph.feed([
    ...['a', 'b', 'c'].map((id) => httpResponse('http://cart/cart/42?x=1', { id })),
    httpRequest('http://cart/cart/7', { id: 'd', refused: true, at: 9 }),
  ]);
  const [row] = graph.intake.graph.httpRows();
  expect([row.protocol, row.lastDeniedMs]).toEqual(['HTTP/1.1', (START + 9) * 1000]);
  expect(row.rawPaths()).toEqual([
    { path: '/cart/42', requests: 3 },
    { path: '/cart/7', requests: 1 },
  ]);
});

test('[L7-71] routes without news for a quarter of an hour make room on a full edge, and are counted as `other`', () => {
  const graph = setup();
  const word = (i: number) => `http://cart/${String.fromCharCode(97 + (i >> 4), 97 + (i & 15))}`;
  const sent = (from: number, to: number, at: number) =>
    Array.from({ length: to - from }, (_, i) => httpResponse(word(from + i), { at, id: `${at} ${i}`, latencyMs: 5 }));
  graph.feed(sent(0, 256, 0), 0);
  graph.feed(sent(0, 100, 950), 950);
  graph.feed(sent(256, 300, 1000), 1000);
  const rows = [...graph.intake.graph.httpRows()];
  expect(rows.filter(({ isOther }) => !isOther)).toHaveLength(144);
  const other = rows.find(({ isOther }) => isOther)!;
  expect(other.figures().requests).toBe(156);
  expect(graph.intake.graph.foldedRoutes).toBe(156);
  expect(sumOf(graph)).toMatchObject({ requests: 400, latencies: 400 });
  expect(other.figures({ from: START, to: START + 10 }).requests).toBe(156);
});

test('[L7-79] paths that are not there make room for those that are, save when they were denied', () => {
  const graph = setup();
  const word = (i: number) => `http://cart/${String.fromCharCode(97 + (i >> 4), 97 + (i & 15))}`;
  graph.feed(
    Array.from({ length: 255 }, (_, i) => httpResponse(word(i), { id: `${i}`, code: 404 })),
    0,
  );
  graph.feed([httpRequest(word(255), { id: 'denied', refused: true })], 0);
  graph.feed([httpResponse('http://cart/new', { id: 'early', at: 30 })], 30);
  graph.feed([httpResponse('http://cart/new', { id: 'late', at: 70 })], 70);
  const rows = [...graph.intake.graph.httpRows()];
  expect(rows.map(({ path }) => path)).toEqual(['/pp', 'other', '/new']);
  expect(rows[1].figures().statusCodes).toEqual(
    new Map([
      [200, 1],
      [404, 255],
    ]),
  );
});
