import { LANE_TENS } from './ten-lanes.ts';
import type { LaneHolder, TenLanes } from './ten-lanes.ts';

/** Half-open, in tens of seconds since 1970. */
export interface TenRange {
  readonly from: number;
  readonly to: number;
}

interface Series extends LaneHolder {
  readonly key: number;
  total: number;
  /** Without a lane: the only ten of which a count is known, and that count. */
  ten: number;
  inTen: number;
}

/** Different codes of one row: more are counted under the key for the rest. */
const MAX_CODES = 16;

/**
 * Counts of one row by key, since it was first seen and by tens of seconds. Keys from 0 on are codes, which are bounded,
 * negative ones are what the owner names so. A series gets a lane when it counts in a second ten, so that what is seen
 * once costs next to nothing:
 *
 *     DENIED   total 3    ten 179000012: 3          no lane
 *     200      total 91   lane 7
 *
 * When there is no lane left a series knows its newest ten only, and ranges that begin before are not known.
 */
export class RowCounts {
  readonly #lanes: TenLanes;
  readonly #rest: number;
  readonly #series: Series[] = [];
  #codes = 0;
  /** Up to this ten something is in the totals and in no window. */
  #givenUpTen = 0;

  /** `rest` is the key of codes past the bound. */
  constructor(lanes: TenLanes, rest: number) {
    this.#lanes = lanes;
    this.#rest = rest;
  }

  /** `amount` below 0 takes away what was added at that ten. */
  add(key: number, ten: number, amount: number): void {
    const series = this.#seriesOf(key);
    series.total += amount;
    this.#addAt(series, ten, amount);
  }

  total(key: number): number {
    return this.#find(key)?.total ?? 0;
  }

  count(key: number, range: TenRange | undefined): number {
    const series = this.#find(key);
    return series === undefined ? 0 : this.#countOf(series, range);
  }

  /** Whether nothing else was ever counted, and of each of these no more than `most`. */
  hasOnly(keys: readonly number[], most: number): boolean {
    for (const { key, total } of this.#series) if (total > (keys.includes(key) ? most : 0)) return false;
    return true;
  }

  /** All codes that were counted in the range. */
  codes(range: TenRange | undefined): Map<number, number> {
    const counts = new Map<number, number>();
    for (const series of this.#series) {
      const count = series.key < 0 ? 0 : this.#countOf(series, range);
      if (count > 0) counts.set(series.key, count);
    }
    return counts;
  }

  /** Whether the windows hold everything of the range. */
  isKnown(range: TenRange): boolean {
    return range.from > this.#givenUpTen;
  }

  /** Adds everything that is counted here to `into`. Not to be used any more after that. */
  moveTo(into: RowCounts): void {
    for (const series of this.#series) {
      const target = into.#seriesOf(series.key);
      target.total += series.total;
      if (series.lane < 0) into.#addAt(target, series.ten, series.inTen);
      else {
        const newest = this.#lanes.newestOf(series.lane);
        for (let ten = newest - LANE_TENS + 1; ten <= newest; ten++) {
          const count = this.#lanes.sum(series.lane, ten, ten + 1);
          if (count > 0) into.#addAt(target, ten, count);
        }
      }
    }
    into.#givenUpTen = Math.max(into.#givenUpTen, this.#givenUpTen);
    this.release();
  }

  /** Gives the lanes back. */
  release(): void {
    for (const series of this.#series) {
      if (series.lane >= 0) this.#lanes.release(series.lane);
      series.lane = -1;
    }
  }

  #addAt(series: Series, ten: number, amount: number): void {
    if (series.lane >= 0) this.#lanes.add(series.lane, ten, amount);
    else if (ten === series.ten) series.inTen = Math.max(0, series.inTen + amount);
    else if (amount > 0) this.#addElsewhere(series, ten, amount);
  }

  #addElsewhere(series: Series, ten: number, amount: number): void {
    if (series.inTen > 0 && !this.#lanes.isStale(series.ten)) {
      series.lane = this.#lanes.allocate(series);
      if (series.lane >= 0) {
        this.#lanes.add(series.lane, series.ten, series.inTen);
        this.#lanes.add(series.lane, ten, amount);
        series.inTen = 0;
        return;
      }
      this.#givenUpTen = Math.max(this.#givenUpTen, Math.min(ten, series.ten));
      if (ten < series.ten) return;
    }
    series.ten = ten;
    series.inTen = amount;
  }

  #countOf(series: Series, range: TenRange | undefined): number {
    if (range === undefined) return series.total;
    if (series.lane >= 0) return this.#lanes.sum(series.lane, range.from, range.to);
    return series.ten >= range.from && series.ten < range.to ? series.inTen : 0;
  }

  #find(key: number): Series | undefined {
    for (const series of this.#series) if (series.key === key) return series;
    return undefined;
  }

  #seriesOf(key: number): Series {
    const known = this.#find(key);
    if (known !== undefined) return known;
    if (key >= 0 && key !== this.#rest && ++this.#codes > MAX_CODES) {
      this.#codes = MAX_CODES;
      return this.#seriesOf(this.#rest);
    }
    const series: Series = { key, total: 0, ten: 0, inTen: 0, lane: -1 };
    this.#series.push(series);
    return series;
  }
}
