import { parseQuery } from '@orrery/query/parse';
import { describe, expect, test } from 'vitest';

import { LatencySketch } from '../aggregate/latency-sketch.ts';
import { compareGraphs, type CompareAnswer } from './compare-graphs.ts';
import type { EdgeLatencies } from './compare-pairs.ts';
import { compareSummary, textOf } from './compare-summary.ts';
import { drawnGraph } from './test-graph.ts';
import type { Grouping } from './vertex-groups.ts';

const NOW_MS = Date.parse('2026-11-20T09:30:00Z');
const RANGE = { from: NOW_MS / 1000 - 600, to: NOW_MS / 1000 };

interface Asked {
  readonly q?: string;
  readonly grouping?: Grouping;
  readonly seconds?: { readonly before: number; readonly after: number };
  readonly limit?: number;
  /** Milliseconds of answers from cart to redis. */
  readonly latencies?: { readonly before: readonly number[]; readonly after: readonly number[] };
}

function compare(before: string, after: string, asked: Asked = {}): CompareAnswer {
  const { q = '', grouping = 'workload', seconds = { before: 600, after: 600 }, limit = 1000, latencies } = asked;
  const parsed = parseQuery(q);
  if (!parsed.ok) throw new Error(`${q} is no query`);
  const work = compareGraphs({
    before: {
      graph: drawnGraph(before, NOW_MS),
      range: RANGE,
      heardSeconds: seconds.before,
      http: answers(latencies?.before),
    },
    after: {
      graph: drawnGraph(after, NOW_MS),
      range: RANGE,
      heardSeconds: seconds.after,
      http: answers(latencies?.after),
    },
    query: parsed.query,
    grouping,
    limit,
  });
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

function answers(latenciesMs: readonly number[] = []): readonly EdgeLatencies[] {
  const latencies = new Map<number, number>();
  const sketch = new LatencySketch();
  for (const ms of latenciesMs) {
    const bucket = sketch.add(ms * 1_000_000);
    latencies.set(bucket, (latencies.get(bucket) ?? 0) + 1);
  }
  return [{ source: 'kind/1', destination: 'kind/2', port: 6379, protocol: 1, latencies }];
}

/** `newly-denied cart -> redis:6379 forwarded > denied` */
function lines({ edges, nodes }: CompareAnswer): string[] {
  const name = (key: string): string => {
    const node = nodes.find((candidate) => candidate.key === key);
    return node?.workload || node?.names[0] || node?.namespace || key;
  };
  return edges.map(({ source, destination, port, change, factor, is_rare: isRare, before, after }) =>
    [
      `${change} ${name(source)} -> ${name(destination)}:${port} ${before?.verdict ?? 'none'} > ${after?.verdict ?? 'none'}`,
      ...(factor === null || change === 'newly-denied' || change === 'healed' ? [] : [`x${factor}`]),
      ...(isRare ? ['rare'] : []),
    ].join(' '),
  );
}

describe('what became of a pair', () => {
  const PASSES = 'shop/cart#1 -> data/redis#2:6379 forwarded=400 connections=100';
  const DENIED = 'shop/cart#1 -> data/redis#2:6379 dropped=200 deniedAttempts=100';
  const MIXED = 'shop/cart#1 -> data/redis#2:6379 forwarded=200 httpRequests=100 httpDenied=50';
  const AUDITED = 'shop/cart#1 -> data/redis#2:6379 forwarded=400 audit=100 auditedAttempts=100 connections=100';
  const FAILING = 'shop/cart#1 -> data/redis#2:6379 forwarded=400 httpRequests=100 httpFailed=80';

  test.each([
    [PASSES, DENIED, 'newly-denied cart -> redis:6379 forwarded > denied'],
    ['', DENIED, 'newly-denied cart -> redis:6379 none > denied'],
    [PASSES, MIXED, 'newly-denied cart -> redis:6379 forwarded > mixed'],
    [DENIED, PASSES, 'healed cart -> redis:6379 denied > forwarded'],
    [FAILING, PASSES, 'healed cart -> redis:6379 failing > forwarded'],
    [MIXED, DENIED, 'worse cart -> redis:6379 mixed > denied x1'],
    [DENIED, MIXED, 'better cart -> redis:6379 denied > mixed x1'],
    [DENIED, AUDITED, 'better cart -> redis:6379 denied > audited x1'],
    [PASSES, AUDITED, 'newly-audited cart -> redis:6379 forwarded > audited x1'],
    [PASSES, FAILING, 'worse cart -> redis:6379 forwarded > failing x1'],
    ['', PASSES, 'appeared cart -> redis:6379 none > forwarded'],
    ['', FAILING, 'appeared cart -> redis:6379 none > failing'],
  ])('[API-91] %s, then %s', (before, after, line) => {
    expect(lines(compare(before, after))).toEqual([line]);
  });

  test('[API-91] a denied pair that nobody tries any more vanished; it is not healed', () => {
    expect(lines(compare(DENIED, ''))).toEqual(['vanished cart -> redis:6379 denied > none']);
  });

  test('[API-91] more and less of the same trouble is worse and better', () => {
    const much = DENIED.replace('200', '800').replace('=100', '=400');
    expect(lines(compare(DENIED, much))).toEqual(['worse cart -> redis:6379 denied > denied x4']);
    expect(lines(compare(much, DENIED))).toEqual(['better cart -> redis:6379 denied > denied x0.25']);
  });

  test('[API-91] what fails now and then is not worse by luck', () => {
    const few = 'shop/cart#1 -> data/redis#2:6379 forwarded=400 httpRequests=100 httpFailed=4';
    const more = 'shop/cart#1 -> data/redis#2:6379 forwarded=400 httpRequests=100 httpFailed=6';
    expect(compare(few, more).counts.same).toBe(1);
  });

  test('[API-91] what was only seen on its way to the address of a service is no pair', () => {
    expect(compare('shop/cart#1 -> world/10.96.0.1:443 traced=40', '').edges).toEqual([]);
  });
});

describe('rates', () => {
  const pair = (connections: number): string =>
    `shop/cart#1 -> data/redis#2:6379 forwarded=${connections * 4} connections=${connections}`;

  test('[API-92] a rate has changed when it differs by half and by more than counting does by itself', () => {
    expect(lines(compare(pair(100), pair(240)))).toEqual(['rate cart -> redis:6379 forwarded > forwarded x2.4']);
    expect(lines(compare(pair(240), pair(100)))).toEqual(['rate cart -> redis:6379 forwarded > forwarded x0.417']);
    expect(compare(pair(1000), pair(1400)).counts.same).toBe(1);
    expect(compare(pair(4), pair(8)).counts.same).toBe(1);
  });

  test('[API-92] ranges of different length compare by what was heard of them', () => {
    expect(compare(pair(100), pair(600), { seconds: { before: 100, after: 600 } }).counts.same).toBe(1);
    const [edge] = compare(pair(100), pair(100), { seconds: { before: 100, after: 600 } }).edges;
    expect(edge).toMatchObject({
      change: 'rate',
      factor: 0.167,
      before: { attempts_per_minute: 60 },
      after: { attempts_per_minute: 10 },
    });
  });

  test('[API-92] a pair of so few flows that it may come and go by luck is told as rare', () => {
    expect(lines(compare('', pair(2)))).toEqual(['appeared cart -> redis:6379 none > forwarded rare']);
    expect(lines(compare(pair(2), ''))).toEqual(['vanished cart -> redis:6379 forwarded > none rare']);
    expect(lines(compare(pair(30), ''))).toEqual(['vanished cart -> redis:6379 forwarded > none']);
    expect(lines(compare('', pair(30), { seconds: { before: 10, after: 600 } }))).toEqual([
      'appeared cart -> redis:6379 none > forwarded rare',
    ]);
  });
});

test('[API-92] answers take clearly longer when their 95th percentile does, by more than requests differ among themselves', () => {
  const pair = 'shop/cart#1 -> data/redis#2:6379 forwarded=4000 httpRequests=1000';
  const spread = (count: number, slowMs: number): number[] =>
    Array.from({ length: count }, (_, i) => (i % 10 === 0 ? slowMs + (i % 7) : 2 + (i % 5)));
  const change = (before: number[], after: number[]): string | undefined =>
    compare(pair, pair, { latencies: { before, after } }).edges[0]?.change;
  expect(change(spread(1000, 20), spread(1000, 60))).toBe('slower');
  expect(change(spread(1000, 60), spread(1000, 20))).toBe('faster');
  expect(change(spread(1000, 20), spread(1000, 22))).toBeUndefined();
  expect(change(spread(99, 20), spread(99, 60))).toBeUndefined();
  const [edge] = compare(pair, pair, { latencies: { before: spread(1000, 20), after: spread(1000, 60) } }).edges;
  expect(edge?.before?.p95_ms).toBeCloseTo(23, -0.5);
  expect(edge?.after?.p95_ms).toBeCloseTo(63, -0.5);
});

test('[API-91] changes come worst first, and what may be luck after what is sure', () => {
  const before = `
    shop/web#1 -> shop/api#2:80      forwarded=400 connections=100
    shop/web#1 -> shop/cart#3:80     forwarded=400 connections=100
    shop/web#1 -> shop/old#4:80      forwarded=400 connections=100
    shop/web#1 -> shop/calm#5:80     forwarded=400 connections=100
    shop/web#1 -> shop/sick#6:80     dropped=400 deniedAttempts=100
  `;
  const after = `
    shop/web#1 -> shop/api#2:80      dropped=40 deniedAttempts=10
    shop/web#1 -> shop/cart#3:80     dropped=400 deniedAttempts=100
    shop/web#1 -> shop/calm#5:80     forwarded=410 connections=102
    shop/web#1 -> shop/sick#6:80     forwarded=400 connections=100
    shop/web#1 -> shop/odd#7:80      forwarded=4 connections=1
    shop/web#1 -> shop/new#8:80      forwarded=400 connections=100
  `;
  const answer = compare(before, after);
  expect(lines(answer)).toEqual([
    'newly-denied web -> cart:80 forwarded > denied',
    'newly-denied web -> api:80 forwarded > denied',
    'appeared web -> new:80 none > forwarded',
    'appeared web -> odd:80 none > forwarded rare',
    'vanished web -> old:80 forwarded > none',
    'healed web -> sick:80 denied > forwarded',
  ]);
  expect(answer.counts).toMatchObject({ 'newly-denied': 2, appeared: 2, vanished: 1, healed: 1, same: 1 });
  expect(answer.rare).toBe(1);
  const few = compare(before, after, { limit: 2 });
  expect([few.edges.length, few.leftOut, few.counts.healed]).toEqual([2, 4, 1]);
  expect(few.nodes.map(({ workload }) => workload).toSorted()).toEqual(['api', 'cart', 'web']);
});

test('[API-93] an end that was called otherwise before is the same end', () => {
  const before = 'shop/#1 -> data/redis#2:6379 forwarded=400 connections=100';
  const after = 'shop/cart#1 -> data/redis#2:6379 dropped=200 deniedAttempts=100';
  expect(lines(compare(before, after))).toEqual(['newly-denied cart -> redis:6379 forwarded > denied']);
});

test('[API-93] pairs are those of the grouping, and of the filter in either range', () => {
  const before = `
    shop/cart#1 -> data/redis#2:6379 forwarded=400 connections=100
    shop/cart#3 -> data/redis#2:6379 forwarded=400 connections=100
    ops/probe#4 -> data/redis#2:6379 forwarded=400 connections=100
  `;
  const after = `
    shop/cart#1 -> data/redis#2:6379 dropped=200 deniedAttempts=100
    shop/cart#3 -> data/redis#2:6379 forwarded=400 connections=100
  `;
  expect(lines(compare(before, after, { q: 'namespace:shop' }))).toEqual([
    'newly-denied cart -> redis:6379 forwarded > mixed',
  ]);
  expect(lines(compare(before, after, { q: 'namespace:shop', grouping: 'identity' }))).toEqual([
    'newly-denied cart -> redis:6379 forwarded > denied',
  ]);
  expect(lines(compare(before, after, { grouping: 'namespace' }))).toEqual([
    'newly-denied shop -> data:6379 forwarded > mixed',
    'vanished ops -> data:6379 forwarded > none',
  ]);
});

describe('the sentence', () => {
  const say = (before: string, after: string): string => textOf(compareSummary(compare(before, after)));
  const draw = (pairs: readonly string[], what: string): string => pairs.map((pair) => `${pair} ${what}`).join('\n');
  const PASS = 'forwarded=400 connections=100';
  const DENY = 'dropped=200 deniedAttempts=100';
  const FROM_FRONT = ['shop/front#1 -> shop/api#2:80', 'shop/front#1 -> data/db#3:5432', 'shop/front#1 -> ops/log#4:9'];

  test('[API-94] the sentence counts changes and says what the pairs of each have in common', () => {
    const sick = 'shop/web#8 -> shop/cart#9:8080';
    expect(say(draw(FROM_FRONT, PASS) + `\n${sick} ${DENY}`, draw(FROM_FRONT, DENY) + `\n${sick} ${PASS}`)).toBe(
      '3 new denied pairs, all from shop/front; 1 pair healed: shop/web to shop/cart:8080.',
    );
  });

  test.each([
    [['shop/a#1 -> shop/b#2:80'], '1 new denied pair: shop/a to shop/b:80.'],
    [['shop/a#1 -> fqdn:pay.example:443'], '1 new denied pair: shop/a to pay.example:443.'],
    [['shop/a#1 -> shop/b#2:80', 'shop/a#1 -> shop/b#2:81'], '2 new denied pairs, both from shop/a to shop/b.'],
    [['shop/a#1 -> shop/b#2:80', 'ops/c#3 -> shop/b#2:80'], '2 new denied pairs, both to shop/b:80.'],
    [['shop/a#1 -> shop/b#2:80', 'ops/c#3 -> shop/b#2:81'], '2 new denied pairs, both to shop/b.'],
    [['shop/a#1 -> shop/b#2:80', 'shop/c#3 -> shop/d#4:80'], '2 new denied pairs, both in namespace shop.'],
    [
      ['shop/a#1 -> data/b#2:80', 'shop/c#3 -> data/d#4:80', 'shop/c#3 -> data/b#2:80'],
      '3 new denied pairs, all from namespace shop to namespace data.',
    ],
    [['shop/a#1 -> data/b#2:80', 'shop/c#3 -> ops/d#4:80'], '2 new denied pairs, both from namespace shop.'],
    [['shop/a#1 -> data/b#2:80', 'ops/c#3 -> web/d#4:80'], '2 new denied pairs.'],
  ])('[API-94] of %j', (pairs, sentence) => {
    expect(say(draw(pairs, PASS), draw(pairs, DENY))).toBe(sentence);
  });

  test('[API-94] what is rare is counted at the end, and where nothing changed that is said', () => {
    const one = 'shop/a#1 -> shop/b#2:80';
    const odd = 'shop/a#1 -> shop/c#3:80 forwarded=4 connections=1';
    expect(say(`${one} ${PASS}`, `${one} ${DENY}\n${odd}`)).toBe(
      '1 new denied pair: shop/a to shop/b:80; 1 rare pair came or went, which may be luck.',
    );
    expect(say(`${one} ${PASS}`, `${one} ${PASS}`)).toBe(
      'Nothing changed: 1 pair is in both, and differs by no more than counting does.',
    );
    expect(say('', '')).toBe('Neither range has flows that the filter shows.');
  });

  test('[API-94] a fifth change is only counted', () => {
    const row = (name: number, what: string): string => `shop/a#1 -> shop/b${name}#${name}:80 ${what}`;
    const before = [row(2, PASS), row(3, DENY), row(4, PASS), row(6, PASS), row(7, PASS)].join('\n');
    const after = [
      row(2, DENY),
      row(3, PASS),
      row(4, 'forwarded=400 audit=50 auditedAttempts=50 connections=100'),
      row(5, PASS),
      row(7, 'forwarded=4000 connections=1000'),
    ].join('\n');
    expect(say(before, after)).toBe(
      '1 new denied pair: shop/a to shop/b2:80; 1 pair healed: shop/a to shop/b3:80; ' +
        '1 new audited pair: shop/a to shop/b4:80; 1 pair appeared: shop/a to shop/b5:80; 2 other changes.',
    );
  });

  test('[API-94] names are pieces of their own and never words', () => {
    const parts = compareSummary(compare('', 'shop/a;1-pair-healed#1 -> shop/b#2:80 dropped=200 deniedAttempts=100'));
    expect(parts).toEqual([
      { kind: 'words', text: '1 new denied pair: ' },
      { kind: 'name', text: 'shop/a;1-pair-healed' },
      { kind: 'words', text: ' to ' },
      { kind: 'name', text: 'shop/b' },
      { kind: 'words', text: ':80.' },
    ]);
  });
});
