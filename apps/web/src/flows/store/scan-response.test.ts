import { create, toBinary } from '@bufbuild/protobuf';
import { GetFlowsResponseSchema } from '@orrery/proto/observer/observer_pb';
import { expect, test } from 'vitest';
import { bytesOf, drawnResponses, NOON_MS } from '../testing/drawn-flows.ts';
import { scanResponse } from './scan-response.ts';

test('[WEB-246] verdict and time of a flow are those that decoding gives', () => {
  const responses = drawnResponses(`
    0      shop/cart-1:40000 -> data/redis-0:6379 DROPPED
    10.250 shop/cart-1:40000 -> data/redis-0:6379 FORWARDED
    0.001  shop/cart-1:40000 -> data/redis-0:6379 AUDIT
  `);
  expect(responses.map(bytesOf).map(scanResponse)).toEqual([
    { verdict: 2, timeMs: NOON_MS },
    { verdict: 1, timeMs: NOON_MS + 10_250 },
    { verdict: 4, timeMs: NOON_MS + 1 },
  ]);
});

test('[WEB-246] what is no flow, or is cut off anywhere, says nothing that is not there', () => {
  const [response] = drawnResponses('10.250 shop/cart-1:40000 -> data/redis-0:6379 DROPPED');
  if (response === undefined) throw new Error('nothing was drawn');
  const whole = bytesOf(response);
  for (let length = 0; length < whole.length; length += 1) {
    const { verdict, timeMs } = scanResponse(whole.subarray(0, length));
    expect([0, 2]).toContain(verdict);
    expect(Number.isNaN(timeMs) || timeMs === NOON_MS + 10_250).toBe(true);
  }
  const lost = create(GetFlowsResponseSchema, { responseTypes: { case: 'lostEvents', value: { numEventsLost: 3n } } });
  expect(scanResponse(toBinary(GetFlowsResponseSchema, lost))).toEqual({ verdict: 0, timeMs: Number.NaN });
  expect(scanResponse(new Uint8Array(64).fill(0xff))).toEqual({ verdict: 0, timeMs: Number.NaN });
});
