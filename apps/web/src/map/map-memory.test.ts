import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_MEMORY } from './layout/memory.ts';
import { readMemory, readOutline, writeMemory, writeWaiting } from './map-memory.ts';
import { outlineMap, outlineOf } from './map-outline.ts';
import { INCIDENT, mapFrom, PLAIN_LOOK, wordsIn } from './paint/testing/drawn-picture.ts';
import { pictureOf } from './paint/picture.ts';

const OUTLINE = outlineOf(mapFrom(INCIDENT));

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
});

afterEach(() => {
  writeWaiting();
  vi.unstubAllGlobals();
});

const memoryOf = (columns: number) => ({ ...NO_MEMORY, columns, pins: { 'workload:shop/cart': { x: 1, y: 2 } } });

test('[WEB-115] positions and pins of each grouping and level survive a reload', () => {
  writeMemory('workload.middle', memoryOf(3), OUTLINE);
  writeMemory('namespace.far', memoryOf(5), OUTLINE);
  writeWaiting();
  expect(readMemory('workload.middle')).toEqual(memoryOf(3));
  expect(readMemory('namespace.far')?.columns).toBe(5);
  expect(readMemory('workload.far')).toBeUndefined();
});

test('[WEB-115] what waits to be written is already read', () => {
  writeMemory('workload.middle', memoryOf(7), OUTLINE);
  expect(readMemory('workload.middle')?.columns).toBe(7);
});

test('[WEB-115] damaged memory counts as none', () => {
  for (const text of [
    '',
    '{',
    '7',
    'null',
    '{"version":1}',
    '{"version":2,"places":{},"pins":{},"labels":{},"regions":[]}',
  ]) {
    kept.set('orrery.map.1.workload.middle', text);
    expect(readMemory('workload.middle'), text).toBeUndefined();
  }
});

test('[WEB-115] twelve maps are kept, the oldest leaves; a storage that refuses is no error', () => {
  for (let i = 0; i < 20; i += 1) {
    writeMemory(`plan ${i}`, memoryOf(i), OUTLINE);
    writeWaiting();
  }
  expect([...kept.keys()].filter((key) => key.startsWith('orrery.map.1.'))).toHaveLength(12);
  expect(readMemory('plan 19')?.columns).toBe(19);
  expect(readMemory('plan 3')).toBeUndefined();
  vi.stubGlobal('localStorage', undefined);
  writeMemory('plan 20', memoryOf(20), OUTLINE);
  expect(() => writeWaiting()).not.toThrow();
  expect(readMemory('plan 20')).toBeUndefined();
});

test('[WEB-206] all maps together take two million characters; of more, the oldest leave', () => {
  const large = (i: number) => ({
    ...memoryOf(i),
    places: { [`workload:${'x'.repeat(499_000)}`]: { column: i, y: 0, region: '' } },
  });
  for (let i = 0; i < 8; i += 1) {
    writeMemory(`plan ${i}`, large(i), OUTLINE);
    writeWaiting();
  }
  const maps = [...kept].filter(([key]) => key.startsWith('orrery.map.1.'));
  expect(maps.reduce((sum, [, text]) => sum + text.length, 0)).toBeLessThanOrEqual(2_000_000);
  expect([7, 6, 5, 4, 3].map((i) => readMemory(`plan ${i}`)?.columns)).toEqual([7, 6, 5, 4, undefined]);
});

test('[WEB-206] where the browser has no room, the oldest map leaves and the newest is kept', () => {
  for (let i = 0; i < 4; i += 1) {
    writeMemory(`plan ${i}`, memoryOf(i), OUTLINE);
    writeWaiting();
  }
  const most = [...kept.values()].join('').length + 100;
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      const others = [...kept].reduce((sum, [other, text]) => sum + (other === key ? 0 : text.length), 0);
      if (others + value.length > most) throw new Error('QuotaExceededError');
      kept.set(key, value);
    },
    removeItem: (key: string) => void kept.delete(key),
  });
  writeMemory('plan 4', memoryOf(4), OUTLINE);
  writeWaiting();
  expect([4, 3, 2, 1, 0].map((i) => readMemory(`plan ${i}`)?.columns)).toEqual([4, 3, 2, 1, undefined]);
});

test('[WEB-117] before the first flows are read, namespaces are shown where they stood', () => {
  expect(readOutline()).toBeUndefined();
  writeMemory('workload.middle', memoryOf(3), OUTLINE);
  writeWaiting();
  const outline = readOutline();
  expect(outline).toEqual(OUTLINE);
  const { scene, model } = outlineMap(outline ?? OUTLINE);
  expect(new Set(wordsIn(pictureOf(scene, model, PLAIN_LOOK)))).toEqual(
    new Set(OUTLINE.regions.map(({ title }) => title)),
  );
  for (const text of ['{"level":"far"}', '{"level":"far","regions":[1],"bounds":{}}', '[]']) {
    kept.set('orrery.map.1:outline', text);
    expect(readOutline(), text).toBeUndefined();
  }
});
