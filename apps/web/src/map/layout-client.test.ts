import { expect, test } from 'vitest';
import type { LayoutAnswer, LayoutRequest } from './layout/layout-request.ts';
import { answerTo } from './layout/layout-request.ts';
import { drawnTopology } from './layout/testing/drawn-topology.ts';
import { middleOf } from './layout/testing/set-up.ts';
import type { Placed } from './layout-client.ts';
import { LayoutClient } from './layout-client.ts';
import type { LayoutPortEvents } from './open-layout-worker.ts';

const VIEWPORT = { width: 1080, height: 640 };
const SMALL = drawnTopology('shop: frontend cart\nfrontend -> cart');
const LARGER = drawnTopology('shop: frontend cart search\nfrontend -> cart\nfrontend -> search');

/** A client with workers that answer when they are told to. */
function setup() {
  const requests: LayoutRequest[] = [];
  const ports: LayoutPortEvents[] = [];
  const scenes: Placed[] = [];
  const errors: string[] = [];
  let ended = 0;
  const open = (events: LayoutPortEvents) => {
    ports.push(events);
    return { ask: (request: LayoutRequest) => void requests.push(structuredClone(request)), close: () => void ended++ };
  };
  const client = new LayoutClient({
    open,
    onScene: (placed) => scenes.push(placed),
    onError: (text) => errors.push(text),
  });
  const answer = (change: (answer: LayoutAnswer) => LayoutAnswer = (same) => same) => {
    const request = requests.at(-1);
    if (request === undefined) throw new Error('nothing was asked');
    ports.at(-1)?.onAnswer(change(structuredClone(answerTo(request))));
  };
  return { client, requests, ports, scenes, errors, answer, ended: () => ended };
}

test('[WEB-95] one layout runs at a time, and of those that wait the newest wins', () => {
  const { client, requests, scenes, answer } = setup();
  client.place('workload middle', SMALL, VIEWPORT);
  client.place('workload middle', SMALL, { width: 900, height: 640 });
  client.place('workload middle', LARGER, VIEWPORT);
  expect(requests).toHaveLength(1);
  answer();
  expect(requests).toHaveLength(2);
  answer();
  expect(requests).toHaveLength(2);
  expect(scenes.map(({ scene }) => scene.nodes.length)).toEqual([2, 3]);
});

test('[WEB-188] the worker is loaded before there is anything to lay out, and is the one that lays out', () => {
  const { client, ports, requests } = setup();
  client.start();
  expect([ports.length, requests.length]).toEqual([1, 0]);
  client.place('workload middle', SMALL, VIEWPORT);
  expect([ports.length, requests.length]).toEqual([1, 1]);
});

test('[WEB-95] each plan has its own memory, and what was kept earlier is used', () => {
  const first = setup();
  first.client.place('workload middle', SMALL, VIEWPORT);
  first.answer();
  const [{ memory, scene }] = first.scenes;
  const second = setup();
  second.client.restore('workload middle', memory);
  second.client.place('workload middle', LARGER, VIEWPORT);
  expect(second.requests[0].memory).toEqual(memory);
  second.answer();
  expect(middleOf(second.scenes[0].scene, 'cart')).toEqual(middleOf(scene, 'cart'));
  second.client.place('workload far', SMALL, VIEWPORT);
  expect(second.requests[1].memory.columns).toBe(0);
});

test('[WEB-95] a pin that is set while a layout runs is not lost', () => {
  const { client, requests, answer, scenes } = setup();
  client.place('workload middle', SMALL, VIEWPORT);
  client.pin('workload middle', 'cart', { x: 400, y: 300 });
  answer();
  expect(requests[1].memory.pins).toEqual({ cart: { x: 400, y: 300 } });
  answer();
  client.tidy('workload middle');
  expect(requests[2].memory.columns).toBe(0);
  expect(requests[2].memory.pins).toEqual({ cart: { x: 400, y: 300 } });
  answer();
  client.unpin('workload middle');
  expect(requests[3].memory.pins).toEqual({});
  expect(scenes).toHaveLength(3);
});

test('[WEB-96] a layout that fails is told, and the next one is tried', () => {
  const { client, requests, errors, scenes, answer, ports, ended } = setup();
  client.place('workload middle', SMALL, VIEWPORT);
  answer(({ id }) => ({ kind: 'failed', id, error: 'no way' }));
  expect(errors).toEqual(['no way']);
  client.place('workload middle', LARGER, VIEWPORT);
  ports[0].onEnd('');
  expect(errors).toEqual(['no way', 'the layout could not be loaded']);
  client.place('workload middle', SMALL, VIEWPORT);
  expect(ports).toHaveLength(2);
  expect(requests).toHaveLength(3);
  answer();
  expect(scenes).toHaveLength(1);
  client.close();
  expect(ended()).toBe(2);
});

test('[WEB-96] a memory that is of no use is forgotten', () => {
  const { client, scenes, errors, answer } = setup();
  client.restore('workload middle', JSON.parse('{"version":1,"columns":5,"arranged":9,"pins":{},"places":{}}'));
  client.place('workload middle', SMALL, VIEWPORT);
  answer();
  expect(errors).toEqual([]);
  expect(scenes[0].scene.nodes).toHaveLength(2);
});
