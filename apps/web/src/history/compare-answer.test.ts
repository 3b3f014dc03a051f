import { expect, test } from 'vitest';
import { parseComparison } from './compare-answer.ts';
import { anchorText } from './anchor-text.ts';
import { anchorGroups, parseAnchors } from './policy-anchors.ts';

const ANSWER = {
  after: { since: '2026-11-20T12:00:00.000Z', until: '2026-11-20T12:10:00.000Z', completeness: { share: 0.5 } },
  before: { since: '2026-11-20T11:50:00.000Z', until: '2026-11-20T12:00:00.000Z', completeness: { share: 1 } },
  summary_parts: [
    { kind: 'words', text: '1 new denied pair: ' },
    { kind: 'name', text: '<b>' },
  ],
  caveat: null,
  counts: { 'newly-denied': 1, same: 7 },
  left_out: 3,
  nodes: [
    { key: 'workload:kind/shop/Deployment/cart', kind: 'workload', namespace: 'shop', workload: 'cart', names: [] },
    { key: 'fqdn:pay.example', kind: 'fqdn', namespace: '', workload: '', names: ['pay.example'] },
  ],
  edges: [
    {
      source: 'workload:kind/shop/Deployment/cart',
      destination: 'fqdn:pay.example',
      port: 443,
      protocol: 'TCP',
      change: 'newly-denied',
      factor: 2.5,
      is_rare: false,
      before: null,
      after: {
        verdict: 'denied',
        attempts_per_minute: 9,
        flows: { DROPPED: 18 },
        attempts: { denied: 9 },
        p95_ms: null,
      },
    },
    { source: 'a', destination: 'b', port: 80, protocol: 'TCP', change: 'of-tomorrow' },
  ],
};

test('[WEB-359] what the server tells of a comparison is read as it is', () => {
  const { rows, summary, caveat, counts, after, leftOut } = parseComparison(ANSWER);
  expect(summary).toEqual([
    { isName: false, text: '1 new denied pair: ' },
    { isName: true, text: '<b>' },
  ]);
  expect([caveat, counts.get('same'), counts.get('vanished'), leftOut]).toEqual(['', 7, 0, 3]);
  expect(after).toEqual({
    fromMs: Date.parse('2026-11-20T12:00:00Z'),
    toMs: Date.parse('2026-11-20T12:10:00Z'),
    completeness: 0.5,
  });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    key: 'workload:kind/shop/Deployment/cart|fqdn:pay.example|443|TCP',
    source: { namespace: 'shop', name: 'cart', place: 'shop' },
    destination: { namespace: '', name: 'pay.example', place: 'outside' },
    change: { kind: 'newly-denied', factor: 2.5, before: undefined, after: { verdict: 'denied', p95Ms: undefined } },
  });
});

test.each([null, 7, {}, { edges: 'no', nodes: {}, counts: [], summary_parts: [null] }])(
  '[WEB-359] an answer of another shape (%j) says nothing',
  (answer) => {
    const { rows, leftOut, caveat } = parseComparison(answer);
    expect([rows, leftOut, caveat]).toEqual([[], 0, '']);
  },
);

test('[WEB-360] policies that changed within a quarter of a minute are one choice, the newest first', () => {
  const at = (seconds: number): string => new Date(Date.parse('2026-11-20T12:00:00Z') + seconds * 1000).toISOString();
  const groups = anchorGroups(
    parseAnchors({
      anchors: [
        { at: at(0), policy: 'shop/cart', kind: 'CiliumNetworkPolicy', revision: 42, is_new: false },
        { at: at(9), policy: 'shop/recommend', kind: 'CiliumNetworkPolicy', revision: null, is_new: false },
        { at: at(60), policy: 'allow-dns', kind: 'CiliumClusterwideNetworkPolicy', revision: 7, is_new: true },
        { at: 'never', policy: 'x' },
      ],
    }),
  );
  expect(groups.map(anchorText)).toEqual(['allow-dns first named', 'shop/cart revision 42 and 1 more']);
  expect(anchorText({ atMs: 0, anchors: groups[1]?.anchors.slice(1) ?? [] })).toBe('shop/recommend another revision');
  expect(parseAnchors(undefined)).toEqual([]);
});
