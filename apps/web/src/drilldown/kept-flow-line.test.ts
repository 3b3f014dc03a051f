import { expect, test } from 'vitest';
import { keptFlowLines } from './kept-flow-line.ts';

test('[WEB-17] a kept flow is one line: when, verdict, side, reason or request', () => {
  const time = '2026-11-20T09:30:03Z';
  const flow = {
    time,
    verdict: 'DROPPED',
    traffic_direction: 'EGRESS',
    drop_reason_desc: 'POLICY_DENIED',
    Summary: 'TCP Flags: SYN',
  };
  const request = { verdict: 'DROPPED', l7: { http: { method: 'DELETE', url: '/cart/7', code: 0 } } };
  expect(
    keptFlowLines([
      { number: 7, flow },
      { number: 6, flow: request, time },
    ]),
  ).toMatchObject([
    { number: 7, timeMs: Date.parse(time), verdict: 'DROPPED', text: 'egress POLICY_DENIED TCP Flags: SYN' },
    { number: 6, timeMs: Date.parse(time), verdict: 'DROPPED', text: 'DELETE /cart/7' },
  ]);
});

test('[WEB-17] an answer of any other shape gives lines without meaning, and no error', () => {
  expect(keptFlowLines({ error: 1 })).toEqual([]);
  const odd = keptFlowLines([
    null,
    3,
    { number: 'x', flow: { verdict: { toString: 1 }, l7: 'no' } },
    { number: 1, undecodable_bytes: 9 },
  ]);
  expect(odd.map(({ verdict }) => verdict)).toEqual(Array(4).fill('undecodable'));
});
