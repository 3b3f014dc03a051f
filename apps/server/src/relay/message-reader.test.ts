import { expect, test } from 'vitest';
import { MAX_MESSAGE_BYTES, MessageReader, requestBody } from './message-reader.ts';
import { seededRandom } from './test-random.ts';

function readAll(chunks: readonly Buffer[]): Buffer[] {
  const messages: Buffer[] = [];
  const reader = new MessageReader((data, from, to) => void messages.push(Buffer.from(data.slice(from, to))));
  for (const chunk of chunks) reader.push(chunk, 0, chunk.length);
  return messages;
}

test('[RLY-2] messages are the same however their bytes are cut', () => {
  const seed = 20_261_120;
  const random = seededRandom(seed);
  const messages = Array.from({ length: 60 }, (_, index) => {
    const size = index % 13 === 0 ? 0 : Math.floor(random() ** 4 * 20_000);
    return Buffer.alloc(size, index);
  });
  const body = Buffer.concat(messages.map((message) => requestBody(message)));
  for (const longestCut of [1, 7, 1_000, 70_000, body.length]) {
    const chunks: Buffer[] = [];
    for (let at = 0; at < body.length;) {
      const end = at + 1 + Math.floor(random() * longestCut);
      chunks.push(body.subarray(at, end));
      at = end;
    }
    const read = readAll(chunks);
    const isSame = read.length === messages.length && read.every((message, index) => messages[index]?.equals(message));
    expect(isSame, `seed ${seed}, cut ${longestCut}`).toBe(true);
  }
});

test('[RLY-3] a message over 4 MiB is refused by its announced size alone', () => {
  const prefix = Buffer.from([0, 0x7f, 0xff, 0xff, 0xff]);
  expect(() => readAll([prefix])).toThrow(/2147483647 bytes/);
  expect(() => readAll([prefix.subarray(0, 3), prefix.subarray(3)])).toThrow(/2147483647 bytes/);
  expect(readAll([requestBody(Buffer.alloc(MAX_MESSAGE_BYTES))])).toHaveLength(1);
});

test('[RLY-4] a compressed message is refused, as none was asked for', () => {
  expect(() => readAll([Buffer.from([1, 0, 0, 0, 2, 0x1f, 0x8b])])).toThrow(/compressed/);
});
