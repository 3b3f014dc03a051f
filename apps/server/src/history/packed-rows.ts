/**
 * Rows of one bucket as bytes, for a store in memory: a row of an edge that had two kinds of flows takes about 14.
 *
 *     key · how many figures are not 0 · (steps to the figure, figure)... · first · last
 *
 * All are whole numbers of seven bits a byte, the lowest first. Times are milliseconds from the start of the bucket, and
 * may lie before it: their sign is the lowest bit.
 */
export class RowPacker {
  readonly #startMs: number;
  #bytes = new Uint8Array(1024);
  #length = 0;

  constructor(bucketSeconds: number) {
    this.#startMs = bucketSeconds * 1000;
  }

  add(key: number, figures: ArrayLike<number>, firstMs: number, lastMs: number): void {
    let present = 0;
    for (let figure = 0; figure < figures.length; figure += 1) if (figures[figure] !== 0) present += 1;
    this.#put(key);
    this.#put(present);
    let before = 0;
    for (let figure = 0; figure < figures.length; figure += 1) {
      const amount = figures[figure] ?? 0;
      if (amount === 0) continue;
      this.#put(figure - before);
      this.#put(amount);
      before = figure;
    }
    this.#putSigned(firstMs - this.#startMs);
    this.#putSigned(lastMs - this.#startMs);
  }

  /** The caller owns them. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #putSigned(value: number): void {
    this.#put(value < 0 ? -value * 2 - 1 : value * 2);
  }

  #put(value: number): void {
    // Eight bytes hold every whole number that a double does.
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let rest = value;
    while (rest >= 128) {
      this.#bytes[this.#length] = (rest % 128) | 128;
      this.#length += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }
}

/** Reads what a RowPacker of the same bucket wrote, row after row; `figures[i]` is the amount of figure `places[i]`. */
export class RowCursor {
  key = 0;
  count = 0;
  readonly places: number[] = [];
  readonly figures: number[] = [];
  firstMs = 0;
  lastMs = 0;
  readonly #startMs: number;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array, bucketSeconds: number) {
    this.#bytes = bytes;
    this.#startMs = bucketSeconds * 1000;
  }

  /** False after the last row. */
  next(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    this.key = this.#take();
    this.count = this.#take();
    let place = 0;
    for (let index = 0; index < this.count; index += 1) {
      place += this.#take();
      this.places[index] = place;
      this.figures[index] = this.#take();
    }
    this.firstMs = this.#startMs + this.#takeSigned();
    this.lastMs = this.#startMs + this.#takeSigned();
    return true;
  }

  #takeSigned(): number {
    const value = this.#take();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #take(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }
}
