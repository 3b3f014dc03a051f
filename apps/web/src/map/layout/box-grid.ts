import { bottomOf, rightOf } from './box.ts';
import type { Box } from './scene.ts';

const CELL = 128;

/** Finds what lies near a box without looking at everything. */
export class BoxGrid<Item> {
  readonly #cells = new Map<number, { readonly box: Box; readonly item: Item }[]>();

  add(box: Box, item: Item): void {
    for (const cell of cellsOf(box)) {
      const known = this.#cells.get(cell);
      if (known === undefined) this.#cells.set(cell, [{ box, item }]);
      else known.push({ box, item });
    }
  }

  /** Everything whose cells a box touches, perhaps more than once: the caller looks whether it really is there. */
  *near(box: Box): Generator<{ readonly box: Box; readonly item: Item }> {
    for (const cell of cellsOf(box)) yield* this.#cells.get(cell) ?? [];
  }
}

function cellsOf(box: Box): number[] {
  const cells: number[] = [];
  for (let x = Math.floor(box.left / CELL); x <= Math.floor(rightOf(box) / CELL); x++) {
    for (let y = Math.floor(box.top / CELL); y <= Math.floor(bottomOf(box) / CELL); y++) cells.push(y * 65_536 + x);
  }
  return cells;
}
