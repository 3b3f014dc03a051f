import { create } from '@bufbuild/protobuf';
import { Cause_Kind, CauseSchema, type Cause } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { verdictOf } from './edge-verdict.ts';
import { DEFAULT_DENY, edgeFrom, L7_DENIED, NOT_POLICY } from './testing/drawn-edge.ts';

const handedOn = (dropReason: number): Cause =>
  create(CauseSchema, { kind: Cause_Kind.NOT_POLICY, dropReason, flows: 3 });

test('[WEB-305] drops that were handed on are no failure, unless others were lost', () => {
  const drawing = 'web -> api:80 forwarded 100 dropped 6';
  expect(verdictOf(edgeFrom(drawing, [199, 200, 201, 205].map(handedOn)))).toBe('forwarded');
  expect(verdictOf(edgeFrom(drawing, [handedOn(201), NOT_POLICY]))).toBe('failing');
  expect(verdictOf(edgeFrom(`${drawing} error 1`, [handedOn(201)]))).toBe('failing');
});

test.each([
  ['cart -> redis:6379 forwarded 900 connections 40 dropped 4 deniedAttempts 1', [DEFAULT_DENY], 'denied'],
  ['cart -> redis:6379 forwarded 900 connections 40 dropped 2', [DEFAULT_DENY], 'denied'],
  ['web -> cart:8080 forwarded 900 httpRequests 40 httpDenied 3 dropped 3', [L7_DENIED], 'mixed'],
  ['web -> cart:8080 httpRequests 3 httpDenied 3 dropped 3', [L7_DENIED], 'denied'],
  ['web -> dns:53 forwarded 9 dnsQuestions 9 dnsDenied 2', [L7_DENIED], 'mixed'],
  ['web -> db:5432 forwarded 9 audit 2 auditedAttempts 1', [], 'audited'],
  ['web -> api:80 forwarded 100 httpRequests 50 httpFailed 9', [], 'failing'],
  ['web -> dns:53 forwarded 100 dnsQuestions 50 dnsTimeouts 1', [], 'failing'],
  ['web -> dns:53 forwarded 100 dnsQuestions 50 dnsFailed 40', [], 'failing'],
  ['web -> api:80 forwarded 100 dropped 3', [NOT_POLICY], 'failing'],
  ['web -> dns:53 forwarded 100 dnsQuestions 50 dnsFailed 12', [], 'forwarded'],
  ['web -> api:80 forwarded 100', [], 'forwarded'],
] as const)('[WEB-2] the worst thing that happened on an edge is its verdict: %s', (drawing, causes, verdict) => {
  expect(verdictOf(edgeFrom(drawing, causes))).toBe(verdict);
});
