import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { FrameSchema, Source_State } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
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
