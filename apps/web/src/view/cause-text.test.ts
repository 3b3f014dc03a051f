import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { dropReasonWords, reasonText, shortReason, worstCause } from './cause-text.ts';
import { DEFAULT_DENY, edgeFrom, L7_DENIED, NOT_POLICY } from './testing/drawn-edge.ts';

test('[WEB-11] a denial is told with the side that decided', () => {
  expect(shortReason(DEFAULT_DENY)).toBe('Default deny, egress');
  const explicit = create(CauseSchema, {
    kind: Cause_Kind.DENIED,
    dropReason: 181,
    direction: 1,
    policies: ['data/no-cart'],
  });
  expect(shortReason(explicit)).toBe('Explicit deny, ingress');
});

test('[WEB-11] the cause of a row is the worst one, and what is not policy is not called so', () => {
  expect(worstCause([NOT_POLICY, L7_DENIED, DEFAULT_DENY])).toBe(DEFAULT_DENY);
  expect(reasonText(edgeFrom('a -> b:80 httpRequests 10 httpFailed 2'), 'failing')).toBe('HTTP 5xx, 20 %');
  expect(reasonText(edgeFrom('a -> b:80 dropped 3', [NOT_POLICY]), 'failing')).toBe(dropReasonWords(166));
  expect(dropReasonWords(54_321)).toBe('Reason 54321');
  expect(dropReasonWords(155)).toBe('CT map insertion failed');
});
