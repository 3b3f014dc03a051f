import { expect, test } from 'vitest';
import { momentOf } from '../view/edge-moment.ts';
import { DEFAULT_DENY, L7_DENIED } from '../view/testing/drawn-edge.ts';
import { groupedFrom } from '../view/testing/drawn-grouped-edge.ts';
import { keyFigures } from './key-figures.ts';

const moment = { ...momentOf(undefined, { listeningSinceMs: undefined }), timeMs: 3_600_000 };

test('[WEB-147] three figures, each with its unit, say how much of the verdict there is', () => {
  expect(said('shop/cart -> data/redis:6379 dropped 624 deniedAttempts 312', [DEFAULT_DENY])[0]).toBe('312 denied/min');
  expect(said('shop/web -> pay/api:80 forwarded 99 httpRequests 922 httpDenied 18 dropped 18', [L7_DENIED])).toEqual([
    '18 denied/min',
    '904 passed/min',
    '2 % of attempts denied',
  ]);
  expect(said('shop/a -> kube-system/dns:53 dnsQuestions 2124 dnsFailed 1840')).toEqual([
    '1,840 questions failed/min',
    '2,124 questions/min',
    '87 % of questions failed',
  ]);
  expect(said('shop/web -> shop/cart:80 forwarded 12 connections 3')).toEqual([
    '3 attempts/min',
    '12 flows forwarded, 1 min',
    '0 denied/min',
  ]);
});

test('[WEB-147] a share is never rounded to all or nothing', () => {
  expect(said('a -> b:80 forwarded 9 httpRequests 9999 httpDenied 1 dropped 1', [L7_DENIED])[2]).toBe(
    '<1 % of attempts denied',
  );
  expect(said('a -> b:53 dnsQuestions 1000 dnsFailed 999')[2]).toBe('99 % of questions failed');
});

function said(...drawn: Parameters<typeof groupedFrom>): readonly string[] {
  return keyFigures(groupedFrom(...drawn), moment).map(({ value, unit }) => `${value} ${unit}`);
}
