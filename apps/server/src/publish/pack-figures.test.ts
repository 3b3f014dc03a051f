import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { EdgeFiguresSchema } from '@orrery/proto/orrery/live/v1/live_pb';
import { expect, test } from 'vitest';
import { FIGURE, FIGURE_COUNT } from '../aggregate/graph-view.ts';
import { packFigures } from './pack-figures.ts';
import { randomFrom } from './testing/random.ts';

test('[PUB-1] figures are packed into the very bytes that protobuf-es writes', () => {
  const seed = 20_261;
  const random = randomFrom(seed);
  for (let round = 0; round < 300; round += 1) {
    const size = 1 + Math.floor(random() * 40);
    const values = Uint32Array.from({ length: size * FIGURE_COUNT }, () =>
      random() < 0.5 ? 0 : Math.floor(2 ** (random() * 32)),
    );
    const rows = Array.from({ length: size }, (_, row) => row).filter(() => random() < 0.7);
    const lastSeenMs = Float64Array.from({ length: size }, (_, row) => 1_700_000_000_000 + row);
    const bytes = packFigures(rows, { values, lastSeenMs }, undefined);
    const expected = create(EdgeFiguresSchema, figuresInit(rows, values));
    expect(Buffer.from(bytes).equals(toBinary(EdgeFiguresSchema, expected)), `seed ${seed}, round ${round}`).toBe(true);
  }
});

test('[PUB-1] a column of zeros is left out', () => {
  const values = new Uint32Array(2 * FIGURE_COUNT);
  values[FIGURE.forwarded] = 7;
  const table = { values, lastSeenMs: Float64Array.of(1, 1) };
  const figures = fromBinary(EdgeFiguresSchema, packFigures([0, 1], table, undefined));
  expect(figures.edge).toEqual([0, 1]);
  expect(figures.forwarded).toEqual([7, 0]);
  expect(figures.dropped).toEqual([]);
});

function figuresInit(rows: readonly number[], values: Uint32Array): MessageInitShape<typeof EdgeFiguresSchema> {
  const column = (figure: number): number[] => {
    const cells = rows.map((row) => values[row * FIGURE_COUNT + figure]);
    return cells.some((value) => value > 0) ? cells : [];
  };
  const columns = Object.fromEntries(Object.entries(FIGURE).map(([name, figure]) => [name, column(figure)]));
  return { edge: [...rows], ...columns, lastSeenMs: rows.map((row) => 1_700_000_000_000 + row) };
}
