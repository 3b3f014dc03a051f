import { isTroubleShelf } from './evidence-shelf.ts';
import type { KeptFlow, RawFlow, RawPick, RawView } from './graph-view.ts';

/** What is kept, oldest first, from above `after`. Only until control returns to the event loop: then begin anew. */
export interface EveryFlowSource {
  ringAfter(after: number): Iterable<KeptFlow>;
}

const FLOWS_PER_STEP = 64;

/**
 * Picks every flow that the ring holds, for a recording that is read in order of time and is to be held whole. Of what
 * comes faster than the ring can hold for a minute it has a sample, and each flow says so.
 */
export class EveryFlow implements RawView {
  readonly #source: EveryFlowSource;
  #taken = -1;

  constructor(source: EveryFlowSource) {
    this.#source = source;
  }

  *pick(endMs: number): Generator<undefined, RawPick, undefined> {
    const flows: RawFlow[] = [];
    let sample = 0;
    let sampleOf = 0;
    for (;;) {
      let looked = 0;
      for (const { number, shelf, edge, edgeSerial, verdict, timeMs, oneIn, bytes } of this.#source.ringAfter(
        this.#taken,
      )) {
        if (timeMs >= endMs) return { flows, overCap: 0, sample, sampleOf, tooLarge: 0 };
        this.#taken = number;
        looked += 1;
        const kept = isTroubleShelf(shelf) ? 'evidence' : 'sample';
        if (kept === 'sample') {
          sample += 1;
          sampleOf += oneIn;
        }
        flows.push({ edge, edgeSerial, verdict, timeMs, oneIn, bytes: bytes.slice(), kept });
        if (looked === FLOWS_PER_STEP) break;
      }
      if (looked < FLOWS_PER_STEP) return { flows, overCap: 0, sample, sampleOf, tooLarge: 0 };
      yield;
    }
  }

  skip(): void {}
}
