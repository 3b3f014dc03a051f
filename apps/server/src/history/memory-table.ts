import { RowCursor, RowPacker } from './packed-rows.ts';
import type { SecondRange } from '../aggregate/graph-view.ts';

/** How long a bucket is. Rows of one key may lie in a bucket more than once: what came late is beside what was there. */
const BUCKET_SECONDS = 10;
/** What an interned key takes beside its text, twice: in the map and in the list. */
const KEY_OVERHEAD_BYTES = 200;

/** What is said about one key in one bucket. */
export interface MemoryRow {
  readonly bucket: number;
  /** Tells keys apart. */
  readonly name: string;
  readonly figures: ArrayLike<number>;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** All that a range has of one key. */
export interface MemorySum<Key> {
  readonly key: Key;
  readonly figures: Float64Array;
  firstMs: number;
  lastMs: number;
}

/**
 * One table of figures that add up, by key and bucket, in memory. Keys stand here once; rows are bytes. A key that no
 * bucket has any more is forgotten, and its number is given to another.
 */
export class MemoryTable<Key> {
  readonly #width: number;
  readonly #buckets = new Map<number, Uint8Array[]>();
  readonly #numbers = new Map<string, number>();
  readonly #keys: ({ readonly name: string; readonly key: Key; newest: number } | undefined)[] = [];
  readonly #free: number[] = [];
  #bytes = 0;

  /** `width`: how many figures a row has at most. */
  constructor(width: number) {
    this.#width = width;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Starts of buckets, in no order. */
  buckets(): Iterable<number> {
    return this.#buckets.keys();
  }

  /** `keyOf` is called for a name that is new. */
  add<Row extends MemoryRow>(rows: Iterable<Row>, keyOf: (row: Row) => Key): void {
    const packers = new Map<number, RowPacker>();
    for (const row of rows) {
      let packer = packers.get(row.bucket);
      if (packer === undefined) packers.set(row.bucket, (packer = new RowPacker(row.bucket)));
      packer.add(this.#numberOf(row, keyOf), row.figures, row.firstMs, row.lastMs);
    }
    for (const [bucket, packer] of packers) {
      const bytes = packer.finish();
      const pieces = this.#buckets.get(bucket);
      if (pieces === undefined) this.#buckets.set(bucket, [bytes]);
      else pieces.push(bytes);
      this.#bytes += bytes.length;
    }
  }

  /** Calls `visit` with each row of the range, in no order; the cursor is the same every time. Ends a step per bucket. */
  *rows(range: SecondRange, visit: (row: RowCursor, bucket: number) => void): Generator<undefined, void, undefined> {
    for (const [bucket, pieces] of this.#buckets) {
      if (bucket + BUCKET_SECONDS <= range.from || bucket >= range.to) continue;
      for (const bytes of pieces) {
        const cursor = new RowCursor(bytes, bucket);
        while (cursor.next()) visit(cursor, bucket);
      }
      yield;
    }
  }

  /** What the range has of each key. */
  *sums(range: SecondRange): Generator<undefined, readonly MemorySum<Key>[], undefined> {
    // Numbers are given to other keys while a reader pauses: what it found of a key stays with the key.
    const sums = new Map<object, MemorySum<Key>>();
    yield* this.rows(range, (row) => {
      const known = this.#keys[row.key];
      if (known === undefined) return;
      let sum = sums.get(known);
      if (sum === undefined) {
        const figures = new Float64Array(this.#width);
        sums.set(known, (sum = { key: known.key, figures, firstMs: row.firstMs, lastMs: row.lastMs }));
      }
      for (let index = 0; index < row.count; index += 1) {
        const place = row.places[index] ?? 0;
        sum.figures[place] = (sum.figures[place] ?? 0) + (row.figures[index] ?? 0);
      }
      sum.firstMs = Math.min(sum.firstMs, row.firstMs);
      sum.lastMs = Math.max(sum.lastMs, row.lastMs);
    });
    return [...sums.values()];
  }

  forgetBefore(second: number): void {
    for (const [bucket, pieces] of this.#buckets) {
      if (bucket + BUCKET_SECONDS > second) continue;
      for (const { length } of pieces) this.#bytes -= length;
      this.#buckets.delete(bucket);
    }
    for (const [number, known] of this.#keys.entries()) {
      if (known === undefined || known.newest + BUCKET_SECONDS > second) continue;
      this.#numbers.delete(known.name);
      this.#keys[number] = undefined;
      this.#free.push(number);
      this.#bytes -= bytesOfKey(known.name);
    }
  }

  #numberOf<Row extends MemoryRow>(row: Row, keyOf: (row: Row) => Key): number {
    const { name, bucket } = row;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#free.pop() ?? this.#keys.length;
      this.#numbers.set(name, number);
      this.#keys[number] = { name, key: keyOf(row), newest: bucket };
      this.#bytes += bytesOfKey(name);
      return number;
    }
    const known = this.#keys[number];
    if (known !== undefined && known.newest < bucket) known.newest = bucket;
    return number;
  }
}

function bytesOfKey(name: string): number {
  return name.length * 2 + KEY_OVERHEAD_BYTES;
}
