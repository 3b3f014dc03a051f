import { expect, test } from 'vitest';
import { dnsMistakes, httpMistakes, largestQuantileError } from './compare-l7.ts';
import type { HttpRowJson } from './read-api.ts';

const EDGE = { source: 'a', destination: 'b', port: 80 };
const SENT = { ...EDGE, source_identity: 1, destination_identity: 2 };
const ROUTE = { method: 'GET', path: '/', requests: 500, denied: 100 };
const EXACT = { count: 400, p50: 10, p95: 20, p99: 40 };

function row(change: Partial<HttpRowJson>): HttpRowJson {
  return { ...EDGE, ...ROUTE, status_codes: { 200: 400 }, latency_ms: EXACT, ...change };
}

const LEDGER = [{ ...SENT, ...ROUTE, status: { 200: 400 }, latency_ms: EXACT }];

test('equal tables make no mistake, and quantiles may be off a little', () => {
  expect(httpMistakes([row({})], LEDGER)).toEqual([]);
  const close = [row({ latency_ms: { ...EXACT, p99: 40.7 } })];
  expect(httpMistakes(close, LEDGER)).toEqual([]);
  expect(largestQuantileError(close, LEDGER)).toBeCloseTo(0.0175, 5);
});

test('every count that differs is told, both ways, and so are quantiles that are far off or missing', () => {
  expect(httpMistakes([row({ requests: 501, denied: 101 })], LEDGER)).toEqual([
    'a -> b 80 GET / requests: sent 500, counted 501',
    'a -> b 80 GET / denied: sent 100, counted 101',
  ]);
  expect(httpMistakes([row({ path: '/x' })], LEDGER)).toHaveLength(6 + 4);
  expect(httpMistakes([row({ latency_ms: { ...EXACT, p50: 11 } })], LEDGER)).toEqual([
    'a -> b 80 GET / p50: off by 10.00 %',
  ]);
  expect(httpMistakes([row({ latency_ms: null })], LEDGER)).toHaveLength(4);
});

test('questions, answers, codes and what was never answered are compared by name and type', () => {
  const asked = { name: 'x', type: 'A', questions: 5, answers: 3, denied: 1, rcodes: { 3: 3 } };
  const ledger = [{ ...SENT, ...asked, unanswered: 1 }];
  expect(dnsMistakes([{ ...EDGE, ...asked, timeouts: 1 }], ledger)).toEqual([]);
  expect(dnsMistakes([{ ...EDGE, ...asked, timeouts: 0, rcodes: { 3: 2, 0: 1 } }], ledger)).toEqual([
    'a -> b 80 x A unanswered: sent 1, counted 0',
    'a -> b 80 x A rcode 3: sent 3, counted 2',
    'a -> b 80 x A rcode 0: sent 0, counted 1',
  ]);
});
