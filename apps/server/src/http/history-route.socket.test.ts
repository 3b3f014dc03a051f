import { expect, test } from 'vitest';
import { setup } from '../aggregate/testing/drawn-graph.ts';
import { START, flow } from '../aggregate/testing/flow-builder.ts';
import { dnsQuestion, httpRequest, httpResponse } from '../aggregate/testing/l7-flows.ts';
import { MemoryStore } from '../history/memory-store.ts';
import { BucketWriter } from '../history/testing/write-buckets.ts';
import type { PastDoor } from './http-deps.ts';
import { NOW_MS, runServer } from './test-server.ts';

/** Two hours ago: before all windows. */
const FIRST = NOW_MS / 1000 - 7200;

test('[HIST-29] the history says how far it goes, what is missing of it and what it takes, with a time strip', async () => {
  await using orrery = await runServer({ deps: { past: await written() } });
  const history = await orrery.json<History>('/api/v1/history');
  expect(history).toMatchObject({
    state: 'ready',
    from: iso(FIRST),
    to: iso(FIRST + 120),
    gaps: [{ from: iso(FIRST + 30), to: iso(FIRST + 40), what: 'not-heard', why: 'nobody listened' }],
    growth: null,
  });
  expect(history.tiers.map(({ bytes }) => bytes > 0)).toContain(true);
  const { timeline } = history;
  expect(timeline).toMatchObject({ start: iso(FIRST), step_seconds: 10 });
  expect(timeline.forwarded.slice(0, 3)).toEqual([2, 0, 1]);
  expect(timeline.dropped.slice(0, 3)).toEqual([1, 0, 0]);
  expect(timeline.missing).toEqual([0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(timeline.nodes_missing).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  expect(timeline.lost).toEqual([0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test('[HIST-29] a time strip of another range says what nobody wrote down, in at most 240 steps', async () => {
  await using orrery = await runServer({ deps: { past: await written() } });
  const search = `since=${iso(FIRST - 3600)}&until=${iso(FIRST + 60)}`;
  const { timeline } = await orrery.json<History>(`/api/v1/history?${search}`);
  expect(timeline.step_seconds).toBe(30);
  expect(timeline.missing).toHaveLength(122);
  expect(timeline.missing.reduce((sum, seconds) => sum + seconds, 0)).toBe(3600 + 10);
  const year = await orrery.json<History>('/api/v1/history?since=-400d');
  expect(year.timeline.missing.length).toBeLessThanOrEqual(240);
});

test('[HIST-29] a history without a second in it, and a server without one, say so', async () => {
  const past = { store: new MemoryStore(), writtenTo: 0, status: () => ({ state: 'ready', why: '' }) };
  await using orrery = await runServer({ deps: { past: past as unknown as PastDoor } });
  expect(await orrery.json('/api/v1/history')).toMatchObject({ from: null, to: null, timeline: null, gaps: [] });
  await using none = await runServer();
  expect((await none.get('/api/v1/history')).status).toBe(404);
});

test('[HIST-32] requests and questions of before the windows come out of the history, in the same form', async () => {
  await using orrery = await runServer({ deps: { past: await written() } });
  const range = `since=${iso(FIRST)}&until=${iso(FIRST + 60)}`;
  const http = await orrery.json<Table>(`/api/v1/http?${range}`);
  expect(http.figures).toEqual({ kind: 'range', since: iso(FIRST), until: iso(FIRST + 60) });
  expect(http.rows).toMatchObject([
    { method: 'DELETE', path: '/cart/{id}', requests: 1, denied: 1, status_codes: {}, latency_ms: null },
    {
      method: 'GET',
      path: '/cart/{id}',
      http_protocol: 'HTTP/1.1',
      figures_known: true,
      requests: 1,
      status_codes: { 200: 1 },
      raw_paths: [],
      is_new: false,
      first_seen: iso(FIRST + 5),
    },
  ]);
  const latency = (http.rows[1] as { latency_ms: { p99: number; count: number; since: string } }).latency_ms;
  expect(latency).toMatchObject({ count: 1, since: iso(FIRST) });
  expect(Math.abs(latency.p99 - 20)).toBeLessThan(0.4);
  const dns = await orrery.json<Table>(`/api/v1/dns?${range}`);
  expect(dns.rows).toMatchObject([{ name: 'api.example', questions: 1, answers: 0, timeouts: 1 }]);
  const [row] = dns.rows as { source: string; destination: string }[];
  const edge = encodeURIComponent(`${row?.source}|${row?.destination}|53|UDP`);
  expect((await orrery.json<Table>(`/api/v1/dns?${range}&edge=${edge}`)).rows).toHaveLength(1);
  expect((await orrery.json<Table>(`/api/v1/http?${range}&q=http-method:DELETE`)).rows).toHaveLength(1);
  expect((await orrery.json<Table>(`/api/v1/http?since=${iso(FIRST + 60)}&until=${iso(FIRST + 120)}`)).rows).toEqual(
    [],
  );
});

test('[HIST-23] a map of the past is as complete as seconds were written, nodes were heard and events were not lost', async () => {
  await using orrery = await runServer({ deps: { past: await written() } });
  const { completeness } = await orrery.json<{ completeness: { share: number; lost: number; reasons: string[] } }>(
    `/api/v1/map?since=${iso(FIRST)}&until=${iso(FIRST + 120)}`,
  );
  expect(completeness.share).toBeCloseTo((110 / 120) * (119 / 120) * (4 / 13), 6);
  expect(completeness.reasons).toEqual([
    '10 of 120 seconds are not in the history.',
    `From ${iso(FIRST + 30)} to ${iso(FIRST + 40)}: nobody listened.`,
    '9 events were lost before this server.',
    'Nodes were not heard for 1 of 120 seconds, all of them together.',
  ]);
});

interface History {
  readonly tiers: readonly { readonly bytes: number }[];
  readonly timeline: {
    readonly step_seconds: number;
    readonly forwarded: readonly number[];
    readonly dropped: readonly number[];
    readonly lost: readonly number[];
    readonly missing: readonly number[];
    readonly nodes_missing: readonly number[];
  };
}

interface Table {
  readonly figures: object;
  readonly rows: readonly object[];
}

/** Two minutes of long ago. */
async function written(): Promise<PastDoor> {
  const { intake } = setup();
  const writer = new BucketWriter(intake, FIRST);
  const messages = new Map([
    [
      5,
      [
        httpResponse('http://cart/cart/42', { at: FIRST + 5 - START, id: 'a', latencyMs: 20 }),
        httpRequest('http://cart/cart/42', { at: FIRST + 5 - START, id: 'b', method: 'DELETE', refused: true }),
        dnsQuestion('api.example', { at: FIRST + 5 - START }),
      ],
    ],
    [25, [flow('shop/web:41000 -> shop/cart:8080', { at: FIRST + 25 - START })]],
  ]);
  for (let at = 0; at < 135; at += 1) {
    const nowMs = (FIRST + at) * 1000;
    intake.advanceTo(nowMs);
    for (const message of messages.get(at) ?? []) intake.accept(message, 0, message.length, nowMs);
    if (at === 15) intake.ledger.addLost('n1', 1, 9, nowMs, nowMs);
    writer.watch.note(FIRST + at, new Map([['n1', at !== 62]]));
    writer.advanceTo(FIRST + at + 1);
  }
  const store = new MemoryStore();
  const gap = JSON.stringify([(FIRST + 30) * 1000, (FIRST + 40) * 1000, 'not-heard', 'nobody listened']);
  const columns = ['from_ms', 'to_ms', 'what', 'why'];
  const gaps = { table: 'gaps', columns, rows: 1, lines: `${gap}\n`, digest: '', isLeftOut: false };
  for (const [index, batch] of writer.batches.entries()) {
    await store.insert(index === 0 ? { ...batch, tables: [...batch.tables, gaps] } : batch);
  }
  return { store, writtenTo: FIRST + 120, status: () => ({ state: 'ready', why: '' }) } as unknown as PastDoor;
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString();
}
