import { expect, test } from 'vitest';
import { drawnBatch, drawnResponses } from '../testing/drawn-flows.ts';
import { FlowDesk } from './flow-desk.ts';
import type { FlowLook, FlowTable } from './flow-messages.ts';

const BOUNDS = { flows: 4, segments: 4, segmentBytes: 4096 };
const QUESTION = { id: 1, url: 'ws://here/', backlog: 10 };
const ALL: FlowLook = { from: 0, to: 20, sort: undefined, heldTo: undefined };

test('[WEB-260] the newest row is the first, and only what is in sight is told', () => {
  const { desk } = setUp();
  expect(podsOf(desk.table())).toEqual(['cart-3', 'cart-2', 'cart-1']);
  desk.look({ ...ALL, from: 1, to: 2 });
  const { total, from, verdicts } = desk.table();
  expect({ total, from }).toEqual({ total: 3, from: 1 });
  expect(verdicts.filter(({ count }) => count > 0)).toEqual([
    { verdict: 'FORWARDED', count: 1 },
    { verdict: 'DROPPED', count: 2 },
  ]);
  expect(podsOf(desk.table())).toEqual(['cart-2']);
});

test('[WEB-247] rows stand as they came until their keys are read, then in the order of the column, later ones too', () => {
  const { desk } = setUp();
  desk.look({ ...ALL, sort: { column: 'source', isDescending: false } });
  expect(desk.table()).toMatchObject({ unsorted: 3, total: 3 });
  expect(podsOf(desk.table())).toEqual(['cart-3', 'cart-2', 'cart-1']);
  expect(desk.work(2)).toBe(true);
  expect(desk.work(2)).toBe(false);
  expect(podsOf(desk.table())).toEqual(['cart-1', 'cart-2', 'cart-3']);
  desk.deliver(drawnBatch(drawnResponses('4 shop/cart-0:1 -> data/redis-0:6379 FORWARDED'), 4));
  desk.work(10);
  expect(podsOf(desk.table())).toEqual(['cart-0', 'cart-1', 'cart-2', 'cart-3']);
});

test('[WEB-248] a held table stays as it is, counts what comes, and asks again for what did not fit', () => {
  const { desk } = setUp();
  const { end } = desk.table();
  desk.look({ ...ALL, heldTo: end });
  desk.deliver(drawnBatch(drawnResponses(many(4, 5)), 4));
  expect(podsOf(desk.table())).toEqual(['cart-3', 'cart-2', 'cart-1']);
  expect(desk.table()).toMatchObject({ isHeld: true, newer: 5, gone: 0 });
  expect(desk.mustCatchUp).toBe(false);

  desk.look(ALL);
  expect(desk.mustCatchUp).toBe(true);
  desk.catchUp();
  // One fitted beside what was looked at; the server is asked for what came behind it.
  expect(desk.followedTo).toEqual({ after: 4, epoch: 1 });
  desk.deliver(drawnBatch(drawnResponses(many(5, 4)), 5));
  expect(podsOf(desk.table())).toEqual(['cart-8', 'cart-7', 'cart-6', 'cart-5']);
  expect(desk.table()).toMatchObject({ newer: 0, gone: 4 });
});

test('[WEB-250] what was not sent and what was missed add up over all sockets', () => {
  const { desk } = setUp();
  desk.deliver(drawnBatch([], 4, { leftOut: 7, missed: 2, sampledOneIn: 4 }));
  desk.opened();
  desk.deliver(drawnBatch([], 4, { leftOut: 1, missed: 0, sampledOneIn: 2 }));
  expect(desk.table()).toMatchObject({ leftOut: 8, missed: 2, sampledOneIn: 2 });
});

test('[WEB-251] the next socket goes on behind what was looked at last, and another question begins anew', () => {
  const { desk } = setUp();
  desk.deliver(drawnBatch([], 4, { lookedAt: 99, epoch: 5 }));
  expect(desk.followedTo).toEqual({ after: 99, epoch: 5 });
  desk.ask({ ...QUESTION, id: 2 });
  expect(desk.followedTo).toBeUndefined();
  expect(desk.table()).toMatchObject({ question: 2, total: 0, gone: 0, newer: 0 });
});

test('[WEB-254] the whole of a flow is what hubble prints, as long as it is kept', () => {
  const { desk } = setUp();
  const [row] = desk.table().rows;
  expect(desk.full(row?.serial ?? -1)).toMatchObject({
    number: 3,
    flow: { uuid: 'id-3', verdict: 'DROPPED', source: { pod_name: 'cart-3' } },
  });
  expect(desk.full(1000)).toBeUndefined();
});

test('[WEB-245] bytes that are no flow take a row without anything in it', () => {
  const { desk } = setUp();
  const batch = drawnBatch(drawnResponses(many(4, 1)), 4);
  const [flow] = batch.flows;
  if (flow !== undefined) flow.response = new Uint8Array(9).fill(0xff);
  desk.deliver(batch);
  expect(desk.table().rows[0]).toBeUndefined();
  expect(desk.table().total).toBe(4);
});

/** Three flows in a table of four. */
function setUp(): { readonly desk: FlowDesk } {
  const desk = new FlowDesk(BOUNDS);
  desk.ask(QUESTION);
  desk.look(ALL);
  desk.deliver(
    drawnBatch(
      drawnResponses(`
        1 shop/cart-1:1 -> data/redis-0:6379 FORWARDED
        2 shop/cart-2:1 -> data/redis-0:6379 DROPPED
        3 shop/cart-3:1 -> data/redis-0:6379 DROPPED
      `),
      1,
    ),
  );
  return { desk };
}

function many(from: number, count: number): string {
  return Array.from(
    { length: count },
    (_, i) => `${from + i} shop/cart-${from + i}:1 -> data/redis-0:6379 FORWARDED`,
  ).join('\n');
}

function podsOf(table: FlowTable): readonly string[] {
  return table.rows.map((row) => row?.source.pod ?? '');
}
