import { create } from '@bufbuild/protobuf';
import { TimelineSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { momentOf, triedRate } from './edge-moment.ts';
import { Grouper } from './group-graph.ts';
import { heardSeconds, heardTime } from './heard-time.ts';
import { graphFrom, NOW_MS } from './testing/drawn-graph.ts';
import { troubleOf } from './trouble.ts';
import { perMinute } from './trouble-rate.ts';

/** `.` is a step without flows, `x` one of which all three nodes are missing, `X` the same with flows, `1` with one missing. */
function timelineOf(steps: string, stepSeconds: number, timeMs: number) {
  const endSeconds = (Math.floor(timeMs / 1000 / stepSeconds) + 1) * stepSeconds;
  const column = (of: (step: string) => number): number[] => Array.from(steps, of);
  return create(TimelineSchema, {
    startSeconds: endSeconds - steps.length * stepSeconds,
    stepSeconds,
    forwarded: column((step) => (step === 'X' ? 9 : 0)),
    other: column(() => 0),
    audited: column(() => 0),
    dropped: column(() => 0),
    lost: column(() => 0),
    nodesMissing: column((step) => (step === '.' ? 0 : step === '1' ? 1 : 3)),
  });
}

function rateIn(steps: string, timeMs: number, { sinceMs = -Infinity, events = 300, nodesKnown = 3 } = {}): number {
  const timeline = timelineOf(steps, 10, timeMs);
  const windowSeconds = steps.length * 10;
  const heard = heardTime({ timeMs, windowSeconds, timeline, status: { nodesKnown } });
  return perMinute(events, { timeMs, windowSeconds, heard, listeningSinceMs: 0 }, sinceMs);
}

test('[WEB-200] the newest step of a window is not over: a rate is of what the window covers', () => {
  const steps = '.'.repeat(30);
  const perMinuteOf = (seconds: number): number => (300 * 60) / seconds;
  expect(rateIn(steps, NOW_MS + 5000)).toBeCloseTo(perMinuteOf(295.5));
  expect(rateIn(steps, NOW_MS + 9999)).toBeCloseTo(perMinuteOf(299.5));
  expect(rateIn(steps, NOW_MS)).toBeCloseTo(perMinuteOf(290.5));
});

test('[WEB-201] steps in which all known nodes were missing are taken out of the time of a rate', () => {
  const outage = `${'.'.repeat(10)}${'x'.repeat(15)}${'.'.repeat(5)}`;
  const timeMs = NOW_MS + 9500;
  expect(rateIn(outage, timeMs)).toBeCloseTo((300 * 60) / 149.5);
  expect(rateIn(outage.replaceAll('x', '1'), timeMs), 'one of three').toBeCloseTo((300 * 60) / 299.5);
  expect(rateIn(outage.replaceAll('x', 'X'), timeMs), 'told later').toBeCloseTo((300 * 60) / 299.5);
  expect(rateIn(outage, timeMs, { nodesKnown: 0 }), 'no node is known').toBeCloseTo((300 * 60) / 299.5);
  expect(rateIn('x'.repeat(30), timeMs), 'never of less than ten seconds').toBe(1800);
});

test('[WEB-201] what began after the silence is a rate of the time since then', () => {
  const outage = `${'.'.repeat(10)}${'x'.repeat(5)}${'.'.repeat(15)}`;
  const timeMs = NOW_MS + 9500;
  expect(rateIn(outage, timeMs, { sinceMs: timeMs - 100_000 })).toBeCloseTo(180);
  expect(rateIn(outage, timeMs, { sinceMs: timeMs - 250_000 }), 'before it').toBeCloseTo((300 * 60) / 200);
});

test('[WEB-201] list, panel, table and matrix tell rates of the same time', () => {
  const timeMs = NOW_MS + 5000;
  const timeline = timelineOf(`${'.'.repeat(10)}${'x'.repeat(15)}${'.'.repeat(5)}`, 10, timeMs);
  const graph = {
    ...graphFrom('a/b -> c/d:80 auditedAttempts 291 connections 291 audit 580 !audit', 300, timeMs),
    timeline,
  };
  for (const edge of graph.edges.values()) graph.edges.set(edge.index, { ...edge, causes: [] });
  const grouped = new Grouper().group({ ...graph, status: { nodesKnown: 3 } }, 'workload');
  const [edge] = grouped.edges.values();
  const options = { listeningSinceMs: 0 };
  expect(troubleOf(edge, grouped, options)?.strong).toBe('120 /min');
  expect(triedRate(edge, momentOf(grouped, options))).toBeCloseTo((291 * 60) / 145.5);
});

test('[WEB-200] with steps of a second, rates of what did not change stay the same while the window moves', () => {
  const timeAt = (timeMs: number) =>
    heardTime({ timeMs, windowSeconds: 60, timeline: timelineOf('.'.repeat(60), 1, timeMs), status: undefined });
  const rateAt = (timeMs: number): number =>
    perMinute(119, { timeMs, windowSeconds: 60, heard: timeAt(timeMs), listeningSinceMs: 0 });
  expect([0, 250, 999, 5400].map((ms) => rateAt(NOW_MS + ms))).toEqual([120, 120, 120, 120]);
});

test('[WEB-332] rates of the past are of the seconds that were written down', () => {
  const timeline = create(TimelineSchema, { startSeconds: 600, stepSeconds: 60, missingSeconds: [60, 0, 30] });
  const heard = heardTime({ timeMs: 780_000, windowSeconds: 170, isPast: true, timeline });
  expect(heard).toEqual({
    fromMs: 610_000,
    toMs: 780_000,
    silences: [
      { fromMs: 610_000, toMs: 670_000 },
      { fromMs: 720_000, toMs: 750_000 },
    ],
  });
  expect(heardSeconds(heard!, -Infinity)).toBe(80);
});
