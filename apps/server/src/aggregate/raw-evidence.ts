import { SHELVES } from './evidence-shelf.ts';
import type { KeptFlow, RawFlow } from './graph-view.ts';
import type { RawSample } from './raw-sample.ts';

/** Written down of one edge, shelf and minute: one a second. */
const MAX_PER_MINUTE = 60;
/** Written down of one bucket. */
const MAX_EVIDENCE = 1800;
const MAX_EVIDENCE_BYTES = 4 * 1024 * 1024;
/** Counts of minutes that are longer ago begin anew. */
const MINUTES_KNOWN = 3;
const MINUTE_MS = 60_000;

/**
 * Flows that are written down because of what they say: of each edge, shelf and minute the first that come, as far as
 * there is room. When there is none, the edge that has most gives one up, so that the many do not crowd out the few:
 *
 *     third    a
 *     second   a   b         one more: a gives up its third
 *     first    a   b   c
 *
 * What is not written down as evidence is among those that are sampled.
 */
export class RawEvidence {
  /** By the place of a flow among those of its edge and shelf. */
  #ranks: KeptFlow[][] = [];
  #count = 0;
  #bytes = 0;
  #overCap = 0;
  /** By minute, then by edge and shelf. */
  readonly #taken = new Map<number, Map<number, number>>();
  readonly #inBucket = new Map<number, number>();

  /** Copies the bytes of what it takes. */
  offer(flow: KeptFlow, rest: RawSample): void {
    const minute = this.#minute(Math.floor(flow.timeMs / MINUTE_MS));
    const key = flow.edgeSerial * SHELVES + flow.shelf;
    const taken = minute.get(key) ?? 0;
    if (taken >= MAX_PER_MINUTE) {
      this.#overCap += 1;
      rest.offer(flow);
      return;
    }
    minute.set(key, taken + 1);
    const rank = this.#inBucket.get(key) ?? 0;
    this.#inBucket.set(key, rank + 1);
    if (this.#count === MAX_EVIDENCE && rank >= this.#ranks.length - 1) {
      // It would be the one that is given up.
      this.#overCap += 1;
      rest.offer(flow);
      return;
    }
    // Ranks that were given up leave no holes.
    while (this.#ranks.length <= rank) this.#ranks.push([]);
    this.#ranks[rank]?.push({ ...flow, bytes: flow.bytes.slice() });
    this.#count += 1;
    this.#bytes += flow.bytes.length;
    while ((this.#count > MAX_EVIDENCE || this.#bytes > MAX_EVIDENCE_BYTES) && this.#giveUpOne(rest));
  }

  /** What is written down of the bucket that ended; then the next one begins. */
  take(endMs: number): { readonly flows: readonly RawFlow[]; readonly overCap: number } {
    const flows = this.#ranks.flat().map(({ edge, edgeSerial, verdict, timeMs, bytes }): RawFlow => {
      return { edge, edgeSerial, verdict, timeMs, oneIn: 1, bytes, kept: 'evidence' };
    });
    const overCap = this.#overCap;
    this.#ranks = [];
    this.#inBucket.clear();
    this.#count = this.#bytes = this.#overCap = 0;
    const oldest = Math.floor(endMs / MINUTE_MS) - MINUTES_KNOWN;
    for (const minute of this.#taken.keys()) if (minute < oldest) this.#taken.delete(minute);
    return { flows, overCap };
  }

  #minute(minute: number): Map<number, number> {
    let taken = this.#taken.get(minute);
    if (taken === undefined) this.#taken.set(minute, (taken = new Map()));
    return taken;
  }

  /** False when there is none. */
  #giveUpOne(rest: RawSample): boolean {
    while (this.#ranks.at(-1)?.length === 0) this.#ranks.pop();
    const flow = this.#ranks.at(-1)?.pop();
    if (flow === undefined) return false;
    this.#count -= 1;
    this.#bytes -= flow.bytes.length;
    this.#overCap += 1;
    rest.offer(flow);
    return true;
  }
}
