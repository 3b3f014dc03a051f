import { expect, test } from 'vitest';
import { TILE, tilesIn, tileSpan } from './tiles.ts';

test('[WEB-187] tiles cover the whole canvas without a gap, wherever it looks and however it is stretched', () => {
  const size = { width: 1440, height: 900 };
  for (const scale of [1, 0.73, 1.37]) {
    for (const corner of [
      { x: 0, y: 0 },
      { x: -1, y: 511 },
      { x: 733.4, y: -2048 },
      { x: -TILE, y: 4000.7 },
    ]) {
      const places = tilesIn(size, corner, scale);
      const across = places.filter(({ row }) => row === places[0]?.row).map(({ column }) => column);
      const down = places.filter(({ column }) => column === places[0]?.column).map(({ row }) => row);
      expect(places).toHaveLength(across.length * down.length);
      expectCovered(across, corner.x, scale, size.width);
      expectCovered(down, corner.y, scale, size.height);
    }
  }
});

test('[WEB-187] no more tiles are painted than are in sight', () => {
  expect(tilesIn({ width: 1024, height: 512 }, { x: 0, y: 0 }, 1).map(({ key }) => key)).toEqual(['0 0', '1 0']);
  expect(tilesIn({ width: 1024, height: 512 }, { x: -512, y: 0 }, 1).map(({ key }) => key)).toEqual(['1 0', '2 0']);
});

function expectCovered(places: readonly number[], corner: number, scale: number, length: number): void {
  const spans = places.map((place) => tileSpan(corner, place, scale));
  const [first, last] = [spans[0], spans.at(-1)];
  expect(first?.from).toBeLessThanOrEqual(0);
  expect((last?.from ?? 0) + (last?.length ?? 0)).toBeGreaterThanOrEqual(length - 0.5);
  for (const [i, { from, length: own }] of spans.entries()) {
    if (i + 1 < spans.length) expect(spans[i + 1]?.from).toBe(from + own);
  }
}
