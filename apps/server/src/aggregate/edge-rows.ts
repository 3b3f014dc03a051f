import { FIGURE_COUNT } from './graph-view.ts';

/**
 * What is stored of every edge, row by row, so that one flow touches few cache lines:
 *
 *     numbers   lastSeenMs  revision  serial  second  totals 0..17  stored 0..17  firstSeenMs
 *     links     source  destination  service  -       lanes 0..17
 *
 * `service` is port x 8 + protocol; `serial` is 0 while the row is free; a lane is stored + 1, and 0 while the figure
 * was never counted. What a total is above its `stored` was counted in `second` and is not in its lane yet.
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
export const NUMBERS = 48;
export const LAST_SEEN = 0;
export const REVISION = 1;
export const SERIAL = 2;
export const SECOND = 3;
export const TOTALS = 4;
export const STORED = TOTALS + FIGURE_COUNT;
export const FIRST_SEEN = STORED + FIGURE_COUNT;

export const LINKS = 24;
export const SOURCE = 0;
export const DESTINATION = 1;
export const SERVICE = 2;
export const LANES = 4;
