import { FIGURE_COUNT } from './graph-view.ts';
import type { EdgeIndex, Figure, SecondRange } from './graph-view.ts';

/** How far somebody is who reads edges one by one to write them down; see ClosingView. */
export class ReadingState {
  /** Nothing of this second or later is late. */
  lateBefore = 0;
  range: SecondRange | undefined;
  /** Edges below are read. */
  next: EdgeIndex = 0;
  #closedBefore = 0;
  #folded: Float64Array | undefined;

  closeBefore(second: number): void {
    this.range = undefined;
    this.#closedBefore = this.lateBefore = second;
  }

  begin(range: SecondRange): void {
    this.range = range;
    this.next = 0;
    this.#folded = undefined;
    this.#closedBefore = range.from;
    this.lateBefore = range.to;
  }

  /** `last` is read after all others. */
  isLate(edge: EdgeIndex, second: number, last: EdgeIndex): boolean {
    return second < this.#closedBefore || (edge < this.next && edge !== last);
  }

  /** An edge is folded that was read with so much of a figure. */
  fold(figure: Figure, amount: number): void {
    this.#folded ??= new Float64Array(FIGURE_COUNT);
    this.#folded[figure] += amount;
  }

  end(): ArrayLike<number> | undefined {
    if (this.range !== undefined) this.closeBefore(this.range.to);
    return this.#folded;
  }
}
