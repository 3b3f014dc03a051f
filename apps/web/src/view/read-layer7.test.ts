import { expect, test } from 'vitest';
import { mainFailedAnswer } from './edge-routes.ts';
import { readLayer7 } from './read-layer7.ts';

const ROUTE = {
  source: 'kind/1',
  destination: 'kind/2',
  port: 8080,
  protocol: 'TCP',
  method: 'DELETE',
  path: '/cart/{id}',
  requests: 90,
  denied: 3,
  status_codes: { 200: 80, 503: 7 },
  latency_ms: { p50: 2.1, p95: 9, p99: 31, count: 87 },
};

test('[WEB-65] routes are known by edge, and names by who asked', () => {
  const { routes, names } = readLayer7(
    { rows: [ROUTE, { ...ROUTE, method: 'GET', latency_ms: null }] },
    { rows: [{ client: 'kind/1', name: 'features.internal', rcodes: { 0: 2, 3: 40 } }] },
  );
  expect([...routes.keys()]).toEqual(['kind/1|kind/2|8080|TCP']);
  expect(routes.get('kind/1|kind/2|8080|TCP')?.map(({ method, denied, p95Ms }) => [method, denied, p95Ms])).toEqual([
    ['DELETE', 3, 9],
    ['GET', 3, undefined],
  ]);
  expect(names.get('kind/1')?.[0].rcodes).toEqual(
    new Map([
      [0, 2],
      [3, 40],
    ]),
  );
});

test('[WEB-65] answers of another shape are read as nothing', () => {
  const broken = [undefined, null, 7, 'rows', {}, { rows: 'x' }, { rows: [null, {}, { ...ROUTE, port: '8080' }] }];
  for (const answer of broken) {
    const { routes, names } = readLayer7(answer, answer);
    expect([routes.size, names.size]).toEqual([0, 0]);
  }
  expect(readLayer7({ rows: [{ ...ROUTE, status_codes: { __proto__: 1, x: 2, 500: 'many' } }] }, {}).routes.size).toBe(
    1,
  );
});

test('[WEB-230] a reason names what failed in the window: rows of which only totals are known say nothing of it', () => {
  const old = { ...ROUTE, figures_known: false };
  expect(readLayer7({ rows: [old] }, {}).routes.size).toBe(0);
  expect(readLayer7({ rows: [{ ...ROUTE, figures_known: true }] }, {}).routes.size).toBe(1);
});

test('[WEB-230] names that were tried only because of a search list count as the one that was meant', () => {
  const asked = ['api.shop.svc.cluster.local', 'api.svc.cluster.local', 'api.cluster.local'].map((name) => ({
    client: 'kind/1',
    name,
    search_domain_of: 'api',
    rcodes: { 3: 10 },
  }));
  const real = { client: 'kind/1', name: 'gone', search_domain_of: null, rcodes: { 3: 10, 4095: 1 } };
  const layer7 = readLayer7({}, { rows: [...asked, real] });
  expect(mainFailedAnswer(['kind/1'], layer7)).toEqual({ code: 'NXDOMAIN', names: 2 });
  expect(mainFailedAnswer(['kind/1'], readLayer7({}, { rows: [{ ...real, rcodes: { 3: 1, 4095: 9 } }] }))).toBe(
    undefined,
  );
});
