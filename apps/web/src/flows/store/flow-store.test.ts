import { expect, test } from 'vitest';
import { bytesOf, drawnResponses } from '../testing/drawn-flows.ts';
import { FlowStore } from './flow-store.ts';

const SIZE = bytesOf(drawn('FORWARDED')).length;

test('[WEB-245] at the bound of flows the oldest leaves, and the counts are of what is kept', () => {
  const store = new FlowStore({ flows: 3, segments: 4, segmentBytes: 10 * SIZE });
  ['DROPPED', 'FORWARDED', 'FORWARDED', 'AUDIT'].forEach((verdict, i) =>
    store.append(i, bytesOf(drawn(verdict)), true),
  );
  expect([store.from, store.to]).toEqual([1, 4]);
  expect(store.bytesOf(0)).toBeUndefined();
  expect([1, 2, 3].map((serial) => store.verdictOf(serial))).toEqual([1, 1, 4]);
  expect(store.countsUpTo(4)).toEqual([0, 2, 0, 0, 1, 0, 0, 0]);
  expect(store.countsUpTo(3)).toEqual([0, 2, 0, 0, 0, 0, 0, 0]);
});

test('[WEB-245] at the bound of bytes the oldest segment leaves, and every flow that is kept is whole', () => {
  const store = new FlowStore({ flows: 1000, segments: 3, segmentBytes: 2 * SIZE + 1 });
  const flows = Array.from({ length: 50 }, (_, i) => bytesOf(drawn(i % 7 === 0 ? 'DROPPED' : 'FORWARDED')));
  for (const [i, bytes] of flows.entries()) {
    expect(store.append(i, bytes, true)).toBe(true);
    for (let serial = store.from; serial < store.to; serial += 1) {
      expect(store.bytesOf(serial)).toEqual(flows[serial]);
      expect(store.numberOf(serial)).toBe(serial);
    }
  }
  expect(store.to - store.from).toBeGreaterThanOrEqual(5);
  expect(store.bytes).toBe(3 * (2 * SIZE + 1));
});

test('[WEB-248] what may lose nothing refuses what does not fit, and goes on when it may', () => {
  const store = new FlowStore({ flows: 1000, segments: 2, segmentBytes: 2 * SIZE });
  const bytes = bytesOf(drawn('FORWARDED'));
  const taken = Array.from({ length: 6 }, (_, i) => store.append(i, bytes, false));
  expect(taken).toEqual([true, true, true, true, false, false]);
  expect([store.from, store.to]).toEqual([0, 4]);
  expect(store.append(6, bytes, true)).toBe(true);
  expect([store.from, store.to]).toEqual([2, 5]);
});

test('[WEB-245] a flow that is larger than a segment is refused, and nothing leaves for it', () => {
  const store = new FlowStore({ flows: 10, segments: 2, segmentBytes: SIZE });
  store.append(0, bytesOf(drawn('FORWARDED')), true);
  expect(store.append(1, new Uint8Array(SIZE + 1), true)).toBe(false);
  expect([store.from, store.to]).toEqual([0, 1]);
});

function drawn(verdict: string) {
  const [response] = drawnResponses(`1.5 shop/cart-1:40000 -> data/redis-0:6379 ${verdict}`);
  if (response === undefined) throw new Error('nothing was drawn');
  return response;
}
