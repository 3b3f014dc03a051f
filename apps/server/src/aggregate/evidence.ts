import { isTroubleShelf, SHELVES } from './evidence-shelf.ts';
import type { EdgeIndex, KeptFlow } from './graph-view.ts';

/** Kept per edge and shelf. */
const MAX_PER_SHELF = 20;
/** Newer flows take the place of older ones, but not faster than this. */
const RENEW_QUIET_MS = 10_000;
const RENEW_TROUBLE_MS = 1_000;
/** Where one takes the room of another, each shelf gets one flow in this time: more would only be copied about. */
const RENEW_CROWDED_MS = 10_000;
const CROWDED_SHARE = 0.9;
/** Ordinary traffic is taken only while this share of the budget is free. */
const QUIET_SHARE = 0.5;

interface Shelf {
  readonly flows: KeptFlow[];
  /** Place of the oldest, once the shelf is full. */
  oldest: number;
}

/**
 * Flows that prove what is said about an edge: up to 20 of each shelf.
 *
 * Bounded by `maxBytes`. Ordinary verdicts fill half of it at most. When trouble needs room, ordinary evidence is
 * given up first (`givenUp`), then the oldest trouble of other edges.
 */
export class Evidence {
  bytes = 0;
  count = 0;
  givenUp = 0;
  readonly #maxBytes: number;
  /** By edge x 10 + shelf: before this time of ours nothing more is taken. */
  #notBeforeMs = new Float64Array(10_240);
  /** By edge x 10 + shelf, in order of their first flow. */
  readonly #quiet = new Map<number, Shelf>();
  readonly #trouble = new Map<number, Shelf>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Cheap, and nearly always false. `nowMs` is our clock. */
  wants(edge: EdgeIndex, shelf: number, nowMs: number): boolean {
    return !(nowMs < this.#notBeforeMs[edge * SHELVES + shelf]);
  }

  /** For a flow that is wanted; its bytes are copied if they are kept. */
  offer(flow: KeptFlow, nowMs: number): void {
    const { bytes } = flow;
    const key = flow.edge * SHELVES + flow.shelf;
    const isTrouble = isTroubleShelf(flow.shelf);
    const shelves = isTrouble ? this.#trouble : this.#quiet;
    const renewAtMs = nowMs + (isTrouble ? RENEW_TROUBLE_MS : RENEW_QUIET_MS);
    if (bytes.length > this.#maxBytes) return;
    if (!isTrouble && this.bytes + bytes.length > this.#maxBytes * QUIET_SHARE) {
      this.#waitUntil(key, renewAtMs);
      return;
    }
    if (isTrouble && !this.#makeRoom(bytes.length, key)) return;
    let shelf = shelves.get(key);
    if (shelf === undefined) shelves.set(key, (shelf = { flows: [], oldest: 0 }));
    const { number, edge, edgeSerial, verdict, timeMs } = flow;
    const copy = { number, edge, edgeSerial, verdict, shelf: flow.shelf, timeMs, oneIn: 1 };
    this.#put(shelf, { ...copy, bytes: new Uint8Array(bytes) });
    if (this.bytes > this.#maxBytes * CROWDED_SHARE) this.#waitUntil(key, nowMs + RENEW_CROWDED_MS);
    else if (shelf.flows.length === MAX_PER_SHELF) this.#waitUntil(key, renewAtMs);
  }

  /** Newest first. */
  of(edge: EdgeIndex): KeptFlow[] {
    const flows: KeptFlow[] = [];
    for (let shelf = 0; shelf < SHELVES; shelf++) {
      const key = edge * SHELVES + shelf;
      flows.push(...(this.#trouble.get(key)?.flows ?? []), ...(this.#quiet.get(key)?.flows ?? []));
    }
    return flows.sort((left, right) => right.number - left.number);
  }

  /** Of all edges, in no order. */
  *all(): Iterable<KeptFlow> {
    for (const { flows } of this.#trouble.values()) yield* flows;
    for (const { flows } of this.#quiet.values()) yield* flows;
  }

  forget(edge: EdgeIndex): void {
    for (let shelf = 0; shelf < SHELVES; shelf++) {
      const key = edge * SHELVES + shelf;
      this.#drop(this.#trouble, key);
      this.#drop(this.#quiet, key);
      if (key < this.#notBeforeMs.length) this.#notBeforeMs[key] = 0;
    }
  }

  #waitUntil(key: number, timeMs: number): void {
    if (key >= this.#notBeforeMs.length) {
      const grown = new Float64Array(Math.max(2 * this.#notBeforeMs.length, key + 1));
      grown.set(this.#notBeforeMs);
      this.#notBeforeMs = grown;
    }
    this.#notBeforeMs[key] = timeMs;
  }

  #put(shelf: Shelf, flow: KeptFlow): void {
    this.bytes += flow.bytes.length;
    if (shelf.flows.length < MAX_PER_SHELF) {
      shelf.flows.push(flow);
      this.count++;
      return;
    }
    this.bytes -= shelf.flows[shelf.oldest].bytes.length;
    shelf.flows[shelf.oldest] = flow;
    shelf.oldest = (shelf.oldest + 1) % MAX_PER_SHELF;
  }

  #makeRoom(bytes: number, keep: number): boolean {
    while (this.bytes + bytes > this.#maxBytes) {
      const given = this.#dropFirst(this.#quiet, -1) || this.#dropFirst(this.#trouble, keep);
      if (!given) return false;
    }
    return true;
  }

  #dropFirst(shelves: Map<number, Shelf>, keep: number): boolean {
    for (const [key, shelf] of shelves) {
      if (key === keep) continue;
      this.givenUp += shelf.flows.length;
      this.#drop(shelves, key);
      return true;
    }
    return false;
  }

  #drop(shelves: Map<number, Shelf>, key: number): void {
    const shelf = shelves.get(key);
    if (shelf === undefined) return;
    shelves.delete(key);
    for (const flow of shelf.flows) this.bytes -= flow.bytes.length;
    this.count -= shelf.flows.length;
  }
}
