import { expect, test } from 'vitest';

import type { DnsFigures, DnsRow, HttpFigures, HttpRow, SecondRange } from '../aggregate/graph-view.ts';
import { NOW_MS, runServer } from './test-server.ts';

const PICTURE = `
  shop/front#1 -> shop/cart#2:8080 forwarded=9
  shop/cart#2  -> kube-system/dns#3:53 forwarded=9 protocol=UDP
`;

test('[API-17] HTTP rows come worst first: denied and failed, then refused, then slow, then busy', async () => {
  const httpRows = [
    http('/busy', { requests: 1000 }),
    http('/slow', { latenciesMs: [1, 2, 900.00049] }),
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
    is_other: false,
    is_grpc: false,
    grpc_service: null,
    grpc_method: null,
    http_protocol: 'HTTP/1.1',
    figures_known: true,
    requests: 93,
    denied: 0,
    status_codes: { '200': 90, '503': 3 },
    latency_ms: null,
    raw_paths: [{ path: '/failed', requests: 10 }],
    first_seen: '2026-11-20T09:28:20.000Z',
    last_seen: '2026-11-20T09:29:50.000Z',
    last_denied: null,
    is_new: false,
  });
  expect(table.rows[3]['latency_ms']).toEqual({
    p50: 2,
    p95: 900,
    p99: 900,
    count: 3,
    since: '2026-11-20T09:28:20.000Z',
    histogram: [{ le_ms: null, count: 3 }],
  });
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
    addresses: [{ address: '192.0.2.1', ttl_seconds: 30, last_seen: '2026-11-20T09:29:50.000Z' }],
    ttl_seconds: 30,
    search_domain_of: null,
  });
  expect(table['folded_names']).toBe(4);
});

test('[L7-74] figures are of the range, whole tens of seconds of it, and rows without any are left out', async () => {
  const asked: SecondRange[] = [];
  const inRange = (range: SecondRange): Partial<HttpFigures> => {
    asked.push(range);
    return { requests: 2, denied: 0, statusCodes: new Map([[500, 2]]) };
  };
  const httpRows = [
    http('/a', { inRange }),
    http('/quiet', { inRange: () => ({ requests: 0, statusCodes: new Map() }) }),
  ];
  await using orrery = await runServer({ picture: PICTURE, httpRows });

  const total = await orrery.json<Table>('/api/v1/http');
  expect(total['figures']).toEqual({ kind: 'total', since: null, until: '2026-11-20T09:30:00.000Z' });
  expect(total.rows.map((row) => row['requests'])).toEqual([10, 10]);

  const range = await orrery.json<Table>('/api/v1/http?since=-65s');
  expect(range['figures']).toEqual({
    kind: 'range',
    since: '2026-11-20T09:28:50.000Z',
    until: '2026-11-20T09:30:00.000Z',
  });
  expect(range.rows).toMatchObject([{ path: '/a', requests: 2, status_codes: { '500': 2 } }]);
  expect(range['matched_rows']).toBe(1);
  const nowSecond = NOW_MS / 1000;
  expect(asked[0]).toEqual({ from: nowSecond - 70, to: nowSecond + 10 });

  const long = await orrery.json<Table>('/api/v1/http?since=-2h&until=-10s');
  expect(long['figures']).toMatchObject({ since: '2026-11-20T09:00:00.000Z', until: '2026-11-20T09:29:50.000Z' });
});

test('[L7-75] rows of edges, clients, destinations and ends are selected by name', async () => {
  const httpRows = [http('/cart', {}), http('/dns', { edge: 1 })];
  await using orrery = await runServer({ picture: PICTURE, httpRows });
  const paths = async (search: string): Promise<unknown[]> =>
    (await orrery.json<Table>(`/api/v1/http?${search}`)).rows.map((row) => row['path']);
  expect(await paths('edge=kind/1|kind/2|8080|TCP')).toEqual(['/cart']);
  expect(await paths('edge=kind/1|kind/2|8080|TCP&edge=kind/2|kind/3|53|UDP')).toEqual(['/cart', '/dns']);
  expect(await paths('client=kind/2')).toEqual(['/dns']);
  expect(await paths('destination=kind/2')).toEqual(['/cart']);
  expect(await paths('end=kind/2')).toEqual(['/cart', '/dns']);
  expect(await paths('end=kind/2&client=kind/1')).toEqual(['/cart']);
  expect(await paths('client=kind/9')).toEqual([]);
  const unknown = await orrery.json<Table>('/api/v1/http?edge=kind/1|kind/9|8080|TCP');
  expect(unknown).toMatchObject({ rows: [], unknown_edges: ['kind/1|kind/9|8080|TCP'] });
  const many = await orrery.get(`/api/v1/http?${'end=a&'.repeat(65)}`);
  expect(many.status).toBe(400);
});

test('[L7-75] names are selected by an address of their answers', async () => {
  const dnsRows = [dns('a.example', {}), dns('b.example', { addresses: [] })];
  await using orrery = await runServer({ picture: PICTURE, dnsRows });
  const names = async (search: string): Promise<unknown[]> =>
    (await orrery.json<Table>(`/api/v1/dns?${search}`)).rows.map((row) => row['name']);
  expect(await names('address=192.0.2.1')).toEqual(['a.example']);
  expect(await names('address=192.0.2.9')).toEqual([]);
  expect((await orrery.get('/api/v1/http?address=192.0.2.1')).status).toBe(400);
});

test('[L7-76] a row is new when it was first seen in the range and not while this server began to listen', async () => {
  const first = (agoMs: number) => ({ firstSeenMs: NOW_MS - agoMs });
  const dnsRows = [
    dns('new', first(30_000)),
    dns('old', first(600_000)),
    dns('other', { ...first(30_000), isOther: true }),
    dns('meant.cluster.local', { ...first(600_000), meant: 'meant' }),
  ];
  const isNew = async (listeningAgoMs: number, search: string): Promise<unknown[]> => {
    const l7 = { httpRows: () => [], dnsRows: () => dnsRows, foldedRoutes: 0, foldedNames: 0 };
    const deps = { l7: { ...l7, listeningSinceMs: NOW_MS - listeningAgoMs } };
    await using orrery = await runServer({ picture: PICTURE, deps });
    return (await orrery.json<Table>(`/api/v1/dns?${search}`)).rows.flatMap((row) =>
      row['is_new'] ? [row['name']] : [],
    );
  };
  expect(await isNew(3_600_000, 'since=-5m')).toEqual(['new']);
  expect(await isNew(3_600_000, 'since=-15m')).toEqual(['new', 'old', 'meant.cluster.local']);
  expect(await isNew(3_600_000, '')).toEqual([]);
  expect(await isNew(80_000, 'since=-15m')).toEqual([]);
});

test('[L7-77] a gRPC row has the service and the method of its path', async () => {
  const httpRows = [http('/shop.v1.Cart/Get', { isGrpc: true, method: 'POST' }), http('/odd', { isGrpc: true })];
  await using orrery = await runServer({ picture: PICTURE, httpRows });
  const { rows } = await orrery.json<Table>('/api/v1/http');
  expect(rows.map((row) => [row['grpc_service'], row['grpc_method']])).toEqual([
    ['shop.v1.Cart', 'Get'],
    [null, null],
  ]);
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
    '400 cursor is not one that an answer gave',
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

type HttpChange = Partial<Omit<HttpRow, 'figures' | 'latency'> & HttpFigures> & {
  readonly latenciesMs?: readonly number[];
  /** Figures of a range instead of those since the row was first seen. */
  readonly inRange?: (range: SecondRange) => Partial<HttpFigures>;
};

function http(path: string, change: HttpChange): HttpRow {
  const { requests, denied = 0, statusCodes = new Map([[200, 10]]), latenciesMs = [], inRange, ...row } = change;
  const sum = [...statusCodes.values()].reduce((total, count) => total + count, denied);
  const figures = { requests: requests ?? sum, denied, statusCodes, isKnown: true };
  const sorted = latenciesMs.toSorted((left, right) => left - right);
  return {
    edge: 0,
    method: 'GET',
    path,
    isGrpc: false,
    isOther: false,
    protocol: 'HTTP/1.1',
    figures: (range) => ({ ...figures, ...(range === undefined ? {} : inRange?.(range)) }),
    latency: (range) => ({
      count: sorted.length,
      sinceMs: range === undefined ? NOW_MS - 100_000 : range.from * 1000,
      quantileMs: (q) => sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0,
      histogram: () => [{ leMs: Infinity, count: sorted.length }],
    }),
    rawPaths: () => [{ path, requests: 10 }],
    firstSeenMs: NOW_MS - 100_000,
    lastSeenMs: NOW_MS - 10_000,
    lastDeniedMs: 0,
    ...row,
  };
}

type DnsChange = Partial<Omit<DnsRow, 'figures' | 'searchDomainOf'> & DnsFigures> & { readonly meant?: string };

function dns(name: string, change: DnsChange): DnsRow {
  const { questions = 10, answers = 10, rcodes = new Map(), denied = 0, timeouts = 0, meant = '', ...row } = change;
  return {
    client: 1,
    edge: 1,
    name,
    type: 'A',
    isOther: false,
    figures: () => ({ questions, answers, rcodes, denied, timeouts, isKnown: true }),
    addresses: [{ address: '192.0.2.1', ttlSeconds: 30, lastSeenMs: NOW_MS - 10_000 }],
    ttlSeconds: 30,
    searchDomainOf: () => meant,
    firstSeenMs: NOW_MS - 100_000,
    lastSeenMs: NOW_MS - 10_000,
    ...row,
  };
}
