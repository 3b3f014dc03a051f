import { expect, test } from 'vitest';
import { setup } from './testing/drawn-graph.ts';
import { flow } from './testing/flow-builder.ts';
import type { FlowDetails } from './testing/flow-builder.ts';

const CALL = 'shop/frontend:41000 -> shop/cart:8080';
const BACK = 'shop/cart:8080 -> shop/frontend:41000';
const EDGE = ['shop/frontend -> shop/cart:8080'];

const ALONE: readonly (readonly [what: string, drawn: string, details: FlowDetails])[] = [
  ['a request', CALL, { isReply: false }],
  ['a reply', BACK, { isReply: true }],
  ['a SYN without direction', CALL, { flags: 'syn' }],
  ['a SYN-ACK without direction', BACK, { flags: 'syn-ack' }],
  ['a refusing verdict', CALL, { event: 'verdict', verdict: 'dropped', reason: 133, flags: 'syn' }],
  [
    'a verdict on UDP to a higher port',
    'shop/frontend:53 -> shop/cart:8080',
    { event: 'verdict', verdict: 'dropped', protocol: 'UDP' },
  ],
  [
    'an answer whose connection was forgotten, refused by a verdict',
    BACK,
    { event: 'verdict', verdict: 'dropped', reason: 133, flags: 'ack' },
  ],
  ['the drop of the same', BACK, { event: 'drop', verdict: 'dropped', reason: 133, flags: 'ack' }],
  ['a packet to the overlay', CALL, { flags: 'ack' }],
  ['an answer to the overlay', BACK, { flags: 'ack' }],
  ['a socket translation', 'shop/frontend -> shop/cart:8080', { event: 'socket', verdict: 'traced' }],
];

test.each(ALONE)('[AGG-17] %s belongs to the edge from client to server', (_, drawn, details) => {
  const graph = setup();
  graph.feed([flow(drawn, details)]);
  expect(graph.drawnEdges()).toEqual(EDGE);
});

test('[AGG-18] where a flow does not say its direction the edge that is known decides, whatever the ports', () => {
  const graph = setup();
  graph.feed([
    flow('shop/a:50000 -> shop/b:40000', { isReply: false }),
    flow('shop/b:40000 -> shop/a:50000', { flags: 'ack' }),
    flow('shop/c:40000 -> shop/d:50000', { isReply: false }),
    flow('shop/d:50000 -> shop/c:40000', { flags: 'ack' }),
    flow('shop/c:40000 -> shop/d:50000', { flags: 'ack' }),
  ]);
  expect(graph.drawnEdges()).toEqual(['shop/a -> shop/b:40000', 'shop/c -> shop/d:50000']);
});

test('[AGG-19] ICMP has no ports, and an echo reply runs back', () => {
  for (const [protocol, request, reply] of [
    ['ICMPv4', 8, 0],
    ['ICMPv6', 128, 129],
  ] as const) {
    const graph = setup();
    graph.feed([
      flow('shop/a -> shop/b', { protocol, icmpType: request }),
      flow('shop/b -> shop/a', { protocol, icmpType: reply }),
    ]);
    expect(graph.drawnEdges()).toEqual(['shop/a -> shop/b:0']);
    expect(graph.sum('connections')).toBe(1);
  }
});
