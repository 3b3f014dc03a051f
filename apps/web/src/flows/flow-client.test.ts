import { expect, test } from 'vitest';
import { FlowClient } from './flow-client.ts';
import type { FlowPortEvents } from './open-flow-worker.ts';
import type { FlowAsk, FlowTable } from './store/flow-messages.ts';

const QUESTION = { url: 'ws://here/', backlog: 10 };

test('[WEB-260] answers to an earlier question are not shown, and listeners hear at most once a frame', () => {
  const { client, worker, frame, heard } = setUp();
  client.follow(QUESTION);
  client.follow(QUESTION);
  worker.onTold({ kind: 'table', table: tableOf(1) });
  frame();
  expect(client.current.table).toBeUndefined();
  worker.onTold({ kind: 'table', table: tableOf(2) });
  worker.onTold({ kind: 'table', table: tableOf(2, 7) });
  expect(heard()).toBe(1);
  frame();
  expect(heard()).toBe(2);
  expect(client.current.table?.total).toBe(7);
});

test('[WEB-254] whoever asked for a flow gets it, or hears that there is none', async () => {
  const { client, worker, asks } = setUp();
  client.follow(QUESTION);
  const both = Promise.all([client.full(3), client.full(3)]);
  expect(asks.filter(({ kind }) => kind === 'full')).toHaveLength(2);
  worker.onTold({ kind: 'full', serial: 3, json: { number: 3 } });
  expect(await both).toEqual([{ number: 3 }, { number: 3 }]);
  const late = client.full(4);
  client.close();
  expect(await late).toBeUndefined();
  expect(await client.full(5)).toBeUndefined();
});

test('[WEB-261] a worker that dies is told, and another question starts a new one', () => {
  const { client, worker, frame } = setUp();
  client.follow(QUESTION);
  worker.onEnd('');
  frame();
  expect(client.current.failure).toBe('the table could not be loaded');
  client.follow(QUESTION);
  worker.onTold({ kind: 'table', table: tableOf(2) });
  frame();
  expect(client.current).toMatchObject({ failure: '', table: { question: 2 } });
});

function setUp() {
  const asks: FlowAsk[] = [];
  const frames: (() => void)[] = [];
  let events: FlowPortEvents | undefined;
  let count = 0;
  const client = new FlowClient(
    (given) => {
      events = given;
      return { ask: (ask) => void asks.push(ask), close: () => undefined };
    },
    (work) => void frames.push(work),
  );
  client.subscribe(() => (count += 1));
  const worker: FlowPortEvents = {
    onTold: (told) => events?.onTold(told),
    onEnd: (message) => events?.onEnd(message),
  };
  return { client, worker, asks, heard: () => count, frame: () => frames.splice(0).forEach((work) => work()) };
}

function tableOf(question: number, total = 0): FlowTable {
  return {
    question,
    total,
    from: 0,
    rows: [],
    sort: undefined,
    end: total,
    isHeld: false,
    verdicts: [],
    newer: 0,
    gone: 0,
    leftOut: 0,
    missed: 0,
    sampledOneIn: 1,
    unsorted: 0,
    following: { kind: 'live' },
  };
}
