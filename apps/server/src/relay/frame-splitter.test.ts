import { expect, test } from 'vitest';
import { FrameSplitter } from './frame-splitter.ts';
import { seededRandom } from './test-random.ts';

const DATA = 0;
const HEADERS = 1;
const SETTINGS = 4;
const PING = 6;
const CONTINUATION = 9;

function frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, payload]);
}

const settings = frame(SETTINGS, 0, 0);

function setup() {
  const taken: Buffer[] = [];
  const passed: Buffer[] = [];
  const splitter = new FrameSplitter({
    take: (data, from, to) => void taken.push(Buffer.from(data.subarray(from, to))),
    pass: (bytes) => void passed.push(bytes),
  });
  return { splitter, taken: () => Buffer.concat(taken), passed: () => Buffer.concat(passed) };
}

test('[RLY-5] the body of the watched stream is taken and all else passes, however the bytes are cut', () => {
  const seed = 4_245;
  const random = seededRandom(seed);
  for (let round = 0; round < 300; round += 1) {
    const wire: Buffer[] = [settings, frame(HEADERS, 0, 5), frame(CONTINUATION, 4, 5, Buffer.from('answer'))];
    const bodies: Buffer[] = [];
    const others: Buffer[] = [...wire];
    let credit = 0;
    for (let index = 0; index < 40; index += 1) {
      const bytes = Buffer.alloc(Math.floor(random() ** 3 * 2_000), index);
      const kind = random();
      if (kind < 0.5) {
        wire.push(frame(DATA, 0, 5, bytes));
        bodies.push(bytes);
        credit += bytes.length;
      } else if (kind < 0.7) {
        const padding = Math.floor(random() * 256);
        const payload = Buffer.concat([Buffer.from([padding]), bytes, Buffer.alloc(padding)]);
        wire.push(frame(DATA, 8, 5, payload));
        bodies.push(bytes);
        credit += payload.length;
      } else {
        const other = kind < 0.85 ? frame(DATA, 0, 7, bytes) : frame(PING, 0, 0, Buffer.alloc(8, index));
        wire.push(other);
        others.push(other);
      }
    }
    const trailers = frame(HEADERS, 5, 5, Buffer.from('trailers'));
    wire.push(trailers);
    others.push(trailers);

    const { splitter, taken, passed } = setup();
    splitter.watch(5);
    const stream = Buffer.concat(wire);
    const longestCut = [1, 10, 3_000, stream.length][round % 4] ?? 1;
    for (let at = 0; at < stream.length;) {
      const end = at + 1 + Math.floor(random() * longestCut);
      splitter.push(stream.subarray(at, end));
      if (splitter.isJudging && random() < 0.5) splitter.judge('take');
      at = end;
    }
    splitter.judge('take');
    expect(taken().equals(Buffer.concat(bodies)), `seed ${seed}, round ${round}`).toBe(true);
    expect(passed().equals(Buffer.concat(others)), `seed ${seed}, round ${round}`).toBe(true);
    expect(splitter.creditBytes).toBe(credit);
  }
});

test('[RLY-5] nothing behind the headers of the answer is read until it is known whose the body is', () => {
  const { splitter, taken, passed } = setup();
  splitter.watch(1);
  const interim = frame(HEADERS, 4, 1, Buffer.from('103'));
  const answer = frame(HEADERS, 4, 1, Buffer.from('200'));
  const body = frame(DATA, 1, 1, Buffer.from('body'));
  splitter.push(Buffer.concat([settings, interim, answer, body]));
  expect(passed()).toEqual(Buffer.concat([settings, interim]));
  splitter.judge('await');
  expect(passed()).toEqual(Buffer.concat([settings, interim, answer]));
  splitter.judge('take');
  expect(taken().toString()).toBe('body');
  expect(passed()).toEqual(Buffer.concat([settings, interim, answer, frame(DATA, 1, 1)]));
});

test('[RLY-5] a body that is not ours passes', () => {
  const { splitter, taken, passed } = setup();
  splitter.watch(1);
  const wire = Buffer.concat([settings, frame(HEADERS, 4, 1), frame(DATA, 1, 1, Buffer.from('<html>'))]);
  splitter.push(wire);
  splitter.judge('pass');
  expect(taken()).toHaveLength(0);
  expect(passed()).toEqual(wire);
});

test('[RLY-6] what is not HTTP/2 is named for what it is', () => {
  expect(() => setup().splitter.push(Buffer.from([0x15, 3, 3, 0, 2, 2, 70]))).toThrow(/speaks TLS/);
  expect(() => setup().splitter.push(Buffer.from('HTTP/1.1 400 Bad Request'))).toThrow(/HTTP\/1/);
  expect(() => setup().splitter.push(Buffer.from('SSH-2.0-OpenSSH'))).toThrow(/does not speak HTTP\/2/);
  expect(() => setup().splitter.push(frame(PING, 0, 0, Buffer.alloc(8)))).toThrow(/does not speak HTTP\/2/);
});

test('[RLY-6] a frame over the bound of HTTP/2 ends the connection', () => {
  const { splitter } = setup();
  splitter.push(settings);
  expect(() => splitter.push(Buffer.from([0, 0x40, 1, DATA, 0, 0, 0, 0, 1]))).toThrow(/16385 bytes/);
});
