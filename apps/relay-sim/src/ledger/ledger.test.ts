import { Verdict } from '@orrery/proto/flow/flow_pb';
import { expect, test } from 'vitest';
import type { Truth } from '../sim-event.ts';
import { Ledger } from './ledger.ts';

const CART_TO_REDIS: Truth = {
  sourceIdentity: 41822,
  destinationIdentity: 20517,
  source: 'kind-kind/41822',
  destination: 'kind-kind/20517',
  port: 6379,
  protocol: 'TCP',
};

test('[SIM-25] the ledger sums per node, and per edge and verdict', () => {
  const ledger = new Ledger([{ name: 'kind-kind/kind-worker' }, { name: 'kind-kind/kind-worker2' }]);
  ledger.sent(0, CART_TO_REDIS, Verdict.FORWARDED);
  ledger.sent(1, { ...CART_TO_REDIS }, Verdict.FORWARDED);
  ledger.sent(0, CART_TO_REDIS, Verdict.DROPPED);
  ledger.duplicate(1);
  ledger.malformed(1);
  ledger.lost(1, 30_000);
  ledger.lost(1, 1);

  expect(ledger.toJson()).toMatchObject({
    nodes: {
      'kind-kind/kind-worker': { sent: 2, duplicates: 0, malformed: 0, lost: 0 },
      'kind-kind/kind-worker2': { sent: 1, duplicates: 1, malformed: 1, lost: 30_001 },
    },
    pairs: [
      {
        source_identity: 41822,
        destination_identity: 20517,
        source: 'kind-kind/41822',
        destination: 'kind-kind/20517',
        port: 6379,
        protocol: 'TCP',
        verdict: 'FORWARDED',
        flows: 2,
      },
      {
        source_identity: 41822,
        destination_identity: 20517,
        source: 'kind-kind/41822',
        destination: 'kind-kind/20517',
        port: 6379,
        protocol: 'TCP',
        verdict: 'DROPPED',
        flows: 1,
      },
    ],
  });
});

test('[SIM-25] port, protocol and identity tell edges apart, and an unknown verdict is written as its number', () => {
  const ledger = new Ledger([{ name: 'a' }]);
  for (const truth of [
    CART_TO_REDIS,
    { ...CART_TO_REDIS, port: 6380 },
    { ...CART_TO_REDIS, protocol: 'UDP' as const },
    { ...CART_TO_REDIS, destinationIdentity: 1 },
    { ...CART_TO_REDIS, source: 'ab', destination: 'c' },
    { ...CART_TO_REDIS, source: 'a', destination: 'bc' },
  ]) {
    ledger.sent(0, truth, 99);
  }
  const { pairs } = ledger.toJson();
  expect(pairs).toHaveLength(6);
  expect(pairs.map((pair) => [pair.verdict, pair.flows])).toEqual(Array.from({ length: 6 }, () => ['99', 1]));
});

test('[SIM-25] a node called __proto__ is one like any other', () => {
  const ledger = new Ledger([{ name: '__proto__' }]);
  ledger.sent(0, CART_TO_REDIS, Verdict.AUDIT);
  expect(JSON.stringify(ledger.toJson().nodes)).toBe('{"__proto__":{"sent":1,"duplicates":0,"malformed":0,"lost":0}}');
});

test('[SIM-25] a node that does not exist is a mistake of the caller', () => {
  expect(() => new Ledger([]).sent(0, CART_TO_REDIS, 1)).toThrow(RangeError);
});

test('[SIM-27] the ledger counts an HTTP call once, with its route and status', () => {
  const ledger = new Ledger([{ name: 'a' }]);
  const call = (status: number): Truth => ({
    ...CART_TO_REDIS,
    l7: { kind: 'http', method: 'DELETE', path: '/cart/{id}', status, latencyNs: status * 1e6 },
  });
  for (const status of [204, 204, 503, 0]) ledger.sent(0, call(status), Verdict.FORWARDED);
  ledger.sent(0, CART_TO_REDIS, Verdict.FORWARDED);
  const { http, pairs } = ledger.toJson();
  expect(pairs[0]?.flows).toBe(5);
  expect(http).toEqual([
    {
      source_identity: 41822,
      destination_identity: 20517,
      source: 'kind-kind/41822',
      destination: 'kind-kind/20517',
      port: 6379,
      method: 'DELETE',
      path: '/cart/{id}',
      requests: 4,
      denied: 1,
      status: { 204: 2, 503: 1 },
      latency_ms: { count: 3, p50: 204, p95: 503, p99: 503 },
    },
  ]);
});

test('[SIM-27] the ledger counts questions, denied questions and answers by name and type', () => {
  const ledger = new Ledger([{ name: 'a' }]);
  const event = (what: 'question' | 'denied-question' | 'answer', rcode = 0): Truth => ({
    ...CART_TO_REDIS,
    l7: { kind: 'dns', what, name: 'gone.internal', type: 'A', rcode },
  });
  for (const truth of [event('question'), event('answer', 3), event('question'), event('denied-question')]) {
    ledger.sent(0, truth, Verdict.FORWARDED);
  }
  expect(ledger.toJson().dns).toMatchObject([
    { name: 'gone.internal', type: 'A', questions: 3, denied: 1, answers: 1, unanswered: 1, rcodes: { 3: 1 } },
  ]);
});

test('[SIM-85] the quantiles of the ledger are those of every latency of a route, by rank', () => {
  const ledger = new Ledger([{ name: 'a' }]);
  for (let ms = 1000; ms >= 1; ms--) {
    const l7 = { kind: 'http', method: 'GET', path: '/', status: 200, latencyNs: ms * 1e6 } as const;
    ledger.sent(0, { ...CART_TO_REDIS, l7 }, Verdict.FORWARDED);
  }
  const denied = { kind: 'http', method: 'POST', path: '/', status: 0, latencyNs: 0 } as const;
  ledger.sent(0, { ...CART_TO_REDIS, l7: denied }, Verdict.DROPPED);
  const { http, latencies_left_out } = ledger.toJson();
  expect(http.map(({ latency_ms }) => latency_ms)).toEqual([{ count: 1000, p50: 500, p95: 950, p99: 990 }, null]);
  expect(latencies_left_out).toBe(0);
});
