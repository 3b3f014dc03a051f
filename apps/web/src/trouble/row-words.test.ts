import { expect, test } from 'vitest';
import { clockTime } from '../base/numbers.ts';
import { groupedGraphFrom } from '../view/testing/drawn-grouped-edge.ts';
import { troublesOf } from '../view/trouble.ts';
import { DenialTeller } from './denial-line.tsx';
import { sinceShort, sinceWords } from '../view/since-words.ts';
import { cutMiddle, pairWords } from '../view/pair-words.ts';
import { rateWords } from './row-words.ts';

test('[WEB-126] names that do not fit beside each other are cut in their middle, the longer one first', () => {
  const pair = (source: string, destination: string): string => {
    const words = pairWords({ source: { name: source }, destination: { name: destination }, port: 8080 });
    return `${words.source} ${words.destination}${words.place}`;
  };
  expect(pair('cart', 'redis')).toBe('cart redis:8080');
  expect(pair('recommendation-background-worker', 'redis')).toBe('recommen…d-worker redis:8080');
  expect(pair('recommendation-worker', 'notification-gateway')).toBe('recom…orker notif…teway:8080');
  expect(Array.from(cutMiddle('💩'.repeat(40), 9))).toHaveLength(9);
});

test('[WEB-126] a name that turns the reading direction is written out', () => {
  const { source } = pairWords({ source: { name: '\u202Ecart' }, destination: { name: 'x' }, port: 0 });
  expect(source).toBe('\\u202Ecart');
});

test('[WEB-126] a rate says whether it is of attempts or of flows, and a beginning when it was', () => {
  expect(rateWords({ kind: 'denied', perMinute: 312, strong: '312 /min denied' })).toBe('312 /min');
  expect(rateWords({ kind: 'denied', perMinute: 0, strong: '5 flows/min denied' })).toBe('5 flows/min');
  expect(rateWords({ kind: 'new', perMinute: 0, strong: 'new' })).toBe('');
  const now = Date.UTC(2026, 10, 20, 12, 0, 0);
  expect(sinceWords(now - 60_000, now)).toBe(clockTime(now - 60_000));
  expect(sinceWords(now - 3_600_000, now)).toBe(clockTime(now - 3_600_000).slice(0, 5));
  expect(sinceWords(now - 3 * 86_400_000, now)).toContain('17 Nov');
  expect([now - 3_600_000, now - 3 * 86_400_000].map((since) => sinceShort(since, now))).toEqual([
    clockTime(now - 3_600_000),
    '17 Nov',
  ]);
});

test('[WEB-127] what is newly denied is said once, at most every ten seconds, and what was there at first is not', () => {
  const teller = new DenialTeller();
  const hear = (names: string, nowMs: number): string | undefined => {
    const lines = names.split(' ').map((name) => `shop/${name} -> data/redis:6379 deniedAttempts 4 dropped 8`);
    return teller.hear(troublesOf(groupedGraphFrom(lines.join('\n')), { listeningSinceMs: undefined }), 0, nowMs);
  };
  expect(hear('a', 0)).toBe(undefined);
  expect(hear('a b', 1000)).toMatch(/^Newly denied: shop\/b to data\/redis port 6379, .* per minute/);
  expect(hear('a b c', 2000)).toBe(undefined);
  expect(hear('a b c d', 11_500)).toMatch(/^Newly denied: shop\/c .*and 1 more pair\.$/);
  expect(hear('a b c d', 30_000)).toBe(undefined);
  expect(hear('a b c', 45_000), 'd is over').toBe(undefined);
  expect(hear('a b c d', 60_000), 'and comes back').toMatch(/^Newly denied: shop\/d /);
});
