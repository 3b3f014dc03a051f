import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { keyNames, type Sum, type SummedTable } from './tables.ts';

const BUCKET_SECONDS = 10;
/** Of text that is packed at once. */
const PIECE_CHARS = 64 * 1024;

/** A row of a summed table without its bucket: keys, then sums. */
export type SummedRow = readonly unknown[];

/**
 * Rows of one summed table by bucket, packed as the lines that they came as. They are read seldom, and added up then.
 */
export class MemorySums {
  readonly #keys: number;
  readonly #sums: readonly Sum[];
  readonly #buckets = new Map<number, Buffer[]>();
  #bytes = 0;

  constructor(table: SummedTable) {
    this.#keys = keyNames(table).length;
    this.#sums = table.sums;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Starts of buckets, in no order. */
  buckets(): Iterable<number> {
    return this.#buckets.keys();
  }

  /** Lines of one batch; each begins with its bucket. */
  *add(lines: string): Generator<undefined, void, undefined> {
    const texts = new Map<number, string>();
    for (let from = 0; from < lines.length;) {
      const end = lines.indexOf('\n', from) + 1;
      const bucket = Number.parseInt(lines.slice(from + 1, from + 16), 10);
      const text = (texts.get(bucket) ?? '') + lines.slice(from, end);
      from = end;
      if (text.length < PIECE_CHARS) {
        texts.set(bucket, text);
        continue;
      }
      texts.delete(bucket);
      this.#pack(bucket, text);
      yield;
    }
    for (const [bucket, text] of texts) this.#pack(bucket, text);
  }

  /** Calls `visit` with each row of the range, in no order. Ends a step per piece. */
  *rows(range: SecondRange, visit: (row: SummedRow, bucket: number) => void): Generator<undefined, void, undefined> {
    for (const [bucket, pieces] of this.#buckets) {
      if (bucket + BUCKET_SECONDS <= range.from || bucket >= range.to) continue;
      for (const piece of pieces) {
        for (const line of inflateRawSync(piece).toString('utf8').split('\n')) {
          if (line !== '') visit((JSON.parse(line) as unknown[]).slice(1), bucket);
        }
        yield;
      }
    }
  }

  /** What the range has of each key. */
  *summed(range: SecondRange): Generator<undefined, readonly SummedRow[], undefined> {
    const sums = new Map<string, SummedRow>();
    yield* this.rows(range, (row) => {
      const key = JSON.stringify(row.slice(0, this.#keys));
      const known = sums.get(key);
      sums.set(key, known === undefined ? row : this.#merged(known, row));
    });
    return [...sums.values()];
  }

  forgetBefore(second: number): void {
    for (const [bucket, pieces] of this.#buckets) {
      if (bucket + BUCKET_SECONDS > second) continue;
      for (const { length } of pieces) this.#bytes -= length;
      this.#buckets.delete(bucket);
    }
  }

  #pack(bucket: number, text: string): void {
    const piece = deflateRawSync(text, { level: 1 });
    const pieces = this.#buckets.get(bucket);
    if (pieces === undefined) this.#buckets.set(bucket, [piece]);
    else pieces.push(piece);
    this.#bytes += piece.length;
  }

  #merged(a: SummedRow, b: SummedRow): SummedRow {
    const sums = this.#sums.map(({ merge }, place) => MERGES[merge](a[this.#keys + place], b[this.#keys + place]));
    return [...a.slice(0, this.#keys), ...sums];
  }
}

type Counts = Readonly<Record<string, number>>;

const MERGES: Readonly<Record<Sum['merge'], (a: unknown, b: unknown) => unknown>> = {
  sum: (a, b) => (a as number) + (b as number),
  min: (a, b) => ((a as number) < (b as number) ? a : b),
  max: (a, b) => ((a as number) > (b as number) ? a : b),
  sumMap: (a, b) => mergedCounts(a as Counts, b as Counts, (x, y) => x + y),
  maxMap: (a, b) => mergedCounts(a as Counts, b as Counts, Math.max),
};

function mergedCounts(a: Counts, b: Counts, merge: (x: number, y: number) => number): Counts {
  const counts = new Map(Object.entries(a));
  for (const [key, count] of Object.entries(b)) {
    const known = counts.get(key);
    counts.set(key, known === undefined ? count : merge(known, count));
  }
  return Object.fromEntries(counts);
}
