import { expect, test } from 'vitest';
import { RowCursor, RowPacker } from './packed-rows.ts';

const BUCKET = 1_790_000_000;

test('[HIST-50] a packed row is read as it was written, whatever its numbers are', () => {
  const startMs = BUCKET * 1000;
  const rows = [
    { key: 0, figures: [0, 0, 0], firstMs: startMs, lastMs: startMs + 9999 },
    { key: 127, figures: [1, 0, 128], firstMs: startMs - 86_400_000, lastMs: startMs + 1 },
    { key: 300_000, figures: [0, 2 ** 40, 0, 0, 3], firstMs: 0, lastMs: startMs - 1 },
    { key: 5, figures: [], firstMs: startMs + 127, lastMs: startMs + 128 },
  ];
  const packer = new RowPacker(BUCKET);
  for (const { key, figures, firstMs, lastMs } of rows) packer.add(key, figures, firstMs, lastMs);
  const cursor = new RowCursor(packer.finish(), BUCKET);
  for (const { key, figures, firstMs, lastMs } of rows) {
    expect(cursor.next()).toBe(true);
    const found = figures.map(() => 0);
    for (let index = 0; index < cursor.count; index += 1) {
      found[cursor.places[index] ?? -1] = cursor.figures[index] ?? 0;
    }
    expect({ key: cursor.key, figures: found, firstMs: cursor.firstMs, lastMs: cursor.lastMs }).toEqual({
      key,
      figures,
      firstMs,
      lastMs,
    });
  }
  expect(cursor.next()).toBe(false);
});
