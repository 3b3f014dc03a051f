import { fromBinary } from '@bufbuild/protobuf';
import { FrameSchema, type Frame } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';

import type { SecondRange } from '../aggregate/graph-view.ts';
import type { Coverage, PastStore } from '../history/past-store.ts';
import type { PastDoor } from './http-deps.ts';
import { drawnGraph } from './test-graph.ts';
import { NOW_MS, runServer, type RunningServer } from './test-server.ts';

const NOW = NOW_MS / 1000;
const HOUR_AGO = NOW - 3600;
const THEN = 'shop/cart#1 -> data/redis#2:6379   dropped=80 deniedAttempts=40';

test('[WEB-321] a range of the past is one snapshot of the frames of a live page, with the status of the range', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown(NOW - 20) } });
  const frame = await past(orrery, { from: HOUR_AGO + 3, to: HOUR_AGO + 598 });
  expect(frame.body.case).toBe('snapshot');
  expect([frame.timeMs, frame.windowSeconds]).toEqual([(HOUR_AGO + 600) * 1000, 600]);
  expect(frame.status).toMatchObject({ sources: [], completeness: 0.9 });
  const edges = frame.body.case === 'snapshot' ? frame.body.value.edges : [];
  expect(edges.map(({ port }) => port)).toEqual([6379]);
});

test('[WEB-332] a range tells the seconds of its steps that were not written down', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown(NOW - 20) } });
  const frame = await past(orrery, { from: HOUR_AGO, to: HOUR_AGO + 600 });
  const timeline = frame.body.case === 'snapshot' ? frame.body.value.timeline : undefined;
  expect(timeline?.missingSeconds.reduce((sum, seconds) => sum + seconds, 0)).toBe(60);
  expect(timeline?.missingSeconds.slice(0, 7)).toEqual([10, 10, 10, 10, 10, 10, 0]);
});

test('[WEB-321] a range that is not written yet ends where the history does, and one before anything was is empty', async () => {
  await using orrery = await runServer({ deps: { past: writtenDown(NOW - 40) } });
  const newest = await past(orrery, { from: NOW - 60, to: NOW - 10 });
  expect([newest.timeMs, newest.windowSeconds]).toEqual([(NOW - 40) * 1000, 20]);
  await using fresh = await runServer({ deps: { past: writtenDown(0) } });
  const nothing = await past(fresh, { from: NOW - 60, to: NOW - 10 });
  expect([nothing.timeMs, nothing.windowSeconds]).toEqual([(NOW - 10) * 1000, 50]);
});

async function past(orrery: RunningServer, { from, to }: SecondRange): Promise<Frame> {
  const response = await orrery.get(`/api/v1/past?since=${iso(from)}&until=${iso(to)}`);
  expect(response.status).toBe(200);
  return fromBinary(FrameSchema, new Uint8Array(await response.arrayBuffer()));
}

/** Nothing is known of the first minute of a range. */
function writtenDown(writtenTo: number): PastDoor {
  const known = ({ from, to }: SecondRange): number => Math.max(0, to - from - 60);
  const store = {
    readGraph: async (range: SecondRange) => drawnGraph(THEN, range.to * 1000),
    readTimeline: async () => [],
    readHeard: async ({ from, to }: SecondRange, stepSeconds: number) => {
      const steps = [];
      for (let at = from + 60; at < to; at += stepSeconds) {
        steps.push({ at, coveredSeconds: stepSeconds, lostEvents: 0, nodesMissing: 0 });
      }
      return steps;
    },
    readCoverage: async (range: SecondRange): Promise<Coverage> => ({
      coveredSeconds: known(range),
      lostEvents: 0,
      gaps: [],
    }),
  } as unknown as PastStore;
  return { store, writtenTo, status: () => ({}) as ReturnType<PastDoor['status']> };
}

function iso(second: number): string {
  return new Date(second * 1000).toISOString();
}
