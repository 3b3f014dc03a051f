import { create } from '@bufbuild/protobuf';
import { TimelineSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { stepWords } from './time-legend.tsx';

test('[WEB-128] a step in which the server was not heard has no figures', () => {
  const timeline = create(TimelineSchema, {
    startSeconds: 100,
    stepSeconds: 1,
    forwarded: [7, 5, 0],
    audited: [0, 0, 0],
    dropped: [2, 0, 0],
    lost: [0, 4, 0],
    nodesMissing: [0, 0, 0],
  });
  const unheard = { before: 0, since: 1 };
  expect(stepWords(timeline, 0, unheard)).toMatch(/: 7 flows forwarded, 0 audited, 2 dropped$/);
  expect(stepWords(timeline, 1, unheard)).toMatch(/, 4 events lost$/);
  expect(stepWords(timeline, 2, unheard)).toMatch(/: not heard$/);
  expect(stepWords(timeline, 0, { before: 1, since: 0 })).toMatch(/: not listening yet$/);
});
