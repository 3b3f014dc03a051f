import { create } from '@bufbuild/protobuf';
import { TimelineSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { stepAt, timeBars } from './time-bars.ts';

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
  expect(bars).toMatchObject({ aboveMax: 100, belowMax: 5, lostEvents: 7 });
  expect(bars.forwarded).toBe('M0 20h9v20h-9zM10 0h9v40h-9z');
  expect(bars.audited).toBe('M10 40h9v8h-9z');
  expect(bars.dropped).toBe('M10 48h9v8h-9z');
  expect(bars.lost).toBe('M20 0h10v60h-10z');
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
