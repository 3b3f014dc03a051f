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
  expect(stepWords(timeline, 0, 1)).toMatch(/: 7 flows forwarded, 0 audited, 2 dropped$/);
  expect(stepWords(timeline, 1, 1)).toMatch(/, 4 events lost$/);
  expect(stepWords(timeline, 2, 1)).toMatch(/: not heard$/);
});
