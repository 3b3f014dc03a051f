import { FIGURE_COUNT } from './graph-view.ts';

/**
 * What is stored of every edge, row by row, so that one flow touches few cache lines:
 *
 *     numbers   lastSeenMs  firstSeenMs  revision  serial  totals 0..17
 *     links     source  destination  service  -            lanes 0..17
 *
 * `service` is port x 8 + protocol; `serial` is 0 while the row is free; a lane is stored + 1, and 0 while the figure
 * was never counted.
 */
export class EdgeRows {
  numbers = new Float64Array(FIRST_CAPACITY * NUMBERS);
  links = new Int32Array(FIRST_CAPACITY * LINKS);

  /** Makes room for a row. */
  reserve(row: number): void {
    if ((row + 1) * NUMBERS <= this.numbers.length) return;
    const numbers = new Float64Array(this.numbers.length * 2);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const links = new Int32Array(this.links.length * 2);
    links.set(this.links);
    this.links = links;
  }
}

const FIRST_CAPACITY = 1024;

/** Length of a row, and what stands where in it. */
export const NUMBERS = 4 + FIGURE_COUNT + 2;
export const LAST_SEEN = 0;
export const FIRST_SEEN = 1;
export const REVISION = 2;
export const SERIAL = 3;
export const TOTALS = 4;

export const LINKS = 4 + FIGURE_COUNT + 2;
export const SOURCE = 0;
export const DESTINATION = 1;
export const SERVICE = 2;
export const LANES = 4;
