/** What rows are sorted by: numbers before texts, and what is missing after everything. */
export type SortKey = number | string;

export interface KeyedRows {
  /** Half-open serials of what is kept. */
  readonly from: number;
  readonly to: number;
}

/**
 * The rows of `[from, to)` by a key that each of them has, the larger first where `isDescending`; of equal ones the newer
 * comes first. Keys are read little by little, as each costs the decoding of a flow:
 *
 *     readKeys(n)     takes the keys of n more rows; false when none is missing
 *     update(rows)    sorts what came since, merges it, and leaves out what is no longer kept
 */
export class RowOrder {
  readonly #isDescending: boolean;
  readonly #keyOf: (serial: number) => SortKey;
  readonly #capacity: number;
  /** By serial, used in turn. */
  readonly #keys: SortKey[];
  /** Keys of `[from, readTo)` are there; rows of `[from, sortedTo)` have a place. */
  #readTo: number;
  #sortedTo: number;
  #order: Float64Array = new Float64Array(0);

  constructor(
    from: number,
    options: { readonly isDescending: boolean; readonly capacity: number; readonly keyOf: (serial: number) => SortKey },
  ) {
    this.#isDescending = options.isDescending;
    this.#keyOf = options.keyOf;
    this.#capacity = options.capacity;
    this.#keys = [];
    this.#readTo = from;
    this.#sortedTo = from;
  }

  get readTo(): number {
    return this.#readTo;
  }

  /** Serials in their order, as of the last `update`. */
  get order(): Float64Array {
    return this.#order;
  }

  readKeys({ from, to }: KeyedRows, most: number): boolean {
    // Rows that left before their key was read have none, and no place either.
    this.#readTo = Math.max(this.#readTo, from);
    const end = Math.min(to, this.#readTo + most);
    for (; this.#readTo < end; this.#readTo += 1) {
      this.#keys[this.#readTo % this.#capacity] = this.#keyOf(this.#readTo);
    }
    return this.#readTo < to;
  }

  update({ from, to }: KeyedRows): void {
    const end = Math.min(to, this.#readTo);
    const start = Math.max(this.#sortedTo, from);
    const fresh = Float64Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i).sort(this.#compare);
    const kept = this.#order.filter((serial) => serial >= from && serial < to);
    this.#order = merged(kept, fresh, this.#compare);
    this.#sortedTo = end;
  }

  readonly #compare = (a: number, b: number): number => {
    const first = this.#keys[a % this.#capacity] ?? '';
    const second = this.#keys[b % this.#capacity] ?? '';
    if (first === second) return b - a;
    const [noFirst, noSecond] = [isMissing(first), isMissing(second)];
    if (noFirst || noSecond) return noFirst && noSecond ? b - a : noFirst ? 1 : -1;
    const isBefore = typeof first === typeof second ? first < second : typeof first === 'number';
    return isBefore === this.#isDescending ? 1 : -1;
  };
}

function isMissing(key: SortKey): boolean {
  return key === '' || Number.isNaN(key);
}

function merged(a: Float64Array, b: Float64Array, compare: (a: number, b: number) => number): Float64Array {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let at = 0; at < all.length; at += 1) {
    const [first, second] = [a[i], b[j]];
    const takesFirst = second === undefined || (first !== undefined && compare(first, second) <= 0);
    all[at] = (takesFirst ? first : second) ?? 0;
    if (takesFirst) i += 1;
    else j += 1;
  }
  return all;
}
