import type { JsonObject } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { deciderOf, roleOf, type FlowRole } from './role.ts';
import { dns, http, told, toldBack } from './testing/told.ts';

const TO = { traffic_direction: 'INGRESS' };
const FROM = { traffic_direction: 'EGRESS' };
const VERDICT = { event_type: { type: 5 } };
const DROP = { event_type: { type: 1, sub_type: 133 }, verdict: 'DROPPED', is_reply: null };

const ROLES: readonly [what: string, flow: JsonObject, role: FlowRole, decided: string | null][] = [
  ['a verdict at the source', { ...VERDICT, ...FROM }, 'egress-verdict', 'source'],
  ['a verdict at the destination', { ...VERDICT, ...TO, verdict: 'REDIRECTED' }, 'ingress-verdict', 'destination'],
  ['a verdict that denies', { ...VERDICT, ...FROM, verdict: 'DROPPED' }, 'egress-verdict', 'source'],
  ['a verdict of nobody knows where', VERDICT, 'other', null],
  ['an audited verdict', { ...VERDICT, ...TO, verdict: 'AUDIT' }, 'audit', 'destination'],
  ['a drop at the source', { ...DROP, ...FROM }, 'drop', 'source'],
  ['a drop at the destination', { ...DROP, ...TO }, 'drop', 'destination'],
  ['a drop of nobody knows where', DROP, 'drop', null],
  ['a packet', TO, 'trace', null],
  ['a packet of unknown way, there', { is_reply: null }, 'trace', null],
  ['a request', { ...http('REQUEST'), ...TO }, 'request', null],
  [
    'a refused request, by the proxy of the server',
    { ...http('REQUEST'), ...TO, verdict: 'DROPPED' },
    'request',
    'destination',
  ],
  [
    'a refused request, by the proxy of the client',
    { ...http('REQUEST'), ...FROM, verdict: 'DROPPED' },
    'request',
    'source',
  ],
  ['a response', { ...http('RESPONSE', { code: 403 }), ...TO }, 'response', null],
  ['a question', { ...dns('REQUEST'), ...FROM }, 'dns-question', null],
  ['a refused question', { ...dns('REQUEST'), ...FROM, verdict: 'DROPPED' }, 'dns-question', 'source'],
  ['an answer', { ...dns('RESPONSE'), ...FROM }, 'dns-answer', null],
  ['a socket translation', { event_type: { type: 7 }, verdict: 'TRACED' }, 'other', null],
  ['a captured packet', { event_type: { type: 3 } }, 'other', null],
  ['a drop of an event that is new', { event_type: { type: 99 }, ...FROM, verdict: 'DROPPED' }, 'drop', 'source'],
  ['an L7 event without a record', { event_type: { type: 129 }, l7: { type: 'REQUEST' } }, 'other', null],
];

test.each(ROLES)('[API-82] %s has its role, and says who decided', (_, flow, role, decided) => {
  expect([roleOf(told(flow), told()), deciderOf(told(flow))]).toEqual([role, decided]);
});

test('[API-82] a packet that does not say its way is a reply when the server sent it', () => {
  expect(roleOf(toldBack(), told())).toBe('reply');
  expect(roleOf(toldBack({ is_reply: null }), told())).toBe('reply');
  expect(roleOf(toldBack({ is_reply: null }), toldBack())).toBe('reply');
  expect(roleOf(told({ is_reply: null }), toldBack())).toBe('trace');
});
