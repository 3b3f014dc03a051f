import { expect, test } from 'vitest';
import { dnsRows } from './dns-rows.ts';
import { httpRows } from './http-rows.ts';

const edge = { source: 'kind/1', destination: 'kind/2', port: 8080, protocol: 'TCP' };

test('[WEB-146] methods and paths of an edge stand worst first, added up over its members, and nobody else’s', () => {
  const rows = [
    {
      ...edge,
      method: 'GET',
      path: '/',
      requests: 900,
      denied: 0,
      status_codes: { 200: 890, 404: 10 },
      latency_ms: null,
    },
    { ...edge, method: 'DELETE', path: '/x', requests: 3, denied: 3, status_codes: {}, latency_ms: { p95: 9 } },
    { ...edge, source: 'kind/9', method: 'DELETE', path: '/x', requests: 2, denied: 1, status_codes: { 503: 1 } },
    { ...edge, source: 'kind/8', method: 'PUT', path: '/y', requests: 50, denied: 50, status_codes: {} },
  ];
  const shown = httpRows({ rows }, new Set(['kind/1|kind/2|8080|TCP', 'kind/9|kind/2|8080|TCP']));
  expect(shown).toMatchObject([
    { method: 'DELETE', path: '/x', requests: 5, denied: 4, failed: 1, p95Ms: 9 },
    { method: 'GET', path: '/', requests: 900, denied: 0, refused: 10, p95Ms: undefined },
  ]);
});

test('[WEB-146] names that a client asked for stand worst first; an answer of another shape is no error', () => {
  const rows = [
    { client: 'kind/1', name: 'ok.example.', type: 'A', questions: 90, denied: 0, timeouts: 0, rcodes: { 0: 90 } },
    { client: 'kind/1', name: 'gone.example.', type: 'A', questions: 9, denied: 0, timeouts: 1, rcodes: { 3: 8 } },
    { client: 'kind/7', name: 'other.example.', type: 'A', questions: 9, denied: 9, timeouts: 0, rcodes: {} },
  ];
  const asked = dnsRows({ rows }, new Set(['kind/1']));
  expect(asked).toMatchObject([{ name: 'gone.example.', notFound: 8, timeouts: 1 }, { name: 'ok.example.' }]);
  expect(dnsRows({ rows }, new Set(['kind/1']), 'ok.example')).toHaveLength(1);
  for (const nonsense of [null, 7, [], { rows: 'x' }, { rows: [null, { __proto__: { client: 'kind/1' } }] }]) {
    expect(dnsRows(nonsense, new Set(['kind/1']))).toEqual([]);
    expect(httpRows(nonsense, new Set(['|||']))).toEqual([]);
  }
});
