/** What was counted of one row in one ten of seconds, by keys of the owner; amounts below 0 take back what was told. */
export interface UnwrittenTen<Row> {
  readonly row: Row;
  readonly ten: number;
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * Counts that nobody wrote down yet, by row, ten of seconds and key:
 *
 *     GET /cart   ten 179000012   200: 3   denied: 1
 *                 ten 179000013   200: 5
 *
 * Whoever writes takes what is of tens that are over, every count once; what comes for them after that is taken the next
 * time. Bounded by the rows of its owner, and by how often somebody takes; nothing is held while nobody wants it.
 */
export class Unwritten<Row> {
  /** Whether somebody writes; until then nothing is held. */
  isWanted = false;
  readonly #rows = new Map<Row, Held>();

  add(row: Row, ten: number, key: number, amount: number): void {
    if (!this.isWanted) return;
    const counts = this.#counts(row, ten);
    counts.set(key, (counts.get(key) ?? 0) + amount);
  }

  /** What is held of `from` is `into`'s. */
  move(from: Row, into: Row): void {
    const held = this.#rows.get(from);
    if (held === undefined) return;
    this.#rows.delete(from);
    for (const [ten, counts] of tensOf(held)) {
      for (const [key, amount] of counts) this.add(into, ten, key, amount);
    }
  }

  /** Takes what is of tens before `end`, row by row. Counting and moving may go on between two steps. */
  *takeBefore(end: number): Generator<UnwrittenTen<Row>, void, undefined> {
    for (const [row, held] of this.#rows) {
      // It may be moved away between two steps.
      while (this.#rows.get(row) === held) {
        const due = tensOf(held).find(([ten]) => ten < end);
        if (due === undefined) break;
        const [ten, counts] = due;
        if (ten === held.ten) held.counts = new Map();
        else held.others?.delete(ten);
        if (held.counts.size === 0 && (held.others?.size ?? 0) === 0) this.#rows.delete(row);
        yield { row, ten, counts };
      }
    }
  }

  #counts(row: Row, ten: number): Map<number, number> {
    const held = this.#rows.get(row);
    if (held === undefined) {
      const counts = new Map<number, number>();
      this.#rows.set(row, { ten, counts, others: undefined });
      return counts;
    }
    if (held.ten !== ten) {
      const others = (held.others ??= new Map());
      if (held.counts.size > 0) others.set(held.ten, held.counts);
      held.counts = others.get(ten) ?? new Map();
      held.ten = ten;
      others.delete(ten);
    }
    return held.counts;
  }
}

/** Of one row: the ten that was counted in last, and those beside it. */
interface Held {
  ten: number;
  counts: Map<number, number>;
  others: Map<number, Map<number, number>> | undefined;
}

function tensOf({ ten, counts, others }: Held): (readonly [ten: number, counts: Map<number, number>])[] {
  const tens = [...(others ?? [])];
  return counts.size > 0 ? [...tens, [ten, counts]] : tens;
}
