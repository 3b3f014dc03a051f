import type { KeptFlow, RawFlow } from './graph-view.ts';

/** Written down of one bucket. */
const MAX_SAMPLE = 200;

interface Drawn {
  readonly place: number;
  readonly flow: KeptFlow;
}

/**
 * A uniform sample of a fixed size, of flows whose number nobody knows before. Each has a place that is its number,
 * scrambled; those with the lowest places are the sample. Up to twice as many are held.
 */
export class RawSample {
  #drawn: Drawn[] = [];
  /** Places from here on are not in the sample any more. */
  #bound = Infinity;
  #offered = 0;
  #standsFor = 0;

  /** Copies the bytes when the flow may be one of the sample. */
  offer(flow: KeptFlow): void {
    this.#offered += 1;
    this.#standsFor += flow.oneIn;
    const place = scrambled(flow.number);
    if (place >= this.#bound) return;
    this.#drawn.push({ place, flow: { ...flow, bytes: flow.bytes.slice() } });
    if (this.#drawn.length >= 2 * MAX_SAMPLE) this.#cut();
  }

  /** The sample, and of how many flows it is one; then it begins anew. */
  take(): { readonly flows: readonly RawFlow[]; readonly of: number } {
    this.#cut();
    const share = this.#drawn.length === 0 ? 1 : this.#offered / this.#drawn.length;
    const flows = this.#drawn.map(({ flow: { edge, edgeSerial, verdict, timeMs, oneIn, bytes } }): RawFlow => {
      return { edge, edgeSerial, verdict, timeMs, oneIn: Math.round(oneIn * share), bytes, kept: 'sample' };
    });
    const of = this.#standsFor;
    this.#drawn = [];
    this.#bound = Infinity;
    this.#offered = this.#standsFor = 0;
    return { flows, of };
  }

  #cut(): void {
    if (this.#drawn.length <= MAX_SAMPLE) return;
    this.#drawn = this.#drawn.sort((left, right) => left.place - right.place).slice(0, MAX_SAMPLE);
    this.#bound = this.#drawn.at(-1)?.place ?? Infinity;
  }
}

/** The last steps of MurmurHash3: neighbours are far from each other, and no two numbers below 2^32 meet. */
function scrambled(number: number): number {
  let hash = number | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
