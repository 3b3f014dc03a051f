import { expect, test } from 'vitest';
import { FIGURE, FIGURE_COUNT } from './graph-view.ts';
import { setup } from './testing/drawn-graph.ts';
import type { DrawnGraph } from './testing/drawn-graph.ts';
import { flow, START } from './testing/flow-builder.ts';

const CALL = 'shop/frontend:41000 -> shop/cart:8080';
const EDGE = 'shop/frontend -> shop/cart:8080';

function forwardedIn({ intake, edge }: DrawnGraph, from: number, to: number): number {
  const out = new Float64Array(FIGURE_COUNT);
  intake.graph.edges.readFigures(edge(EDGE), { from: START + from, to: START + to }, out);
  return out[FIGURE.forwarded];
}

/** A flow whose clock says `seconds` and `nanos`. */
function told(seconds: bigint, nanos = 0): Uint8Array {
  return flow(CALL, { isReply: false, more: { time: { seconds, nanos } } });
}

test('[AGG-30] a flow of the next hour is counted now, one that is 5 s ahead when it says', () => {
  const graph = setup();
  graph.feed([flow(CALL, { at: 103, isReply: false }), flow(CALL, { at: 3700, isReply: false })], 100);
  expect(forwardedIn(graph, 100, 101)).toBe(1);
  expect(forwardedIn(graph, 103, 104)).toBe(1);
  expect(graph.intake.graph.clampedFlows).toBe(1);
});

test('[AGG-31] a flow whose time is missing, zero, before 1970 or out of bounds is counted now', () => {
  const graph = setup();
  graph.feed(
    [flow(CALL, { at: Number.NaN, isReply: false }), told(0n), told(-5n), told(-(2n ** 62n)), told(2n ** 62n)],
    100,
  );
  expect(forwardedIn(graph, 100, 101)).toBe(5);
  expect(graph.intake.graph.clampedFlows).toBe(5);
  expect(graph.intake.graph.edges.firstSeenMs(graph.edge(EDGE))).toBe((START + 100) * 1000);
  graph.feed([told(BigInt(START + 90), 2_147_483_647)], 100);
  expect(forwardedIn(graph, 92, 93)).toBe(1);
});

test('[AGG-32] one bad clock does no harm to the windows of others, nor to the rate of messages', () => {
  const graph = setup();
  const bad = [
    told(-5n),
    told(0n),
    told(BigInt(START + 86_400)),
    told(2n ** 62n),
    flow(CALL, { at: -86_400, isReply: false }),
  ];
  for (let second = 0; second < 60; second++) {
    graph.feed(
      [
        flow(CALL, { at: second, isReply: false }),
        ...(second % 10 === 5 ? bad.map((it, i) => again(it, `${second}-${i}`)) : []),
      ],
      second,
    );
  }
  expect(forwardedIn(graph, 1, 60)).toBe(59 + 6 * 4);
  expect(graph.total(EDGE, 'forwarded')).toBe(60 + 6 * 5);
  expect(graph.intake.lastFlowMs).toBe((START + 59) * 1000);
});

/** The same flow under another uuid: a second piece of it says so, and the standard merges the two. */
function again(message: Uint8Array, uuid: string): Uint8Array {
  const text = new TextEncoder().encode(uuid);
  return Uint8Array.from([...message, 0x0a, text.length + 3, 0x92, 0x02, text.length, ...text]);
}

test('[AGG-33] a flow up to 15 minutes late is in its window, a later one is in the totals and counted as late', () => {
  const graph = setup();
  const late = (at: number) => flow(CALL, { at, isReply: false });
  graph.feed([late(2000)], 2000);
  graph.feed([late(1940), late(1150), late(1000), late(0)], 2000);
  expect(forwardedIn(graph, 1110, 2010)).toBe(3);
  expect(graph.total(EDGE, 'forwarded')).toBe(5);
  expect(graph.intake.ledger.nodes().get('n1')).toMatchObject({ counted: 5, late: 2 });
});
