import { expect, test } from 'vitest';

import type { DnsRow, HttpRow } from '../aggregate/graph-view.ts';
import { NOW_MS, runServer } from './test-server.ts';

const PICTURE = `
  shop/front#1 -> shop/cart#2:8080 forwarded=9
  shop/cart#2  -> kube-system/dns#3:53 forwarded=9 protocol=UDP
`;

test('[API-17] HTTP rows come worst first: denied and failed, then refused, then slow, then busy', async () => {
  const httpRows = [
    http('/busy', { requests: 1000 }),
    http('/slow', { latencyMs: { p50: 1, p95: 2, p99: 900.00049, count: 3 } }),
    http('/refused', { statusCodes: new Map([[404, 5]]) }),
    http('/denied', { denied: 2 }),
    http('/failed', {
      statusCodes: new Map([
        [503, 3],
        [200, 90],
      ]),
    }),
  ];
  await using orrery = await runServer({ picture: PICTURE, httpRows });
  const table = await orrery.json<Table>('/api/v1/http');
  expect(table.rows.map((row) => row['path'])).toEqual(['/failed', '/denied', '/refused', '/slow', '/busy']);
  expect(table.rows[0]).toEqual({
    source: 'kind/1',
    destination: 'kind/2',
    port: 8080,
    protocol: 'TCP',
    method: 'GET',
    path: '/failed',
    is_grpc: false,
    requests: 10,
    denied: 0,
    status_codes: { '200': 90, '503': 3 },
    latency_ms: null,
    raw_paths: ['/failed'],
    first_seen: '2026-11-20T09:28:20.000Z',
    last_seen: '2026-11-20T09:29:50.000Z',
  });
  expect(table.rows[3]['latency_ms']).toEqual({ p50: 1, p95: 2, p99: 900, count: 3 });
  expect(table).toMatchObject({ matched_rows: 5, folded_routes: 3, terms_not_applied: [] });
});

test('[API-17] HTTP rows are selected by query, time and limit', async () => {
  const httpRows = [
    http('/a', {}),
    http('/b', { method: 'POST' }),
    http('/old', { firstSeenMs: NOW_MS - 900_000, lastSeenMs: NOW_MS - 800_000 }),
  ];
  await using orrery = await runServer({ picture: PICTURE, httpRows });
  const paths = async (search: string): Promise<unknown[]> =>
    (await orrery.json<Table>(`/api/v1/http?${search}`)).rows.map((row) => row['path']);
  expect(await paths('q=http-method:POST')).toEqual(['/b']);
  expect(await paths('q=to-port:1')).toEqual([]);
  expect(await paths('since=-5m')).toEqual(['/a', '/b']);
  expect(await paths('until=-5m')).toEqual(['/old']);
  const limited = await orrery.json<Table>('/api/v1/http?limit=1');
  expect([limited.rows.length, limited['matched_rows']]).toEqual([1, 3]);
});

test('[API-17] DNS rows come worst first: refused and unanswered, then failed, then busy', async () => {
  const dnsRows = [
    dns('busy.example', { questions: 99 }),
    dns('gone.example', { rcodes: new Map([[3, 7]]) }),
    dns('refused.example', { denied: 1 }),
    dns('silent.example', { timeouts: 2 }),
  ];
  await using orrery = await runServer({ picture: PICTURE, dnsRows });
  const table = await orrery.json<Table>('/api/v1/dns');
  expect(table.rows.map((row) => row['name'])).toEqual([
    'silent.example',
    'refused.example',
    'gone.example',
    'busy.example',
  ]);
  expect(table.rows[2]).toMatchObject({
    client: 'kind/2',
    destination: 'kind/3',
    protocol: 'UDP',
    rcodes: { '3': 7 },
    addresses: ['192.0.2.1'],
    ttl_seconds: 30,
  });
  expect(table['folded_names']).toBe(4);
});

test('[API-3] a parameter that is unknown, repeated or malformed is refused by name', async () => {
  await using orrery = await runServer();
  const messages = await Promise.all(
    [
      'map?groups=workload',
      'map?limit=5&zzzzzzzz=1',
      'map?q=a&q=b',
      'map?group=pod',
      'flows?limit=0',
      'flows?limit=10001',
      'flows?limit=1e3',
      'flows?cursor=-1',
      'flows?edge=kind/1',
      'flows?evidence=yes',
    ].map(async (path) => {
      const answer = await orrery.get(`/api/v1/${path}`);
      const { error } = (await answer.json()) as { error: { message: string } };
      return `${answer.status} ${error.message}`;
    }),
  );
  expect(messages).toEqual([
    '400 there is no parameter "groups" here; did you mean group?',
    expect.stringMatching(/^400 there is no parameter "limit" here/),
    '400 q is given more than once; give it once',
    '400 group is none of identity, workload, namespace',
    '400 limit is not a whole number from 1 to 10000',
    '400 limit is not a whole number from 1 to 10000',
    '400 limit is not a whole number from 1 to 10000',
    '400 cursor is not a whole number from 0 to 9007199254740991',
    '400 edge is not written SOURCE|DESTINATION|PORT|PROTOCOL, as in kind/1|kind/2|8080|TCP',
    '400 evidence is none of 0, 1',
  ]);
});

test('[API-4] a query that is not understood is refused with the range that is at fault', async () => {
  await using orrery = await runServer();
  const query = 'namespace:shop verdit:DROPPED';
  for (const path of ['map', 'flows', 'http', 'dns']) {
    const answer = await orrery.get(`/api/v1/${path}?q=${encodeURIComponent(query)}`);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { code: string; from: number; to: number } };
    expect(error.code).toBe('bad_query');
    expect(query.slice(error.from, error.to)).toBe('verdit');
  }
});

interface Table {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly [more: string]: unknown;
}

function http(path: string, change: Partial<HttpRow>): HttpRow {
  return {
    edge: 0,
    method: 'GET',
    path,
    isGrpc: false,
    requests: 10,
    denied: 0,
    statusCodes: new Map(),
    latencyMs: { p50: 0, p95: 0, p99: 0, count: 0 },
    rawPaths: [path],
    firstSeenMs: NOW_MS - 100_000,
    lastSeenMs: NOW_MS - 10_000,
    ...change,
  };
}

function dns(name: string, change: Partial<DnsRow>): DnsRow {
  return {
    client: 1,
    edge: 1,
    name,
    type: 'A',
    questions: 10,
    answers: 10,
    rcodes: new Map(),
    denied: 0,
    timeouts: 0,
    addresses: ['192.0.2.1'],
    ttlSeconds: 30,
    firstSeenMs: NOW_MS - 100_000,
    lastSeenMs: NOW_MS - 10_000,
    ...change,
  };
}
