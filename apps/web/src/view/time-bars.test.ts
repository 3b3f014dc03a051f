import { create } from '@bufbuild/protobuf';
import { TimelineSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { gapWords, missingSinceMs, movedOn, placeOf, stepAt, timeBars } from './time-bars.ts';
import { stepsBefore } from './unheard-steps.ts';

const room = { width: 30, above: 40, below: 20 };

test('[WEB-7] what passed stands above zero, what did not hangs below it on its own scale', () => {
  const timeline = create(TimelineSchema, {
    startSeconds: 100,
    stepSeconds: 1,
    forwarded: [50, 100, 0],
    other: [0, 0, 0],
    audited: [0, 2, 0],
    dropped: [0, 2, 0],
    lost: [0, 0, 7],
  });
  const bars = timeBars(timeline, room);
  expect(bars).toMatchObject({ aboveMax: 100, belowMax: 5 });
  expect(bars.forwarded).toBe('M0 20h9v20h-9zM10 0h9v40h-9z');
  expect(bars.audited).toBe('M10 40h9v8h-9z');
  expect(bars.dropped).toBe('M10 48h9v8h-9z');
  expect(bars.gaps).toEqual([{ x: 20, width: 10, lostEvents: 7, nodesMissing: 0, unheard: '' }]);
});

test('[WEB-7] one denied flow among many can be seen', () => {
  const steps = { forwarded: [9e6, 9e6], other: [0, 0], audited: [0, 0], dropped: [1, 90_000], lost: [0, 0] };
  const { dropped } = timeBars(create(TimelineSchema, { stepSeconds: 1, ...steps }), room);
  expect(dropped.startsWith('M0 40h14v2h-14z')).toBe(true);
});

test('[WEB-7] a place on the strip is a step, and a place beside it is none', () => {
  const timeline = create(TimelineSchema, { stepSeconds: 1, forwarded: [1, 2, 3] });
  expect([-1, 0, 9.9, 10, 29.9, 30].map((x) => stepAt(timeline, x, 30))).toEqual([undefined, 0, 0, 1, 2, undefined]);
});

test('[WEB-128] neighbouring steps of which something is missing are one gap that says how much', () => {
  const timeline = create(TimelineSchema, {
    stepSeconds: 1,
    forwarded: [1, 1, 1, 1, 1, 1],
    other: [0, 0, 0, 0, 0, 0],
    audited: [0, 0, 0, 0, 0, 0],
    dropped: [0, 0, 0, 0, 0, 0],
    lost: [0, 1200, 4, 0, 0, 0],
    nodesMissing: [0, 0, 1, 0, 2, 1],
  });
  const { gaps } = timeBars(timeline, { width: 60, above: 40, below: 20 });
  expect(gaps.map(({ x, width }) => [x, width])).toEqual([
    [10, 20],
    [40, 20],
  ]);
  expect(gaps.map(gapWords)).toEqual(['1,204 events lost, 1 node missing', '2 nodes missing']);
});

test('[WEB-128] a moment has its place on the strip, and what is missing now has a beginning', () => {
  const timeline = create(TimelineSchema, {
    startSeconds: 100,
    stepSeconds: 10,
    forwarded: [1, 2, 3],
    nodesMissing: [1, 0, 2],
  });
  expect([99_000, 100_000, 115_000, 131_000].map((ms) => placeOf(ms, timeline, 30))).toEqual([
    undefined,
    0,
    15,
    undefined,
  ]);
  expect(missingSinceMs(timeline)).toBe(120_000);
  expect(missingSinceMs(create(TimelineSchema, { nodesMissing: [3, 0] }))).toBe(undefined);
});

test('[WEB-128] while the server is silent the strip moves on, and says that it was not heard', () => {
  const timeline = create(TimelineSchema, {
    startSeconds: 100,
    stepSeconds: 1,
    forwarded: [1, 2, 3],
    nodesMissing: [0, 0, 1],
  });
  const moved = movedOn(timeline, 2);
  expect(moved).toMatchObject({ startSeconds: 102, forwarded: [3, 0, 0], nodesMissing: [1, 0, 0] });
  const { gaps } = timeBars(moved, room, { before: 0, since: 2 });
  expect(gaps.map((gap) => [gap.x, gap.width, gapWords(gap)])).toEqual([
    [0, 10, '1 node missing'],
    [10, 20, 'not heard'],
  ]);
});

test('[WEB-226] the time before the server listened is no time without flows', () => {
  const timeline = create(TimelineSchema, {
    startSeconds: 100,
    stepSeconds: 10,
    forwarded: [0, 0, 7, 5],
    nodesMissing: [0, 1, 1, 0],
  });
  expect([0, 99_000, 100_000, 119_999, 120_000, 999_000].map((ms) => stepsBefore(timeline, ms))).toEqual([
    4, 0, 0, 1, 2, 4,
  ]);
  expect(stepsBefore(timeline, undefined)).toBe(0);
  const { gaps } = timeBars(timeline, { width: 40, above: 40, below: 20 }, { before: 2, since: 0 });
  expect(gaps.map((gap) => [gap.x, gap.width, gapWords(gap)])).toEqual([
    [0, 20, 'not listening yet'],
    [20, 10, '1 node missing'],
  ]);
});
