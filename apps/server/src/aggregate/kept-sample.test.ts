import { expect, test } from 'vitest';
import { setup } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';
import { httpResponse } from './testing/l7-flows.ts';

const MIB = 2 ** 20;
const FORWARDED = 1;
const DROPPED = 2;

/** A minute in which 100 forwarded flows come for every ten that were denied or failed. */
function busyMinute(keptFlowsBytes: number) {
  const graph = setup({ keptFlowsBytes });
  const { intake } = graph;
  for (let second = 0; second < 60; second++) {
    const calls = Array.from({ length: 100 }, (_, i) =>
      flow(`shop/frontend:${41_000 + i} -> shop/cart:8080`, { at: second + i / 125 }),
    );
    const denied = Array.from({ length: 8 }, (_, i) =>
      flow(`shop/cart:${41_000 + i} -> shop/redis:6379`, {
        at: second,
        verdict: 'dropped',
        event: 'drop',
        reason: 133,
      }),
    );
    const failed = [httpResponse('/a', { at: second, code: 500 }), httpResponse('/a', { at: second, code: 404 })];
    graph.feed([...calls, ...denied, ...failed], second);
    intake.advanceTo((START + second + 1) * 1000);
  }
  return { graph, view: intake.graph, kept: [...intake.graph.newestFirst()] };
}

test('[KEEP-10] all is kept while the ring spans a minute of it', () => {
  const { view, kept } = busyMinute(8 * MIB);
  expect(kept).toHaveLength(60 * 110);
  expect(view.keptOneIn).toEqual({ trouble: 1, ordinary: 1 });
  expect(kept.every(({ oneIn }) => oneIn === 1)).toBe(true);
});

test('[KEEP-10] a ring that is too small for a minute spans one all the same, as a sample', () => {
  const { view, kept } = busyMinute(MIB / 2);
  expect(view.keptOneIn.ordinary).toBeGreaterThan(1);
  const spanMs = kept[0].timeMs - kept.at(-1)!.timeMs;
  expect(spanMs).toBeGreaterThan(45_000);
});

test('[KEEP-12] denied, audited and failed flows are thinned out last, and each flow says at which rate it was kept', () => {
  const { view, kept } = busyMinute(MIB);
  const { trouble, ordinary } = view.keptOneIn;
  expect(trouble).toBe(1);
  expect(ordinary).toBeGreaterThan(1);
  expect(kept.filter(({ verdict }) => verdict === DROPPED)).toHaveLength(60 * 8);
  expect(kept.filter(({ verdict, oneIn }) => verdict === FORWARDED && oneIn === 1).length).toBeGreaterThanOrEqual(120);
  expect(kept.some(({ oneIn }) => oneIn === ordinary)).toBe(true);
});

test('[KEEP-13] the sample touches neither the counts nor the evidence', () => {
  const { graph, view, kept } = busyMinute(MIB / 2);
  expect(graph.total('shop/frontend -> shop/cart:8080', 'forwarded')).toBe(60 * 102);
  const evidence = [...view.evidence(graph.edge('shop/cart -> shop/redis:6379'))];
  expect(evidence).toHaveLength(20);
  expect(evidence.every(({ oneIn }) => oneIn === 1)).toBe(true);
  expect(new Set(kept.map(({ number }) => number)).size).toBe(kept.length);
  const cursor = kept[10].number;
  expect([...view.newestFirst(cursor)].map(({ number }) => number)).toEqual(kept.slice(11).map(({ number }) => number));
  expect([...view.newestFirst(cursor + 1)][0].number).toBe(cursor);
});
