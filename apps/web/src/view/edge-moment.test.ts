import { create } from '@bufbuild/protobuf';
import { CauseSchema, Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { coarseMoment, mainRate, momentOf, passedRate, rateText, triedRate, troubleAt } from './edge-moment.ts';
import { groupedFrom } from './testing/drawn-grouped-edge.ts';

const AT_MS = 10_000_000;
const moment = { ...momentOf(undefined, { listeningSinceMs: 0 }), timeMs: AT_MS, windowSeconds: 900 };

test('[WEB-144] a refusal is told per minute of the time in which it lasted, other attempts per minute of the window', () => {
  const cause = create(CauseSchema, { kind: Cause_Kind.DENIED, dropReason: 133, firstSeenMs: AT_MS - 180_000 });
  const denied = groupedFrom('shop/cart -> data/redis:6379 dropped 1872 deniedAttempts 936 connections 150', [cause]);
  expect(mainRate(denied, moment)).toBe(312);
  expect(triedRate(denied, moment)).toBe(312 + 10);
  const quiet = groupedFrom('shop/web -> shop/cart:80 connections 900');
  expect(mainRate(quiet, moment)).toBe(60);
});

test('[WEB-63] a rate with its unit says flows where what is wrong is not told as attempts', () => {
  const cause = (kind: Cause_Kind, dropReason: number) => [create(CauseSchema, { kind, dropReason })];
  const told = (drawing: string, kind: Cause_Kind, dropReason: number): string =>
    rateText(groupedFrom(drawing, cause(kind, dropReason)), { ...moment, windowSeconds: 60 });
  expect(told('a -> b:80 dropped 24', Cause_Kind.DENIED, 133)).toBe('24 flows/min');
  expect(told('a -> b:80 dropped 6', Cause_Kind.NOT_POLICY, 166)).toBe('6 flows/min');
  expect(told('a -> b:80 dropped 24 deniedAttempts 3', Cause_Kind.DENIED, 133)).toBe('3 /min');
  expect(told('a -> b:80 connections 40', Cause_Kind.DENIED, 133)).toBe('40 /min');
});

test('[WEB-200] of a mixed edge everything that was tried is what its label says', () => {
  const cause = create(CauseSchema, { kind: Cause_Kind.L7_DENIED, firstSeenMs: AT_MS - 180_000, lastSeenMs: AT_MS });
  const mixed = groupedFrom('a/b -> c/d:80 httpRequests 15000 httpDenied 54 dropped 54', [cause]);
  expect(troubleAt(mixed, moment)?.strong).toBe('18 of 1,000 /min');
  expect([triedRate(mixed, moment), mainRate(mixed, moment), passedRate(14_946, mixed, moment)]).toEqual([
    1000, 18, 996.4,
  ]);
});

test('[WEB-145] what quiet edges are told with is another object when what was heard is longer by a hundredth', () => {
  const heardTo = (toMs: number) => ({
    ...moment,
    timeMs: toMs,
    windowSeconds: 300,
    heard: { fromMs: AT_MS - 290_000, toMs, silences: [] },
  });
  const first = coarseMoment(heardTo(AT_MS + 1000), undefined);
  expect(coarseMoment(heardTo(AT_MS + 3000), first)).toBe(first);
  expect(coarseMoment(heardTo(AT_MS + 5000), first)).not.toBe(first);
});

test('[WEB-200] what failed and what passed on a young edge is a rate of the time since it was first seen', () => {
  const young = (drawing: string) => ({ ...groupedFrom(drawing), firstSeenMs: AT_MS - 180_000 });
  const failing = young('a/b -> c/d:80 httpRequests 900 httpFailed 300');
  expect([troubleAt(failing, moment)?.perMinute, mainRate(failing, moment), triedRate(failing, moment)]).toEqual([
    100, 100, 300,
  ]);
  const fresh = young('a/b -> c/d:80 connections 90');
  expect([triedRate(fresh, moment), mainRate(fresh, moment)]).toEqual([30, 30]);
});

test('[WEB-145] what quiet edges are told with stays the same object for ten seconds', () => {
  const first = coarseMoment(moment, undefined);
  expect(coarseMoment({ ...moment, timeMs: AT_MS - 4000 }, first)).toBe(first);
  expect(coarseMoment({ ...moment, timeMs: AT_MS + 1 }, first)).not.toBe(first);
  expect(coarseMoment({ ...moment, windowSeconds: 60 }, first)).not.toBe(first);
});
