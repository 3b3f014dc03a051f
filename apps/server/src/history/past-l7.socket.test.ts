import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DnsRow, GraphView, HttpRow, L7View, SecondRange } from '../aggregate/graph-view.ts';
import { setup } from '../aggregate/testing/drawn-graph.ts';
import { START } from '../aggregate/testing/flow-builder.ts';
import { dnsAnswer, dnsQuestion, httpRequest, httpResponse } from '../aggregate/testing/l7-flows.ts';
import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import { Random } from '../decode/testing/random.ts';
import { edgeKey } from './edge-key.ts';
import { openStore } from './open-store.ts';
import { PastL7 } from './past-l7.ts';
import type { PastStore } from './past-store.ts';
import { BucketWriter } from './testing/write-buckets.ts';

/** A whole hour, and not long ago: rows that are too old would leave. */
const FIRST = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;
const SECONDS = 180;
const WHOLE: SecondRange = { from: FIRST, to: FIRST + SECONDS };

/** Latencies of each route, in milliseconds, as they were sent. */
const sent = new Map<string, number[]>();
const drawn = writtenGraph();

describe.each(['memory', 'chdb'] as const)('a store of kind %s', (kind) => {
  const directory = mkdtempSync(join(tmpdir(), 'orrery-l7-'));
  let store: PastStore;

  beforeAll(async () => {
    const log = createLog({ level: 'error', write: () => undefined });
    const choice = kind === 'memory' ? { kind } : { kind, directory, orMemory: false };
    store = (await openStore(choice, { clock: systemClock, log })).store;
    for (const batch of drawn.batches) await eventually(() => store.insert(batch));
    // A batch whose answer was lost is written again.
    for (const batch of drawn.batches.slice(0, 4)) await store.insert(batch);
  }, 240_000);
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const past = async (range: SecondRange): Promise<{ readonly graph: GraphView; readonly l7: L7View }> => {
    const graph = await store.readGraph(range);
    return { graph, l7: new PastL7(graph, await store.readHttp(range), await store.readDns(range)) };
  };

  test('[HIST-26] requests, codes and refusals of the past are those that were counted, row by row', async () => {
    const { graph, l7 } = await past(WHOLE);
    expect(httpTold(graph, l7, WHOLE)).toEqual(httpTold(drawn.graph, drawn.graph, WHOLE));
  });

  test('[HIST-26] questions, codes, refusals and timeouts of the past are those that were counted, row by row', async () => {
    const { graph, l7 } = await past(WHOLE);
    expect(dnsTold(graph, l7, WHOLE)).toEqual(dnsTold(drawn.graph, drawn.graph, WHOLE));
  });

  test('[HIST-26] any tens of seconds of the past are those of the living tables', async () => {
    for (const [from, to] of [
      [0, 10],
      [30, 140],
      [120, 170],
    ] as const) {
      const range = { from: FIRST + from, to: FIRST + to };
      const { graph, l7 } = await past(range);
      expect(httpTold(graph, l7, range)).toEqual(httpTold(drawn.graph, drawn.graph, range));
      expect(dnsTold(graph, l7, range)).toEqual(dnsTold(drawn.graph, drawn.graph, range));
    }
  });

  test('[HIST-26] of single edges rows are the same as among all', async () => {
    const { graph, l7 } = await past(WHOLE);
    const [row] = l7.httpRows();
    if (row === undefined) throw new Error('there are no rows');
    const [source, destination] = edgeKey(graph, row.edge);
    const ofOne = {
      pairs: [`${source}|${destination}`],
      sources: [source, `it's \\ "x`],
      destinations: [],
      ends: [source],
    };
    const scoped = new PastL7(await store.readGraph(WHOLE, ofOne), await store.readHttp(WHOLE, ofOne), []);
    const isOfIt = (told: object): boolean => JSON.stringify(told).includes(`"edge":"${source} ${destination}`);
    const graphOfOne = await store.readGraph(WHOLE, ofOne);
    expect(httpTold(graphOfOne, scoped, WHOLE).filter((told) => isOfIt(told as object))).toEqual(
      httpTold(graph, l7, WHOLE).filter((told) => isOfIt(told as object)),
    );
    const none = await store.readDns(WHOLE, { pairs: ['x|y'], sources: [], destinations: [], ends: [] });
    expect(none.filter(({ source: from }) => from === 'x')).toEqual([]);
  });

  test('[HIST-27] quantiles of latencies of the past are within 2 % of what was sent', async () => {
    const { l7 } = await past(WHOLE);
    let compared = 0;
    for (const row of l7.httpRows()) {
      const latencies = (sent.get(row.path) ?? []).toSorted((a, b) => a - b);
      const latency = row.latency(WHOLE);
      // Rows of refusals only have none.
      if (row.figures().requests === row.figures().denied) continue;
      expect(latency.count).toBe(latencies.length);
      for (const q of [0.5, 0.95, 0.99]) {
        const exact = latencies[Math.max(0, Math.ceil(q * latencies.length) - 1)] ?? 0;
        if (exact === 0) continue;
        expect(Math.abs(latency.quantileMs(q) - exact) / exact).toBeLessThan(0.02);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(8);
  });

  test('[HIST-24] a name of the past has the addresses that answers gave, and the name that was meant', async () => {
    const { l7 } = await past(WHOLE);
    const rows = [...l7.dnsRows()];
    const address = rows.find(({ name }) => name === 'api.example')?.addresses[0];
    expect(address).toMatchObject({ address: '192.0.2.7', ttlSeconds: 30 });
    expect(rows.find(({ name }) => name === 'api.example.svc.cluster.local')?.searchDomainOf()).toBe('api.example');
  });

  test('[HIST-22] lost events and nodes that were not heard are told of a range, step by step and node by node', async () => {
    const nodes = await store.readNodes(WHOLE);
    const received = drawn.received;
    expect(nodes.map(({ node, seconds, missingSeconds, lost }) => [node, seconds, missingSeconds, [...lost]])).toEqual([
      ['n1', SECONDS, 0, []],
      ['n2', SECONDS, 60, [[1, 42]]],
    ]);
    expect(nodes.reduce((sum, node) => sum + node.received, 0)).toBe(received);
    const steps = await store.readHeard(WHOLE, 60);
    expect(
      steps.map(({ coveredSeconds, nodesMissing, lostEvents }) => [coveredSeconds, nodesMissing, lostEvents]),
    ).toEqual(Array.from({ length: SECONDS / 60 }, (_, minute) => [60, minute === 1 ? 1 : 0, minute === 2 ? 42 : 0]));
    expect(await store.readCoverage(WHOLE)).toMatchObject({
      coveredSeconds: SECONDS,
      lostEvents: 42,
      nodes: { seconds: 2 * SECONDS, missingSeconds: 60 },
    });
    expect(await store.readExtent()).toEqual(WHOLE);
  });

  test('[HIST-30] what a history takes is told by tier', async () => {
    const sizes = await store.readSizes();
    expect(sizes.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(100);
    expect(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(1000);
    const finest = sizes.find(({ seconds }) => seconds === 10);
    expect(finest?.oldest).toBe(FIRST);
  });
});

/** Minutes of requests and questions, as batches and as a graph that still has all of it in its windows. */
function writtenGraph() {
  const random = new Random(11);
  const { intake } = setup();
  const writer = new BucketWriter(intake, FIRST);
  let received = 0;
  for (let second = FIRST; second < WHOLE.to + 15; second += 1) {
    intake.advanceTo(second * 1000);
    const hears = second < FIRST + 60 || second >= FIRST + 120;
    writer.watch.note(
      second,
      new Map([
        ['n1', true],
        ['n2', hears],
      ]),
    );
    if (second < WHOLE.to - 10) {
      for (const message of l7Of(random, second - START)) {
        received += 1;
        intake.accept(message, 0, message.length, second * 1000);
      }
    }
    if (second === FIRST + 150) intake.ledger.addLost('n2', 1, 42, second * 1000, second * 1000);
    writer.advanceTo(second + 1);
  }
  return { graph: intake.graph, batches: writer.batches, received };
}

function* l7Of(random: Random, at: number): Generator<Uint8Array> {
  for (let i = random.int(0, 4); i > 0; i -= 1) {
    const path = `/route/of-${'abcd'[random.int(0, 4)]}`;
    const id = `id-${at}-${i}`;
    const latencyMs = Math.round(10 ** (random.int(0, 300) / 100) * 1000) / 1000;
    const code = random.chance(0.1) ? 503 : 200;
    const drawn = `shop/web${random.int(0, 3)}:41000 -> shop/cart:8080`;
    if (random.chance(0.1)) {
      yield httpRequest(`http://cart${path}`, { at, id, drawn, refused: true });
      yield httpResponse(`http://cart${path}`, { at, id, drawn, code: 403 });
      continue;
    }
    sent.set(path, [...(sent.get(path) ?? []), latencyMs]);
    yield httpResponse(`http://cart${path}`, { at, id, drawn: 'shop/web:41000 -> shop/cart:8080', code, latencyMs });
    yield httpResponse(`http://cart${path}`, {
      at,
      id,
      drawn: 'shop/web:41000 -> shop/cart:8080',
      code,
      latencyMs,
      by: 'client',
    });
  }
  const port = 30_000 + random.int(0, 20_000);
  yield dnsQuestion('api.example', { at, port });
  if (random.chance(0.9)) yield dnsAnswer('api.example', { at, port, ips: ['192.0.2.7'] });
  yield dnsQuestion('api.example.svc.cluster.local', { at, port: port + 1 });
  yield dnsAnswer('api.example.svc.cluster.local', { at, port: port + 1, rcode: 3 });
  if (random.chance(0.2)) yield dnsQuestion('evil.example', { at, port: port + 2, refused: true });
}

function httpTold(graph: GraphView, l7: L7View, range: SecondRange): unknown[] {
  const rows = [...l7.httpRows()].filter((row) => row.figures(range).requests > 0);
  return sorted(
    rows.map((row: HttpRow) => {
      const { requests, denied, statusCodes } = row.figures(range);
      const { method, path, isGrpc, isOther, protocol } = row;
      const codes = Object.fromEntries(statusCodes);
      return { edge: edgeOf(graph, row.edge), method, path, isGrpc, isOther, protocol, requests, denied, codes };
    }),
  );
}

function dnsTold(graph: GraphView, l7: L7View, range: SecondRange): unknown[] {
  const rows = [...l7.dnsRows()].filter((row) => {
    const { questions, answers, timeouts } = row.figures(range);
    return questions + answers + timeouts > 0;
  });
  return sorted(
    rows.map((row: DnsRow) => {
      const { questions, answers, denied, timeouts, rcodes } = row.figures(range);
      const { name, type, isOther } = row;
      const figures = { questions, answers, denied, timeouts, rcodes: Object.fromEntries(rcodes) };
      return { edge: edgeOf(graph, row.edge), name, type, isOther, ...figures };
    }),
  );
}

function edgeOf(graph: GraphView, edge: number): string {
  return edgeKey(graph, edge).join(' ');
}

function sorted(rows: readonly object[]): unknown[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

async function eventually(done: () => Promise<void>): Promise<void> {
  for (const deadline = Date.now() + 120_000; ;) {
    try {
      await done();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
