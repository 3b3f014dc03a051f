import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { sinceMs, sortRows, WORST_FIRST, type EdgeRow } from './edge-order.ts';
import { DEFAULT_DENY, L7_DENIED } from './testing/drawn-edge.ts';
import { groupedFrom, rowFrom } from './testing/drawn-grouped-edge.ts';

const names = (rows: readonly EdgeRow[]): string[] => rows.map(({ source, destination }) => `${source} ${destination}`);

test('[WEB-3] denied edges come first, then mixed, audited and failing ones, then the busiest', () => {
  const rows = [
    rowFrom('a -> quiet:80 connections 1'),
    rowFrom('a -> busy:80 connections 900'),
    rowFrom('a -> failing:80 httpRequests 900 httpFailed 900'),
    rowFrom('a -> audited:80 audit 5000 auditedAttempts 2000'),
    rowFrom('a -> mixed:80 forwarded 10 httpRequests 900 httpDenied 800 dropped 800', [L7_DENIED]),
    rowFrom('a -> denied:80 dropped 2 deniedAttempts 1', [DEFAULT_DENY]),
    rowFrom('a -> worse:80 dropped 80 deniedAttempts 40', [DEFAULT_DENY]),
  ];
  const worstFirst = ['a worse', 'a denied', 'a mixed', 'a audited', 'a failing', 'a busy', 'a quiet'];
  expect(names(sortRows(rows, WORST_FIRST))).toEqual(worstFirst);
  expect(names(sortRows(rows, { ...WORST_FIRST, isDescending: false }))).toEqual(worstFirst.toReversed());
});

test('[WEB-4] worst first, figures that waver do not make rows change places', () => {
  const before = [rowFrom('a -> x:80 connections 100'), rowFrom('b -> y:80 connections 90')];
  const after = [rowFrom('a -> x:80 connections 91'), rowFrom('b -> y:80 connections 103')];
  expect(names(sortRows(after, WORST_FIRST))).toEqual(names(sortRows(before, WORST_FIRST)));
});

test('[WEB-5] sorted by a figure the order is exact, and equal rows stand by name', () => {
  const rows = [
    rowFrom('b -> y:80 dropped 7'),
    rowFrom('c -> z:80 dropped 9'),
    rowFrom('a -> x:80 dropped 7'),
    rowFrom('__proto__ -> x:80 dropped 7'),
  ];
  expect(names(sortRows(rows, { column: 'dropped', isDescending: true }))).toEqual([
    'c z',
    '__proto__ x',
    'a x',
    'b y',
  ]);
  expect(names(sortRows(rows, { column: 'source', isDescending: true }))).toEqual(['c z', 'b y', 'a x', '__proto__ x']);
});

test('[WEB-64] since when is told by causes of what is wrong now, or else it is when the edge was first seen', () => {
  const cause = (kind: Cause_Kind, firstSeenMs: number) => create(CauseSchema, { kind, firstSeenMs });
  const causes = [cause(Cause_Kind.DENIED, 5000), cause(Cause_Kind.NOT_POLICY, 3000), cause(Cause_Kind.DENIED, 0)];
  expect(sinceMs(groupedFrom('a -> b:80 dropped 9 deniedAttempts 3', causes))).toBe(5000);
  expect(sinceMs(groupedFrom('a -> b:80 httpRequests 9 httpFailed 9', causes))).toBe(0);
});
