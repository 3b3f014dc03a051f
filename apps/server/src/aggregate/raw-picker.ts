import { isTroubleShelf } from './evidence-shelf.ts';
import type { KeptFlow, RawPick, RawView } from './graph-view.ts';
import { RawEvidence } from './raw-evidence.ts';
import { RawSample } from './raw-sample.ts';

/** What is kept, without what is held for those who follow. */
export interface RawSource {
  /** The ring, oldest first, from above `after`. Only until control returns to the event loop: then begin anew. */
  ringAfter(after: number): Iterable<KeptFlow>;
  /** Stays valid while it changes. */
  allEvidence(): Iterable<KeptFlow>;
  readonly newestNumber: number;
}

/** `hubble observe --input-file` reads no longer lines, and JSON is longer than this. */
const MAX_FLOW_BYTES = 64 * 1024;
/** What comes later than windows of edges reach back is not written down. */
const MAX_LATE_MS = 15 * 60_000;
const FLOWS_PER_STEP = 64;

/**
 * Picks what is written down of single flows, once for each stretch of time:
 *
 *     kept flows ──┬── denied, audited, failed ──► up to a cap per edge and minute ──┬──► evidence
 *                  │                                        above it │               │
 *                  └── the rest ─────────────────────────────────────┴──► sample ────┘  in order of time
 *
 * Flows come in no strict order of time. One is picked when its time is before the end of the stretch and it was not in
 * reach of the pick before: it came since, or its time was after the end then.
 */
export class RawPicker implements RawView {
  readonly #source: RawSource;
  readonly #evidence = new RawEvidence();
  readonly #sample = new RawSample();
  /** The pick before looked at flows up to this number, and took those of before this time. */
  #lookedTo = 0;
  #endMs = -Infinity;
  /** From above this number on there may be flows that were too new. */
  #after = 0;

  constructor(source: RawSource) {
    this.#source = source;
  }

  *pick(endMs: number, notBeforeMs: number): Generator<undefined, RawPick, undefined> {
    const { newestNumber } = this.#source;
    const fromMs = Math.max(notBeforeMs, endMs - MAX_LATE_MS);
    const isNew = ({ number, timeMs }: KeptFlow): boolean =>
      number <= newestNumber && timeMs >= fromMs && (number > this.#lookedTo || timeMs >= this.#endMs);
    let tooLarge = 0;
    let firstTooNew = newestNumber + 1;
    const inRing = new Set<number>();
    for (let after = this.#after; ;) {
      let taken = 0;
      for (const flow of this.#source.ringAfter(after)) {
        if (flow.number > newestNumber) break;
        after = flow.number;
        if (flow.timeMs >= endMs) firstTooNew = Math.min(firstTooNew, flow.number);
        else if (isNew(flow)) {
          if (flow.bytes.length > MAX_FLOW_BYTES) tooLarge += 1;
          else if (isTroubleShelf(flow.shelf)) {
            inRing.add(flow.number);
            this.#evidence.offer(flow, this.#sample);
          } else this.#sample.offer(flow);
        }
        taken += 1;
        if (taken === FLOWS_PER_STEP) break;
      }
      if (taken < FLOWS_PER_STEP) break;
      yield;
    }
    let looked = 0;
    for (const flow of this.#source.allEvidence()) {
      if (isTroubleShelf(flow.shelf) && flow.timeMs < endMs && isNew(flow) && !inRing.has(flow.number)) {
        if (flow.bytes.length <= MAX_FLOW_BYTES) this.#evidence.offer(flow, this.#sample);
      }
      looked += 1;
      if (looked % FLOWS_PER_STEP === 0) yield;
    }
    this.#lookedTo = newestNumber;
    this.#endMs = endMs;
    this.#after = firstTooNew - 1;
    const { flows: proofs, overCap } = this.#evidence.take(endMs);
    const { flows: sample, of } = this.#sample.take();
    const flows = [...proofs, ...sample].sort((left, right) => left.timeMs - right.timeMs);
    return { flows, overCap, sample: sample.length, sampleOf: of, tooLarge };
  }

  skip(endMs: number): void {
    this.#lookedTo = this.#source.newestNumber;
    this.#endMs = endMs;
  }
}
