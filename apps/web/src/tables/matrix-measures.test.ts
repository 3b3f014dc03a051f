import { expect, test } from 'vitest';
import { CELL_HEIGHT, CELL_WIDTH, headHeight, matrixWindow, rowHeadWidth } from './matrix-measures.ts';

test('[WEB-150] only cells that are seen, and a few beyond, are in the document, both ways', () => {
  const head = headHeight(12);
  const large = { rows: 4000, columns: 4000, headHeight: head };
  const size = { width: rowHeadWidth(1000) + 10 * CELL_WIDTH, height: head + 20 * CELL_HEIGHT };
  expect(matrixWindow({ left: 0, top: 0 }, size, large)).toEqual({ rows: [0, 23], columns: [0, 13] });
  expect(matrixWindow({ left: 50 * CELL_WIDTH, top: 100 * CELL_HEIGHT }, size, large)).toEqual({
    rows: [97, 123],
    columns: [47, 63],
  });
  expect(matrixWindow({ left: 0, top: 0 }, size, { ...large, rows: 2, columns: 0 })).toEqual({
    rows: [0, 2],
    columns: [0, 0],
  });
});
