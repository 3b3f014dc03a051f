import { create } from '@bufbuild/protobuf';
import { CauseSchema, Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { coarseMoment, mainRate, momentOf, triedRate } from './edge-moment.ts';
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

test('[WEB-145] what quiet edges are told with stays the same object for ten seconds', () => {
  const first = coarseMoment(moment, undefined);
  expect(coarseMoment({ ...moment, timeMs: AT_MS - 4000 }, first)).toBe(first);
  expect(coarseMoment({ ...moment, timeMs: AT_MS + 1 }, first)).not.toBe(first);
  expect(coarseMoment({ ...moment, windowSeconds: 60 }, first)).not.toBe(first);
});
