import { describe, expect, test } from 'vitest';

import type { LedgerView } from '../aggregate/graph-view.ts';
import type { SourceStatus } from '../relay/source-status.ts';
import { NOW_MS, runServer, type World } from './test-server.ts';

const DOWN: SourceStatus = {
  name: 'relay:4245',
  state: 'waiting',
  sinceMs: NOW_MS - 5000,
  retryAtMs: NOW_MS + 2000,
  error: { code: 'unavailable', message: 'connection refused' },
  version: '1.19.4',
  reconnects: 3,
  lastHeardMs: NOW_MS - 6000,
  nodes: [
    { name: 'n1', state: 'connected', message: '', version: '1.19.4', uptimeMs: 60_000, seenFlows: 900 },
    { name: 'n2', state: 'unavailable', message: 'no route', version: '', uptimeMs: 0, seenFlows: 0 },
  ],
  flowsPerSecond: 40,
};

const LEDGER: Partial<LedgerView> = {
  total: () => ({ received: 110, counted: 100, duplicate: 5, undecodable: 3, dropped: new Map([['too-late', 2]]) }),
  nodes: () =>
    new Map([
      [
        'n1',
        {
          received: 110,
          counted: 100,
          duplicate: 5,
          undecodable: 3,
          dropped: new Map([['too-late', 2]]),
          lastSeenMs: NOW_MS - 6000,
          late: 1,
        },
      ],
    ]),
  lost: () =>
    new Map([
      [
        'n1',
        {
          bySource: new Map([
            [3, 20],
            [1, 5],
          ]),
          firstMs: NOW_MS - 9000,
          lastMs: NOW_MS - 7000,
        },
      ],
    ]),
};

const WORLD: World = { sources: [DOWN], ledger: LEDGER, picture: 'shop/a -> shop/b:80 forwarded=1' };

test('[API-18] status tells what came, what became of it, and what is missing, in total and per node', async () => {
  await using orrery = await runServer(WORLD);
  expect(await orrery.json('/api/v1/status')).toEqual({
    version: '1.2.3',
    time: '2026-11-20T09:30:00.000Z',
    started: '2026-11-20T09:30:00.000Z',
    uptime_seconds: 0,
    simulated: false,
    opened: null,
    sources: [
      {
        name: 'relay:4245',
        state: 'waiting',
        since: '2026-11-20T09:29:55.000Z',
        retry_at: '2026-11-20T09:30:02.000Z',
        error: { code: 'unavailable', message: 'connection refused' },
        version: '1.19.4',
        reconnects: 3,
        last_heard: '2026-11-20T09:29:54.000Z',
        flows_per_second: 40,
        nodes: 2,
      },
    ],
    flows_per_second: 12.5,
    conservation: { received: 110, counted: 100, duplicate: 5, undecodable: 3, dropped: { 'too-late': 2 } },
    lost: {
      total: 25,
      by_source: { HUBBLE_RING_BUFFER: 20, PERF_EVENT_RING_BUFFER: 5 },
      first: '2026-11-20T09:29:51.000Z',
      last: '2026-11-20T09:29:53.000Z',
    },
    nodes_known: 2,
    nodes_reporting: 0,
    nodes_missing: ['n1', 'n2'],
    nodes: [
      expect.objectContaining({
        name: 'n1',
        source: 'relay:4245',
        state: 'connected',
        uptime_seconds: 60,
        seen_flows: 900,
        received: 110,
        counted: 100,
        late: 1,
        last_seen: '2026-11-20T09:29:54.000Z',
        lost: expect.objectContaining({ total: 25 }),
      }),
      expect.objectContaining({ name: 'n2', state: 'unavailable', message: 'no route', received: 0, last_seen: null }),
    ],
    edges: { live: 1, folded: 0, vertices: 2, window_seconds: 1800 },
    kept_flows: { flows: 0, bytes: 0, sampled_one_in: { trouble: 1, ordinary: 4 } },
    live: {
      sockets: 2,
      views: 1,
      behind: 0,
      buffered_bytes: 10,
      frames_sent: 7,
      bytes_sent: 700,
      ended: { stalled: 1 },
      refused: {},
    },
    store: { kind: 'memory', state: 'no history' },
  });
});

test('[API-70] status says when nothing of what is shown is a cluster', async () => {
  await using orrery = await runServer({ ...WORLD, config: { relays: [] } });
  expect(await orrery.json('/api/v1/status')).toMatchObject({ simulated: true });
});

describe('[API-19] the probes say that we live and are ready, also while no relay is connected', () => {
  test.each(['/livez', '/readyz'])('%s', async (path) => {
    await using orrery = await runServer(WORLD);
    expect((await orrery.get(path)).status).toBe(200);
  });
});

test('[API-64] a server that is stopping lives, is not ready, and says that it is draining', async () => {
  await using orrery = await runServer({ ...WORLD, isClosing: true });
  expect((await orrery.get('/livez')).status).toBe(200);
  const answer = await orrery.get('/readyz');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toMatch(/^draining: /);
});

test('[KEEP-14] status and metrics say of how many flows one is kept', async () => {
  await using orrery = await runServer({});
  expect(await orrery.json('/api/v1/status')).toMatchObject({
    kept_flows: { sampled_one_in: { trouble: 1, ordinary: 4 } },
  });
  const text = await (await orrery.get('/metrics')).text();
  expect(text).toContain('orrery_kept_flows_sampled_one_in{kind="ordinary"} 4');
  expect(text).toContain('orrery_kept_flows_sampled_one_in{kind="trouble"} 1');
});

test('[API-20] the metrics hold the same figures, scrape after scrape', async () => {
  await using orrery = await runServer(WORLD);
  await (await orrery.get('/metrics')).text();
  const answer = await orrery.get('/metrics');
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'orrery_flows_received_total 110',
      'orrery_flows_counted_total 100',
      'orrery_flows_duplicate_total 5',
      'orrery_flows_undecodable_total 3',
      'orrery_flows_dropped_total{reason="too-late"} 2',
      'orrery_upstream_lost_events_total{source="HUBBLE_RING_BUFFER"} 20',
      'orrery_relay_connected{relay="relay:4245"} 0',
      'orrery_relay_reconnects_total{relay="relay:4245"} 3',
      `orrery_relay_last_message_timestamp_seconds{relay="relay:4245"} ${(NOW_MS - 6000) / 1000}`,
      'orrery_relay_nodes{relay="relay:4245",state="unavailable"} 1',
      'orrery_ws_clients 2',
      'orrery_ws_terminated_total{reason="stalled"} 1',
      'orrery_edges 1',
      'orrery_build_info{version="1.2.3"} 1',
    ]),
  );
  const names = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/[ {]/)[0]);
  expect(names.filter((name) => !name.startsWith('orrery_'))).toEqual([]);
  for (const name of new Set(names)) expect(lines.some((line) => line.startsWith(`# HELP ${name} `))).toBe(true);
});

test('[API-20] a label cannot break out of its quotes, and nothing that a flow said is a label', async () => {
  const hostile = 'x"} 1\norrery_fake 1\\';
  await using orrery = await runServer({
    ...WORLD,
    picture: 'evilspace/evilpod -> evilspace/b:80 forwarded=1',
    sources: [{ ...DOWN, name: hostile }],
  });
  const text = await (await orrery.get('/metrics')).text();
  expect(text).not.toMatch(/^orrery_fake/m);
  expect(text).not.toMatch(/evil|n1/);
});
