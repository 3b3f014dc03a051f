import { expect, test } from 'vitest';
import { addedHttpRows, readHttpRows, type HttpRow } from './http-rows.ts';
import { answerParts, answerWords, httpSentence, httpVerdict } from './http-verdict.ts';

const place = { source: 'kind/1', destination: 'kind/2', port: 8080, protocol: 'TCP' };

test('[WEB-146] rows of several edges add up where method and path are the same; an answer of another shape is no error', () => {
  const rows = rowsOf([
    { ...place, method: 'GET', path: '/', requests: 900, status_codes: { 200: 890, 404: 10 } },
    {
      ...place,
      method: 'DELETE',
      path: '/x',
      requests: 3,
      denied: 3,
      latency_ms: { p50: 1, p95: 9, p99: 9, count: 4 },
    },
    { ...place, source: 'kind/9', method: 'DELETE', path: '/x', requests: 2, denied: 1, status_codes: { 503: 1 } },
  ]);
  const added = addedHttpRows(rows, ({ method, path }) => `${method} ${path}`);
  expect(added).toMatchObject([
    { method: 'GET', requests: 900, denied: 0, latency: undefined },
    { method: 'DELETE', requests: 5, denied: 4, edges: ['kind/1|kind/2|8080|TCP', 'kind/9|kind/2|8080|TCP'] },
  ]);
  expect(added[1]?.latency).toMatchObject({ p95Ms: 9, answers: 4, edges: 1 });
  for (const nonsense of [null, 7, [], { rows: 'x' }, { rows: [null, { __proto__: { path: '/' } }] }]) {
    expect(readHttpRows(nonsense).rows.every((row) => row.requests === 0 && row.path === '')).toBe(true);
  }
});

test('[WEB-270] a 403 of policy and a 403 or 503 of the application are never told in one word', () => {
  const [both] = rowsOf([{ method: 'DELETE', path: '/x', requests: 14, denied: 10, status_codes: { 403: 1, 503: 3 } }]);
  expect(answerParts(both).map(({ kind, name, count }) => `${kind}: ${name} ${count}`)).toEqual([
    'policy: 403 by policy 10',
    'failed: 503 3',
    'refused: 403 1',
  ]);
  expect(answerWords(both)).toBe('403 by policy ×10, 503 by the application ×3, 403 by the application ×1');
  expect(httpVerdict(both)).toBe('mixed');
});

test.each([
  [
    [
      { method: 'DELETE', denied: 2, requests: 2 },
      { method: 'GET', requests: 9 },
    ],
    'DELETE is answered 403 by the policy proxy. GET passes.',
  ],
  [[{ method: 'DELETE', denied: 2, requests: 5 }], 'DELETE is partly answered 403 by the policy proxy.'],
  [
    [
      { method: 'PUT', denied: 1, requests: 1 },
      { method: 'DELETE', denied: 1, requests: 1 },
      { method: 'GET', requests: 1 },
      { method: 'POST', requests: 1 },
    ],
    'PUT and DELETE are answered 403 by the policy proxy. GET and POST pass.',
  ],
  [
    [{ method: 'GET', requests: 9, status_codes: { 503: 2, 500: 1 } }],
    'The application answers 500 and 503. Policy let it through.',
  ],
  [
    [{ method: 'GET', requests: 9, status_codes: { 403: 2 } }],
    'Policy lets every request through; the application refuses some.',
  ],
  [[{ method: 'GET', requests: 9, status_codes: { 200: 9 } }], 'Policy lets every request through.'],
])('[WEB-271] one sentence says the worst of all requests: %#', (rows, sentence) => {
  expect(httpSentence(rowsOf(rows), (method) => method)).toBe(sentence);
});

test('[WEB-272] gRPC is told as service and method, and what found no row of its own as such', () => {
  const [call, other] = rowsOf([
    { method: 'POST', path: '/shop.v1.Cart/Add', is_grpc: true, grpc_service: 'shop.v1.Cart', grpc_method: 'Add' },
    { method: '', path: 'other', is_other: true },
  ]);
  expect(call?.rpc).toEqual({ service: 'shop.v1.Cart', method: 'Add' });
  expect(other).toMatchObject({ isOther: true, rpc: undefined });
});

function rowsOf(rows: readonly object[]): readonly HttpRow[] {
  return readHttpRows({ rows }).rows;
}
