import type { JsonObject } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { observeLine } from './observe-line.ts';
import { dns, http, told, toldBack } from './testing/told.ts';

const FRONT = 'shop/front-x:41234 (ID:24009)';
const CART = 'shop/cart-y:8080 (ID:31877)';
const WHEN = 'Nov 20 09:30:00.100:';

const LINES: readonly [what: string, flow: JsonObject, line: string][] = [
  ['a packet', {}, `${FRONT} -> ${CART} to-endpoint FORWARDED (TCP Flags: SYN)`],
  ['an unknown way', { is_reply: null }, `${FRONT} <> ${CART} to-endpoint FORWARDED (TCP Flags: SYN)`],
  [
    'a trace point',
    { event_type: { type: 4, sub_type: 4 } },
    `${FRONT} -> ${CART} to-overlay FORWARDED (TCP Flags: SYN)`,
  ],
  [
    'a point that is new',
    { event_type: { type: 4, sub_type: 99 } },
    `${FRONT} -> ${CART} 99 FORWARDED (TCP Flags: SYN)`,
  ],
  [
    'a drop',
    { event_type: { type: 1, sub_type: 133 }, verdict: 'DROPPED', is_reply: null },
    `${FRONT} <> ${CART} Policy denied DROPPED (TCP Flags: SYN)`,
  ],
  [
    'a reason that is new',
    { event_type: { type: 1, sub_type: 250 }, verdict: 'DROPPED', is_reply: null },
    `${FRONT} <> ${CART} 250 DROPPED (TCP Flags: SYN)`,
  ],
  [
    'a verdict that denies',
    { event_type: { type: 5 }, verdict: 'DROPPED', traffic_direction: 'EGRESS' },
    `${FRONT} -> ${CART} policy-verdict:none EGRESS DENIED (TCP Flags: SYN)`,
  ],
  [
    'a verdict that allows',
    { event_type: { type: 5 }, verdict: 'REDIRECTED', policy_match_type: 2, traffic_direction: 'INGRESS' },
    `${FRONT} -> ${CART} policy-verdict:L3-L4 INGRESS ALLOWED (TCP Flags: SYN)`,
  ],
  [
    'a verdict that audits',
    { event_type: { type: 5 }, verdict: 'AUDIT' },
    `${FRONT} -> ${CART} policy-verdict:none TRAFFIC_DIRECTION_UNKNOWN AUDITED (TCP Flags: SYN)`,
  ],
  ['a request', http('REQUEST'), `${FRONT} -> ${CART} http-request FORWARDED (HTTP/1.1 DELETE http://cart/cart/42)`],
  [
    'a refused request',
    { ...http('REQUEST'), verdict: 'DROPPED' },
    `${FRONT} -> ${CART} http-request DROPPED (HTTP/1.1 DELETE http://cart/cart/42)`,
  ],
  ['a question', dns('REQUEST'), `${FRONT} -> ${CART} dns-request proxy FORWARDED (DNS Query cart.shop. A)`],
  [
    'a socket translation',
    { event_type: { type: 7 }, verdict: 'TRACED', sock_xlate_point: 'SOCK_XLATE_POINT_PRE_DIRECTION_FWD' },
    `${FRONT} -> ${CART} pre-xlate-fwd TRACED (TCP Flags: SYN)`,
  ],
  [
    'a summary of the agent',
    { Summary: 'whatever it says' },
    `${FRONT} -> ${CART} to-endpoint FORWARDED (whatever it says)`,
  ],
  [
    'a trace id and authentication',
    { ip_trace_id: { trace_id: '7' }, auth_type: 'SPIRE' },
    `${FRONT} -> ${CART} to-endpoint FORWARDED (IP Trace ID: 7; TCP Flags: SYN; Auth: SPIRE)`,
  ],
  [
    'the world, by name',
    { destination: { identity: 2 }, destination_names: ['a.example.com', 'b.example.com'] },
    `${FRONT} -> a.example.com,b.example.com:8080 (world) to-endpoint FORWARDED (TCP Flags: SYN)`,
  ],
  [
    'the world, by address, without ports',
    { destination: { identity: 9 }, l4: { ICMPv4: { type: 8 } } },
    `shop/front-x (ID:24009) -> 10.2.0.2 (world-ipv4) to-endpoint FORWARDED (ICMPv4 EchoRequest)`,
  ],
  [
    'an IPv6 address',
    { destination: { identity: 1 }, IP: { source: 'fd00::1', destination: 'fd00::2' } },
    `${FRONT} -> [fd00::2]:8080 (host) to-endpoint FORWARDED (TCP Flags: SYN)`,
  ],
  [
    'a service',
    { destination: { identity: 5, namespace: 'x' }, destination_service: { name: 'cart', namespace: 'shop' } },
    `${FRONT} -> shop/cart:8080 (init) to-endpoint FORWARDED (TCP Flags: SYN)`,
  ],
  [
    'no address at all',
    { IP: null, ethernet: { source: 'aa:bb', destination: 'cc:dd' } },
    `aa:bb (ID:24009) -> cc:dd (ID:31877) to-endpoint FORWARDED (TCP Flags: SYN)`,
  ],
];

test.each(LINES)('[API-80] %s reads as `hubble observe` prints it', (_, flow, line) => {
  expect(observeLine(told(flow))).toBe(`${WHEN} ${line}`);
});

test('[API-80] a reply is turned round, so that the client comes first', () => {
  expect(observeLine(toldBack())).toBe(`${WHEN} ${FRONT} <- ${CART} to-endpoint FORWARDED (TCP Flags: SYN, ACK)`);
  const response = toldBack({ ...http('RESPONSE', { code: 403 }), verdict: 'FORWARDED' });
  expect(observeLine(response)).toContain(`${FRONT} <- ${CART} http-response FORWARDED (HTTP/1.1 403 0ms (DELETE`);
  const answers = [
    dns('RESPONSE', { ips: ['1.1.1.1', '1.0.0.1'], ttl: 30 }),
    dns('RESPONSE', { rcode: 3, ttl: 4_294_967_295 }),
    dns('RESPONSE', { ips: ['1.1.1.1'], cnames: ['a.'], ttl: 5 }),
  ].map((answer) => observeLine(toldBack(answer)).replace(/^.*FORWARDED /, ''));
  expect(answers).toEqual([
    '(DNS Answer "1.1.1.1,1.0.0.1" TTL: 30 (Proxy cart.shop. A))',
    '(DNS Answer RCode: Non-Existent Domain TTL: 4294967295 (Proxy cart.shop. A))',
    '(DNS Answer "1.1.1.1" CNAMEs: "a." TTL: 5 (Proxy cart.shop. A))',
  ]);
});

test('[API-80] whatever a flow says, it is one line', () => {
  const hostile = told({ source: { pod_name: 'a\n\u001B[31mb\u0085' }, Summary: '\r\u0000' });
  expect(observeLine(hostile)).not.toMatch(/\p{Cc}/u);
  expect(observeLine(hostile)).toContain(String.raw`a\x0a\x1b[31mb\x85:41234`);
  expect(observeLine(told({ time: null }))).toMatch(/^N\/A: /);
  expect(observeLine(told({ time: '2026-11-05T00:00:00.0009Z' }))).toMatch(/^Nov {2}5 00:00:00\.000: /);
});
