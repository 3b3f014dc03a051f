import { expect, test } from 'vitest';
import { WireMemory } from './wire-memory.ts';

test('[DEC-1] one byte that is not ASCII is found wherever it stands in a text, and not beside it', () => {
  const { memory, at } = setup();
  for (let length = 0; length < 100; length++) {
    memory.bytes.fill(0xff, at, at + 200).fill(0x7f, at + 1, at + 1 + length);
    expect(memory.isAscii(at + 1, at + 1 + length)).toBe(1);
    for (let place = at + 1; place < at + 1 + length; place++) {
      memory.bytes[place] = 0x80;
      expect(memory.isAscii(at + 1, at + 1 + length)).toBe(0);
      memory.bytes[place] = 0x7f;
    }
  }
});

test('[DEC-1] the hash of a text depends on each of its bytes, its length and the seed, and on nothing beside it', () => {
  const { memory, at } = setup();
  const hashes = new Set<string>();
  const hashOf = (from: number, to: number, { hashText, words } = memory): string => {
    hashText(from, to);
    return `${words[0]} ${words[1]}`;
  };
  for (let length = 0; length < 100; length++) {
    memory.bytes.fill(0, at, at + 200);
    const hash = hashOf(at, at + length);
    hashes.add(hash);
    memory.bytes.fill(0xaa, at + length, at + 200);
    expect(hashOf(at, at + length)).toBe(hash);
    for (let place = at; place < at + length; place++) {
      memory.bytes[place] = 1;
      hashes.add(hashOf(at, at + length));
      memory.bytes[place] = 0;
    }
  }
  expect(hashes.size).toBe(100 + (99 * 100) / 2);
  const other = new WireMemory(6);
  expect(hashOf(at, at + 36, other)).not.toBe(hashOf(at, at + 36));
});

test('[DEC-1] ids that are counted up have hashes of their own', () => {
  const { memory, at } = setup();
  const hashes = new Set<bigint>();
  const COUNTED = 300_000;
  const encoder = new TextEncoder();
  for (let id = 0; id < COUNTED; id++) {
    const text = `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
    memory.bytes.set(encoder.encode(text), at);
    memory.hashText(at, at + text.length);
    hashes.add((BigInt(memory.words[0]) << 32n) | BigInt(memory.words[1] >>> 0));
  }
  expect(hashes.size).toBe(COUNTED);
});

test('[DEC-4] no part of the memory is given to two, and more than there is to nobody', () => {
  const { memory } = setup();
  const parts = [1, 64, 65, 1_000_000].map((length) => ({ from: memory.reserve(length), length }));
  for (const [i, { from, length }] of parts.entries()) {
    expect(from % 64).toBe(0);
    if (i + 1 < parts.length) expect(parts[i + 1].from).toBeGreaterThanOrEqual(from + length);
  }
  expect(() => memory.reserve(2 ** 26)).toThrow('left');
});

function setup() {
  const memory = new WireMemory(5);
  return { memory, at: memory.reserve(256) };
}
