import { create, toBinary } from '@bufbuild/protobuf';
import { FrameSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { pastGraphOf } from './past-graph.ts';

test('[WEB-321] a snapshot of the past is a graph like those of now, and is marked as past', () => {
  const frame = create(FrameSchema, {
    sequence: 1,
    timeMs: 600_000,
    windowSeconds: 600,
    query: 'verdict:DROPPED',
    body: { case: 'snapshot', value: {} },
    status: { completeness: 0.5 },
  });
  expect(pastGraphOf(toBinary(FrameSchema, frame))).toMatchObject({
    timeMs: 600_000,
    windowSeconds: 600,
    query: 'verdict:DROPPED',
    status: { completeness: 0.5 },
    isPast: true,
  });
});

test('[WEB-321] what is no snapshot is no past', () => {
  const patch = create(FrameSchema, { sequence: 2, body: { case: 'patch', value: {} } });
  expect(() => pastGraphOf(toBinary(FrameSchema, patch))).toThrow('no map');
  expect(() => pastGraphOf(new Uint8Array([255, 255, 255]))).toThrow(/./);
});
