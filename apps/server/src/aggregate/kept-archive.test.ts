import { expect, test } from 'vitest';
import { setup } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';

/** A graph whose ring keeps only a sample of what is fed: ten flows of 30 KB a second. */
function busyGraph() {
  const graph = setup({ keptFlowsBytes: 4 << 20 });
  const more = { policyLog: ['x'.repeat(30_000)] };
  let second = 0;
  const feed = (): void => {
    second++;
    const flows = Array.from({ length: 10 }, (_, i) =>
      flow('shop/frontend:41000 -> shop/cart:8080', { at: second + i / 1000, isReply: false, more }),
    );
    graph.feed(flows, second);
    graph.intake.advanceTo((START + second + 1) * 1000);
  };
  for (let i = 0; i < 60; i++) feed();
  return { view: graph.intake.graph, feed };
}

test('[KEEP-18] while somebody follows, every flow of the last moments can be read, and else those of the ring', () => {
  const { view, feed } = busyGraph();
  expect(view.keptOneIn.ordinary).toBeGreaterThan(1);
  const numbersAfter = (after: number) => Array.from(view.oldestFirst(after), ({ number }) => number);
  const started = view.newestNumber;
  view.keepAll(true);
  for (let i = 0; i < 4; i++) feed();
  view.keepAll(true);
  expect(numbersAfter(started)).toEqual(Array.from({ length: 40 }, (_, i) => started + 1 + i));
  expect(Array.from(view.oldestFirst(started)).every(({ oneIn }) => oneIn === 1)).toBe(true);
  const fromRing = [...view.newestFirst(started + 1)].map(({ number }) => number).toReversed();
  expect(fromRing.length).toBeGreaterThan(10);
  expect(numbersAfter(0)).toEqual([...fromRing, ...numbersAfter(started)]);
  view.keepAll(false);
  expect(numbersAfter(started).length).toBeLessThan(20);
});

test('[KEEP-18] what is further back than the last moments is read from the ring', () => {
  const { view, feed } = busyGraph();
  const started = view.newestNumber;
  view.keepAll(true);
  for (let i = 0; i < 80; i++) feed();
  const all = [...view.oldestFirst(started)];
  expect(all.length).toBeLessThan(200);
  expect(all.at(-1)!.number).toBeGreaterThan(view.newestNumber - 50);
  expect(Math.max(...all.map(({ oneIn }) => oneIn))).toBeGreaterThan(1);
  expect([...view.oldestFirst(view.newestNumber - 100)]).toHaveLength(100);
});
