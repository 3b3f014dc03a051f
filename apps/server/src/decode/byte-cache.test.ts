import { expect, test } from 'vitest';
import { ByteCache } from './byte-cache.ts';
import { Random } from './testing/random.ts';
import { WireMemory } from './wire-memory.ts';

test('[DEC-4] what is remembered of bytes is of just these bytes, however little room there is', () => {
  const random = new Random(11);
  const { cache, get } = setup({ sets: 4, maxBytes: 4_096 });
  const known = Array.from({ length: 60 }, () => bytesOf(random, random.int(0, 400)));
  for (let i = 0; i < 40_000; i++) {
    const bytes = Uint8Array.from(random.pick(known));
    if (bytes.length > 0 && random.chance(0.3)) bytes[random.int(0, bytes.length)] ^= 1 << random.int(0, 8);
    expect(get(bytes).hex).toBe(Buffer.from(bytes).toString('hex'));
  }
  expect(cache.resets).toBeGreaterThan(10);
});

test('[DEC-4] equal bytes give the same object wherever they lie and whatever follows them', () => {
  const random = new Random(12);
  const { cache, get } = setup({ sets: 1_024, maxBytes: 1 << 20 });
  for (let length = 0; length < 300; length++) {
    const bytes = bytesOf(random, length);
    const first = get(bytes);
    for (let shift = 1; shift < 20; shift++) expect(get(bytes, shift, random.int(0, 256))).toBe(first);
  }
  expect(cache.misses).toBe(300);
});

test('[DEC-4] bytes that are longer than the room are understood and not remembered', () => {
  const { cache, get } = setup({ sets: 4, maxBytes: 100 });
  const short = get(new Uint8Array(100));
  expect(get(new Uint8Array(101)).hex).toHaveLength(202);
  expect(get(new Uint8Array(100))).toBe(short);
  expect(cache.resets).toBe(0);
});

interface Understood {
  readonly hex: string;
}

function setup({ sets, maxBytes }: { sets: number; maxBytes: number }) {
  const memory = new WireMemory(5);
  const at = memory.reserve(1_024);
  const cache = new ByteCache<Understood>(memory, sets, maxBytes, (bytes) => ({
    hex: Buffer.from(bytes).toString('hex'),
  }));
  const get = (bytes: Uint8Array, shift = 0, around = 0): Understood => {
    memory.bytes.fill(around, at, at + 1_024).set(bytes, at + shift);
    return cache.get(at + shift, at + shift + bytes.length);
  };
  return { cache, get };
}

function bytesOf(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.int(0, 256));
}
