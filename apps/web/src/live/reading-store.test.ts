import { expect, test } from 'vitest';
import { graphFrom } from '../view/testing/drawn-graph.ts';
import type { LiveGraph } from './live-graph.ts';
import { ReadingStore, type ReadingWish } from './reading-store.ts';

const SHOP = `
  shop/web -> shop/cart:8080 connections 5
  shop/cart -> data/redis:6379 connections 9
`;

test('[WEB-185] what is shown is read at most once a second, and then it is the newest', () => {
  const { want, pass, readings } = setup();
  want({ graph: live(SHOP, 1) });
  pass(0);
  expect(readings()).toEqual([1]);
  for (const sequence of [2, 3, 4]) {
    want({ graph: live(SHOP, sequence) });
    pass(250);
  }
  expect(readings()).toEqual([1]);
  pass(250);
  expect(readings()).toEqual([1, 4]);
});

test('[WEB-185] another trouble, question or grouping is read at once, and so is what is held', () => {
  const { want, pass, readings } = setup();
  want({ graph: live(SHOP, 1) });
  pass(0);
  want({ graph: live(`${SHOP}\n shop/web -> data/redis:6379 deniedAttempts 3 dropped 3 !deny`, 2) });
  pass(0);
  want({ graph: live(SHOP, 3), grouping: 'namespace' });
  pass(0);
  want({ graph: { ...live(SHOP, 4), query: 'verdict=DROPPED' }, grouping: 'namespace' });
  pass(0);
  want({ graph: { ...live(SHOP, 5), query: 'verdict=DROPPED' }, grouping: 'namespace', isHeld: true });
  pass(0);
  expect(readings()).toEqual([1, 2, 3, 4, 5]);
});

test('[WEB-185] where very much is in trouble, one trouble more waits for its second', () => {
  const { want, pass, readings } = setup();
  const troubles = Array.from({ length: 40 }, (_, i) => `a/w${i} -> b/x:80 deniedAttempts 3 dropped 3 !deny`);
  want({ graph: live(troubles.join('\n'), 1) });
  pass(0);
  want({ graph: live([...troubles, 'a/w40 -> b/x:80 deniedAttempts 3 dropped 3 !deny'].join('\n'), 2) });
  pass(500);
  expect(readings()).toEqual([1]);
  pass(500);
  expect(readings()).toEqual([1, 2]);
});

test('[WEB-218] while a hand moves the map figures wait longer, and come soon after it rests', () => {
  const { want, pass, readings, hand } = setup();
  want({ graph: live(SHOP, 1) });
  pass(0);
  hand.isAtWork = true;
  want({ graph: live(SHOP, 2) });
  for (let ms = 0; ms < 4750; ms += 250) pass(250);
  expect(readings()).toEqual([1]);
  pass(250);
  expect(readings()).toEqual([1, 2]);
  want({ graph: live(SHOP, 3) });
  for (let ms = 0; ms < 1500; ms += 250) pass(250);
  expect(readings()).toEqual([1, 2]);
  hand.isAtWork = false;
  pass(250);
  expect(readings()).toEqual([1, 2, 3]);
});

test('[WEB-186] a reading is made in tasks of its own, is of one moment, and one that is over tells nobody', () => {
  const { store, want, step, pass, readings } = setup();
  want({ graph: live(SHOP, 1) });
  expect([step(), step(), store.current]).toEqual([true, true, undefined]);
  want({ graph: live(SHOP, 2), grouping: 'namespace' });
  step();
  expect(store.current).toMatchObject({ graph: { sequence: 1 }, grouped: { grouping: 'workload' } });
  pass(0);
  expect(store.current).toMatchObject({ graph: { sequence: 2 }, grouped: { grouping: 'namespace' } });
  want({ graph: live(SHOP, 3) });
  step();
  store.close();
  pass(5000);
  expect(readings()).toEqual([1, 2]);
});

test('[WEB-186] nothing is read twice', () => {
  const { want, pass, readings } = setup();
  const graph = live(SHOP, 1);
  want({ graph });
  pass(0);
  want({ graph });
  pass(5000);
  expect(readings()).toEqual([1]);
});

/** A store with a clock that passes when it is told to, and tasks that run one by one. */
function setup() {
  const tasks: (() => void)[] = [];
  const hand = { isAtWork: false };
  let nowMs = 0;
  let timer: { readonly atMs: number; readonly work: () => void } | undefined;
  const store = new ReadingStore({
    nextTask: (work) => {
      tasks.push(work);
      return () => void tasks.splice(0);
    },
    after: (ms, work) => {
      timer = { atMs: nowMs + ms, work };
      return () => (timer = undefined);
    },
    nowMs: () => nowMs,
    isHandAtWork: () => hand.isAtWork,
  });
  const told: number[] = [];
  store.subscribe(() => told.push(store.current?.graph.sequence ?? 0));
  const step = (): boolean => {
    const task = tasks.shift();
    task?.();
    return task !== undefined;
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    if (timer !== undefined && timer.atMs <= nowMs) {
      const { work } = timer;
      timer = undefined;
      work();
    }
    while (step());
  };
  const want = (wish: Partial<ReadingWish> & Pick<ReadingWish, 'graph'>): void =>
    store.want({ grouping: 'workload', layer7: undefined, isHeld: false, ...wish });
  return { store, want, step, pass, readings: () => told, hand };
}

function live(drawing: string, sequence: number): LiveGraph {
  return { ...graphFrom(drawing), sequence, query: '', timeline: undefined, status: undefined };
}
