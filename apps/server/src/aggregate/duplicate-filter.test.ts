import { expect, test } from 'vitest';
import { DuplicateFilter } from './duplicate-filter.ts';
import { setup } from './testing/drawn-graph.ts';
import { flow } from './testing/flow-builder.ts';

const CALL = 'shop/frontend:41000 -> shop/cart:8080';

test('[CONS-1] a flow that is sent again is counted once, from whichever node and however often', () => {
  const graph = setup();
  const messages = Array.from({ length: 300 }, (_, i) => flow(CALL, { at: i / 10, node: `n${i % 3}` }));
  graph.feed([...messages, ...messages, ...messages.toReversed()]);
  expect(graph.sum('forwarded')).toBe(300);
  expect(graph.intake.ledger.total()).toMatchObject({ received: 900, counted: 300, duplicate: 600 });
});

test('[CONS-2] a replay is recognised for ten minutes', () => {
  const graph = setup();
  const messages = Array.from({ length: 1300 }, (_, i) => flow(CALL, { at: i }));
  for (const [second, message] of messages.entries()) {
    graph.feed([message], second);
    if (second >= 600) graph.feed([messages[second - 600]], second);
  }
  expect(graph.sum('forwarded')).toBe(1300);
  expect(graph.intake.duplicateHorizonMs(0)).toBeLessThan(0);
});

test('[CONS-3] the memory for replays is bounded, and then holds the newest', () => {
  const before = process.memoryUsage().arrayBuffers;
  const filter = new DuplicateFilter();
  const count = 7_000_000;
  for (let i = 0; i < count; i++) filter.isDuplicate(Math.imul(i, 0x9e3779b1), i, false, 0);
  expect((process.memoryUsage().arrayBuffers - before) / 2 ** 20).toBeLessThan(66);
  const isKnown = (i: number) => filter.isDuplicate(Math.imul(i, 0x9e3779b1), i, true, 0);
  expect([isKnown(count - 1), isKnown(count - 5_000_000), isKnown(1)]).toEqual([true, true, false]);
});

test('[CONS-4] flows without uuid are told apart by what they say, and never when they have no time', () => {
  const graph = setup();
  const nameless = (at: number, drawn = CALL, node = 'n1') => flow(drawn, { at, node, uuid: '' });
  const different = [
    nameless(1),
    nameless(1.000_01),
    nameless(1, 'shop/frontend:41001 -> shop/cart:8080'),
    nameless(1, CALL, 'n2'),
  ];
  graph.feed([...different, ...different]);
  expect(graph.intake.ledger.total()).toMatchObject({ counted: 4, duplicate: 4 });
  graph.feed([nameless(Number.NaN), nameless(Number.NaN)]);
  expect(graph.intake.ledger.total()).toMatchObject({ counted: 6, duplicate: 4 });
});
