import { expect, test } from 'vitest';
import { setup } from './testing/drawn-graph.ts';
import { flow } from './testing/flow-builder.ts';

test('[KEEP-9] what is kept and learned stays as it came when the buffer it came in is used again', () => {
  const graph = setup();
  const messages = Array.from({ length: 50 }, (_, i) =>
    flow(`shop/pod-${i}:41000 -> shop/cart:8080`, {
      at: i,
      verdict: 'dropped',
      event: 'drop',
      reason: 133,
      local: 'source',
    }),
  );
  const buffer = Buffer.alloc(4096);
  for (const message of messages) {
    buffer.set(message);
    graph.feed([buffer.subarray(0, message.length)]);
    buffer.fill(0xff);
  }
  const { graph: view } = graph.intake;
  const kept = Array.from(view.newestFirst(), ({ bytes }) => Buffer.from(bytes).toString('hex')).toReversed();
  expect(kept).toEqual(messages.map((message) => Buffer.from(message).toString('hex')));
  for (const [i, message] of messages.entries()) {
    const evidence = [...view.evidence(graph.edge(`shop/pod-${i} -> shop/cart:8080`))];
    expect(evidence.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).toEqual([
      Buffer.from(message).toString('hex'),
    ]);
  }
  graph.feed(messages.map((message) => message.slice()));
  expect(graph.drawnEdges()).toHaveLength(50);
});
