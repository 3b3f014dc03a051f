import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { FrameSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { LiveStore } from './live-store.ts';

test('[WEB-24] however many frames arrive, readers are told once per animation frame', () => {
  const { store, paint, told } = setup();
  store.deliver(frame({ sequence: 1, body: { case: 'snapshot', value: {} } }));
  for (let sequence = 2; sequence <= 50; sequence += 1) {
    expect(store.deliver(frame({ sequence, body: { case: 'patch', value: {} } }))).toBe('applied');
  }
  expect(store.current.graph).toBeUndefined();
  expect(told()).toBe(0);
  paint();
  expect(store.current.graph?.sequence).toBe(50);
  expect(told()).toBe(1);
  const before = store.current;
  paint();
  expect(told()).toBe(1);
  expect(store.current).toBe(before);
});

test('[WEB-24] a state of the connection does not change the graph, and a listener that left hears nothing', () => {
  const { store, paint, told, leave } = setup();
  store.deliver(frame({ sequence: 1, body: { case: 'snapshot', value: {} } }));
  paint();
  const { graph } = store.current;
  store.connectionChanged({ kind: 'silent' });
  paint();
  expect(store.current).toMatchObject({ connection: { kind: 'silent' }, heardMs: 4711 });
  expect(store.current.graph).toBe(graph);
  leave();
  store.connectionChanged({ kind: 'live' });
  paint();
  expect(told()).toBe(2);
});

test('[WEB-25] a rejection is kept beside the view that goes on, until a snapshot answers', () => {
  const { store, paint } = setup();
  store.deliver(frame({ sequence: 1, query: 'a', body: { case: 'snapshot', value: {} } }));
  const value = { message: 'no', from: 2, to: 5, query: 'a b c' };
  expect(store.deliver(frame({ body: { case: 'rejection', value } }))).toBe('rejected');
  paint();
  expect(store.current).toMatchObject({ rejection: value, graph: { query: 'a' } });
  store.deliver(frame({ sequence: 9, query: 'b', body: { case: 'snapshot', value: {} } }));
  paint();
  expect(store.current).toMatchObject({ rejection: undefined, graph: { query: 'b' } });
});

test('[WEB-26] bytes that are no frame are counted, and a snapshot is asked for', () => {
  const { store, paint } = setup();
  store.deliver(frame({ sequence: 1, body: { case: 'snapshot', value: {} } }));
  expect(store.deliver(Uint8Array.of(0x1a, 0x7f, 0x0a))).toBe('missed');
  expect(store.deliver(frame({ sequence: 3, body: { case: 'patch', value: {} } }))).toBe('missed');
  paint();
  expect(store.current).toMatchObject({ unreadableFrames: 1, graph: { sequence: 1 } });
});

function setup() {
  const waiting: (() => void)[] = [];
  let told = 0;
  const store = new LiveStore({ requestFrame: (work) => void waiting.push(work), nowMs: () => 4711 });
  const leave = store.subscribe(() => (told += 1));
  const paint = (): void => {
    for (const work of waiting.splice(0)) work();
  };
  return { store, paint, told: () => told, leave };
}

function frame(init: MessageInitShape<typeof FrameSchema>): Uint8Array {
  return toBinary(FrameSchema, create(FrameSchema, init));
}
