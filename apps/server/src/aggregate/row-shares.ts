import type { VertexIndex } from './graph-view.ts';

/** A row without news for so long is of no range that anybody can ask for. */
const STALE_MS = 900_000;
/** One that is hardly about anything, on an edge that is full. */
const FLEETING_MS = 60_000;
/** A full table is looked through for stale rows this often, and so many times in between for those of the greediest. */
const LOOK_EVERY_MS = 1_000;
const LOOKS_BETWEEN = 20;
const MOST_AT_ONCE = 1_024;

export interface SharedRow {
  /** Where its edge begins. */
  readonly owner: VertexIndex;
  readonly lastSeenMs: number;
  readonly isOther: boolean;
  /** What it is about was hardly asked for and is not there: as random paths and names are. */
  readonly isFleeting: boolean;
}

/**
 * Which rows have to leave a full table for a new one. First those that are stale. When there are none, the coldest of the
 * owner who has most, and only while the one of the new row has less than half as many: who fills the table alone pays
 * for it alone, and those who fill it together do not take each other's rows.
 */
export class RowShares<Row extends SharedRow> {
  readonly #rowsOf = new Map<VertexIndex, number>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looks = 0;
  /** Rows of the owner who had most when that was looked at last. */
  #most = 0;

  add(owner: VertexIndex): void {
    this.#rowsOf.set(owner, (this.#rowsOf.get(owner) ?? 0) + 1);
  }

  remove(owner: VertexIndex): void {
    const left = (this.#rowsOf.get(owner) ?? 0) - 1;
    if (left > 0) this.#rowsOf.set(owner, left);
    else this.#rowsOf.delete(owner);
  }

  /** `nowMs` is our clock: that of a flow may be anything. */
  victims(rows: Iterable<Row>, newcomer: VertexIndex, nowMs: number): readonly Row[] {
    const isDue = Math.abs(nowMs - this.#lookedMs) >= LOOK_EVERY_MS;
    if (isDue) {
      this.#lookedMs = nowMs;
      this.#looks = 0;
      this.#findGreediest();
      const stale = oldRows(rows, (row) => nowMs - row.lastSeenMs >= STALE_MS);
      if (stale.length > 0) return stale;
    }
    const own = this.#rowsOf.get(newcomer) ?? 0;
    if (!isDue && (surplusOf(this.#most, own) < 1 || this.#looks >= LOOKS_BETWEEN)) return [];
    this.#looks++;
    const greediest = this.#findGreediest();
    const surplus = surplusOf(this.#most, own);
    if (surplus < 1) return [];
    const theirs: Row[] = [];
    for (const row of rows) if (row.owner === greediest && !row.isOther) theirs.push(row);
    theirs.sort((left, right) => left.lastSeenMs - right.lastSeenMs);
    return theirs.slice(0, Math.min(surplus, MOST_AT_ONCE));
  }

  #findGreediest(): VertexIndex {
    let greediest = -1;
    this.#most = 0;
    for (const [owner, count] of this.#rowsOf) {
      if (count <= this.#most) continue;
      this.#most = count;
      greediest = owner;
    }
    return greediest;
  }
}

/** So many rows can change hands before both have as many; none where the difference is no injustice. */
function surplusOf(most: number, own: number): number {
  return own * 2 < most ? Math.floor((most - own) / 2) : 0;
}

/** Rows of a full edge that make room: stale ones, and fleeting ones after a minute. */
export function idleRows<Row extends SharedRow>(rows: Iterable<Row>, nowMs: number): Row[] {
  return oldRows(rows, (row) => nowMs - row.lastSeenMs >= (row.isFleeting ? FLEETING_MS : STALE_MS));
}

function oldRows<Row extends SharedRow>(rows: Iterable<Row>, isOld: (row: Row) => boolean): Row[] {
  const old: Row[] = [];
  for (const row of rows) {
    if (row.isOther || !isOld(row)) continue;
    old.push(row);
    if (old.length === MOST_AT_ONCE) break;
  }
  return old;
}
