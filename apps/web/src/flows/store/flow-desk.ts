import { Verdict } from '@orrery/proto/flow/flow_pb';
import type { FlowBatch } from '@orrery/proto/orrery/live/v1/flows_pb';
import { readResponse, responseJson } from '@orrery/flow/response-json';
import { flowColumn, type FlowSort } from './flow-columns.ts';
import type { FlowJson, FlowLook, FlowQuestion, FlowTable, FollowState } from './flow-messages.ts';
import { flowRow, type FlowRow } from './flow-row.ts';
import { FLOW_STORE_BOUNDS, FlowStore, type FlowStoreBounds } from './flow-store.ts';
import type { PastRead } from './past-reading.ts';
import { RowOrder, type SortKey } from './row-order.ts';

/** Where the server goes on when the socket is opened again. */
export interface FollowedTo {
  readonly after: number;
  readonly epoch: number;
}

/** Rows that one look gets at most. */
const MOST_ROWS = 400;

/**
 * What stands behind the table: the flows that came, in which order they are looked at, and what is in sight.
 *
 *     batches ──► FlowStore ──► order as they came, or a RowOrder ──► rows in sight
 *
 * While the table is held nothing leaves the store, so that what is looked at stays; what does not fit then is counted,
 * and asked for again by `mustCatchUp` when it goes on.
 */
export class FlowDesk {
  readonly #bounds: FlowStoreBounds;
  readonly #store: FlowStore;
  #question = 0;
  #look: FlowLook = { from: 0, to: 0, sort: undefined, heldTo: undefined };
  #order: RowOrder | undefined;
  /** Rows below it have a place when the order is shown for the first time; until then they stand as they came. */
  #orderedFrom = 0;
  #following: FollowState = { kind: 'connecting' };
  /** First serial of the present question. */
  #begin = 0;
  #followed: FollowedTo | undefined;
  /** The newest flow that was kept of the present epoch. */
  #keptTo: FollowedTo | undefined;
  #refused = 0;
  #tooLarge = 0;
  /** Of the sockets before, and of this one. */
  #leftOut = { before: 0, now: 0 };
  #missed = { before: 0, now: 0 };
  #sampledOneIn = 1;

  constructor(bounds: FlowStoreBounds = FLOW_STORE_BOUNDS) {
    this.#bounds = bounds;
    this.#store = new FlowStore(bounds);
  }

  get followedTo(): FollowedTo | undefined {
    return this.#followed;
  }

  /** Flows came that were not kept because the table was held, and it is not held any more. */
  get mustCatchUp(): boolean {
    return this.#refused > 0 && this.#look.heldTo === undefined;
  }

  ask({ id }: Pick<FlowQuestion, 'id'>): void {
    this.#question = id;
    this.#store.clear();
    this.#begin = this.#store.to;
    this.#followed = undefined;
    this.#keptTo = undefined;
    this.#refused = 0;
    this.#tooLarge = 0;
    this.#leftOut = { before: 0, now: 0 };
    this.#missed = { before: 0, now: 0 };
    this.#sampledOneIn = 1;
    this.#following = { kind: 'connecting' };
    this.#sortBy(this.#look.sort);
  }

  look(look: FlowLook): void {
    const before = this.#look;
    this.#look = look;
    if (!isSameSort(before.sort, look.sort)) this.#sortBy(look.sort);
  }

  became(state: FollowState): void {
    this.#following = state;
  }

  /** A socket was opened anew: its totals begin at 0. */
  opened(): void {
    this.#leftOut = { before: this.#leftOut.before + this.#leftOut.now, now: 0 };
    this.#missed = { before: this.#missed.before + this.#missed.now, now: 0 };
  }

  /** Goes on behind what was kept last, for the sake of what was refused. */
  catchUp(): void {
    this.#followed = this.#keptTo;
    this.#refused = 0;
  }

  deliver(batch: FlowBatch): void {
    const mayLose = this.#look.heldTo === undefined;
    const { epoch } = batch;
    for (const { number, response } of batch.flows) {
      if (response.length > this.#bounds.segmentBytes) this.#tooLarge += 1;
      // After one that was refused none is kept, so that what is asked for again has no flow twice.
      else if (this.#refused > 0 || !this.#store.append(number, response, mayLose)) this.#refused += 1;
      else this.#keptTo = { after: number, epoch };
    }
    this.#followed = { after: batch.lookedAt, epoch };
    if (this.#refused === 0) this.#keptTo = this.#followed;
    this.#leftOut = { ...this.#leftOut, now: batch.leftOut };
    this.#missed = { ...this.#missed, now: batch.missed };
    this.#sampledOneIn = Math.max(1, batch.sampledOneIn);
    this.#following = { kind: batch.isBacklog ? 'reading' : 'live' };
  }

  /** Shows what was read of the history, instead of what was shown of it before. */
  fill({ flows, sampledOneIn, leftOut, missingSeconds, state }: PastRead): void {
    this.#store.clear();
    this.#begin = this.#store.to;
    for (const [back, response] of flows.toReversed().entries()) this.#store.append(back + 1, response, true);
    this.#sampledOneIn = sampledOneIn;
    this.#leftOut = { before: 0, now: leftOut };
    this.#following = { kind: 'past', missingSeconds, state };
    this.#sortBy(this.#look.sort);
  }

  /** Finds the places of some rows. True when others are without one. */
  work(most: number): boolean {
    const kept = this.#shown();
    return this.#order?.readKeys(kept, most) ?? false;
  }

  /** The table as it is now. */
  table(): FlowTable {
    const shown = this.#shown();
    const { from, to } = this.#look;
    const serials = this.#serials(shown);
    const unsorted = this.#order === undefined ? 0 : Math.max(0, shown.to - Math.max(shown.from, this.#order.readTo));
    const total = serials.length;
    const first = Math.max(0, Math.min(from, total));
    const last = Math.max(first, Math.min(to, total, first + MOST_ROWS));
    return {
      question: this.#question,
      total,
      from: first,
      rows: Array.from({ length: last - first }, (_, i) => this.#row(serials.at(first + i))),
      sort: this.#look.sort,
      end: shown.to,
      isHeld: this.#look.heldTo !== undefined,
      verdicts: this.#store.countsUpTo(shown.to).map((count, at) => ({ verdict: Verdict[at] ?? String(at), count })),
      newer: this.#store.to - shown.to + this.#refused,
      gone: this.#store.from - this.#begin + this.#tooLarge,
      leftOut: this.#leftOut.before + this.#leftOut.now,
      missed: this.#missed.before + this.#missed.now,
      sampledOneIn: this.#sampledOneIn,
      unsorted,
      following: this.#following,
    };
  }

  /** The whole of a flow; undefined when it is not kept any more, or is none. */
  full(serial: number): FlowJson | undefined {
    const bytes = this.#store.bytesOf(serial);
    const response = bytes && readResponse(bytes);
    if (response === undefined) return undefined;
    const json = responseJson(response, 'as bytes');
    return this.#following.kind === 'past' ? json : { number: this.#store.numberOf(serial), ...json };
  }

  #sortBy(sort: FlowSort): void {
    if (sort === undefined) {
      this.#order = undefined;
      return;
    }
    const { column, isDescending } = sort;
    this.#orderedFrom = this.#store.to;
    const { keyOf } = flowColumn(column);
    this.#order = new RowOrder(this.#store.from, {
      isDescending,
      capacity: this.#bounds.flows,
      keyOf: column === 'time' ? (serial) => this.#store.timeMsOf(serial) : (serial) => this.#keyOf(serial, keyOf),
    });
  }

  #keyOf(serial: number, keyOf: (row: FlowRow) => SortKey): SortKey {
    const row = this.#row(serial);
    return row === undefined ? '' : keyOf(row);
  }

  /** Half-open serials of the rows of the table. */
  #shown(): { readonly from: number; readonly to: number } {
    const { from, to } = this.#store;
    return { from, to: Math.max(from, Math.min(to, this.#look.heldTo ?? to)) };
  }

  #serials(shown: { readonly from: number; readonly to: number }): Serials {
    if (this.#order === undefined || this.#order.readTo < Math.min(this.#orderedFrom, shown.to)) {
      return { length: shown.to - shown.from, at: (position) => shown.to - 1 - position };
    }
    this.#order.update(shown);
    const { order } = this.#order;
    return { length: order.length, at: (position) => order[position] ?? 0 };
  }

  #row(serial: number): FlowRow | undefined {
    const bytes = this.#store.bytesOf(serial);
    return bytes && flowRow(serial, this.#store.numberOf(serial), readResponse(bytes));
  }
}

interface Serials {
  readonly length: number;
  readonly at: (position: number) => number;
}

function isSameSort(a: FlowSort, b: FlowSort): boolean {
  return a?.column === b?.column && a?.isDescending === b?.isDescending;
}
