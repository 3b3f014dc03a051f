import { create, toBinary } from '@bufbuild/protobuf';
import { SubscribeSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { graphFrom } from './testing/drawn-graph.ts';
import { clientFrame, liveHouse, until } from './testing/live-house.ts';
import type { EndReason } from './live-stats.ts';

const [CONTINUATION, TEXT, BINARY, RESERVED, PING] = [0, 1, 2, 3, 9];
const subscribe = clientFrame(BINARY, toBinary(SubscribeSchema, create(SubscribeSchema, { query: 'namespace:shop' })));
const manyTimes = (frame: Buffer): Buffer => Buffer.concat(Array.from({ length: 100 }, () => frame));

const ABUSES: readonly { what: string; bytes: Buffer; code: number; reason: EndReason }[] = [
  {
    what: 'an opcode that does not exist',
    bytes: clientFrame(RESERVED, Buffer.of(1)),
    code: 1002,
    reason: 'protocol-error',
  },
  { what: 'a frame without a mask', bytes: Buffer.of(0x82, 0x01, 0x00), code: 1002, reason: 'protocol-error' },
  { what: 'random bytes', bytes: Buffer.alloc(300, 0xa7), code: 1002, reason: 'protocol-error' },
  {
    what: 'a message of five thousand bytes',
    bytes: clientFrame(BINARY, Buffer.alloc(5000)),
    code: 1009,
    reason: 'protocol-error',
  },
  {
    what: 'a flood of fragments',
    bytes: Buffer.concat([
      clientFrame(BINARY, Buffer.of(0), false),
      manyTimes(clientFrame(CONTINUATION, Buffer.alloc(0), false)),
    ]),
    code: 1008,
    reason: 'protocol-error',
  },
  { what: 'a flood of messages', bytes: manyTimes(subscribe), code: 1008, reason: 'too-many-messages' },
  {
    what: 'a flood of pings',
    bytes: manyTimes(clientFrame(PING, Buffer.of(1))),
    code: 1008,
    reason: 'too-many-messages',
  },
  { what: 'text', bytes: clientFrame(TEXT, Buffer.from('{}')), code: 1007, reason: 'bad-message' },
  {
    what: 'bytes that are no Subscribe',
    bytes: clientFrame(BINARY, Buffer.of(0x0a, 0xff)),
    code: 1007,
    reason: 'bad-message',
  },
];

for (const { what, bytes, code, reason } of ABUSES) {
  test(`[PUB-17] ${what} ends only the page that sent it`, async () => {
    const graph = graphFrom('10s shop/web -> shop/cart:8080 forwarded 1');
    const house = await liveHouse(graph);
    try {
      const page = await house.visit();
      const offender = await house.visitRaw();
      house.tickAt(10);
      await until(() => page.frames === 1, 'the snapshot comes');
      offender.write(bytes);
      await until(() => offender.closeCode() !== undefined, 'the server closes');
      expect(offender.closeCode()).toBe(code);
      offender.leave();
      await until(() => house.publisher.stats().sockets === 1, 'the offender is forgotten');
      expect(house.publisher.stats().ended.get(reason)).toBe(1);
      graph.draw('11s shop/web -> shop/cart:8080 forwarded 1');
      house.tickAt(11);
      await until(() => page.frames === 2, 'the patch comes');
      expect(page.closedWith).toBe(0);
    } finally {
      await house.leave();
    }
  });
}
