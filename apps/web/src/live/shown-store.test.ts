import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { FrameSchema, Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import type { PastAsked, PastShown } from '../view/past-shown.ts';
import type { LiveGraph } from './live-graph.ts';
import { LiveStore } from './live-store.ts';
import { ShownStore } from './shown-store.ts';

type Status = MessageInitShape<typeof FrameSchema>['status'];
const CONNECTED: Status = { sources: [{ name: 'a:1', state: Source_State.CONNECTED }] };
const AWAY = awaySince(9000);

test('[WEB-120] a held picture stays as it was while the server goes on, and tells of when it is', () => {
  const { shown, snapshot, patch, told } = setup();
  snapshot(1);
  shown.pause();
  const { graph } = shown.current;
  const toldThen = told();
  patch(2);
  patch(3);
  expect(shown.current).toEqual({ graph, isStale: false, awaySinceMs: undefined, pausedMs: 1001 });
  expect(told()).toBe(toldThen);
  shown.resume();
  expect(shown.current).toMatchObject({ graph: { sequence: 3 }, pausedMs: undefined });
});

test('[WEB-120] another question of the server lets a held picture go, and nothing to hold is not held', () => {
  const { shown, snapshot } = setup();
  shown.pause();
  expect(shown.current.pausedMs).toBe(undefined);
  snapshot(1);
  shown.pause();
  snapshot(2, 'verdict:DROPPED');
  expect(shown.current).toMatchObject({ graph: { query: 'verdict:DROPPED' }, pausedMs: undefined });
});

test('[WEB-121] while the relay is away the last graph that it filled is shown as stale, until it is back', () => {
  const { shown, snapshot, patch } = setup();
  snapshot(1);
  const { graph } = shown.current;
  patch(2, AWAY);
  patch(3, AWAY);
  expect(shown.current).toEqual({ graph, isStale: true, awaySinceMs: 9000, pausedMs: undefined });
  patch(4, CONNECTED);
  expect(shown.current).toMatchObject({ graph: { sequence: 4 }, isStale: false, awaySinceMs: undefined });
});

test('[WEB-121] a page that comes when the relay is already away shows what there is, and tells from the bars since when', () => {
  const { shown, snapshot } = setup();
  const timeline = { startSeconds: 100, stepSeconds: 1, forwarded: [1, 0, 0], nodesMissing: [0, 3, 3] };
  snapshot(1, '', awaySince(102_500), { timeline });
  expect(shown.current).toMatchObject({ graph: { sequence: 1 }, isStale: true, awaySinceMs: 101_000 });
});

test('[WEB-121] a relay that hangs is stale since it was heard last, which is before the bars miss it', () => {
  const { shown, snapshot } = setup();
  const timeline = {
    startSeconds: 7,
    stepSeconds: 1,
    forwarded: [1, 0, 0, 0, 0, 0, 0],
    nodesMissing: [0, 0, 0, 0, 0, 0, 3],
  };
  snapshot(1, '', AWAY, { timeline });
  expect(shown.current).toMatchObject({ isStale: true, awaySinceMs: 9000 });
});

test('[WEB-321] while the past is read what was shown stays, and then the past is shown, whatever happens now', () => {
  const { shown, snapshot, patch, store } = setup();
  snapshot(1);
  const live = shown.current.graph;
  const reading: PastShown = { kind: 'reading', asked: ASKED };
  shown.showPast(reading);
  expect(shown.current).toEqual({ graph: live, past: reading, isStale: false });
  const graph: LiveGraph = { ...live!, timeMs: 17, isPast: true };
  const there: PastShown = { kind: 'shown', asked: ASKED };
  shown.showPast(there, graph);
  patch(2, AWAY);
  store.connectionChanged({ kind: 'silent' });
  expect(shown.current).toEqual({ graph, past: there, isStale: false });
  shown.pause();
  expect(shown.current.pausedMs).toBe(undefined);
  shown.showPast(reading);
  expect(shown.current.graph).toBe(graph);
});

test('[WEB-321] a past that cannot be read shows nothing, and without a past there is what is now', () => {
  const { shown, snapshot } = setup();
  snapshot(1);
  const failed: PastShown = { kind: 'failed', asked: ASKED, why: 'the engine is starting' };
  shown.showPast(failed);
  expect(shown.current).toEqual({ graph: undefined, past: failed, isStale: false });
  snapshot(2);
  shown.showPast(undefined);
  expect(shown.current).toMatchObject({ graph: { sequence: 2 }, past: undefined });
});

test('[WEB-321] a page that begins in the past never shows what is now', () => {
  const { shown, snapshot } = setup();
  shown.showPast({ kind: 'reading', asked: ASKED });
  snapshot(1);
  expect(shown.current.graph).toBe(undefined);
});

const ASKED: PastAsked = { kind: 'range', range: { fromMs: 10_000, toMs: 20_000 } };

function awaySince(sinceMs: number): Status {
  return { sources: [{ name: 'a:1', state: Source_State.WAITING, sinceMs, error: 'refused' }] };
}

function setup() {
  const store = new LiveStore({ requestFrame: (work) => work(), nowMs: () => 4711 });
  const shown = new ShownStore(store);
  let told = 0;
  shown.subscribe(() => (told += 1));
  const deliver = (init: MessageInitShape<typeof FrameSchema>): void => {
    store.deliver(toBinary(FrameSchema, create(FrameSchema, init)));
  };
  store.connectionChanged({ kind: 'live' });
  return {
    shown,
    store,
    told: () => told,
    snapshot: (sequence: number, query = '', status: Status = CONNECTED, value: object = {}) =>
      deliver({
        sequence,
        timeMs: 1000 + sequence,
        query,
        windowSeconds: 60,
        status,
        body: { case: 'snapshot', value },
      }),
    patch: (sequence: number, status?: Status) =>
      deliver({
        sequence,
        timeMs: 1000 + sequence,
        body: { case: 'patch', value: {} },
        ...(status === undefined ? {} : { status }),
      }),
  };
}
