import { L7_HTTP } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import type { KeptOneIn } from './graph-view.ts';
import { KeepRate } from './keep-rate.ts';

/** The ring spans about this long, however fast flows come. */
const SPAN_SECONDS = 60;
/** Trouble may take this share of the ring, and ordinary flows what it leaves. */
const TROUBLE_SHARE = 0.75;

const DROPPED = 2;
const ERROR = 3;
const AUDIT = 4;
const FIRST_FAILED_CODE = 400;

/**
 * Which flows go into the ring of the newest: all of them while the ring spans a minute of them, else a uniform sample
 * that does. Trouble - denied, audited and failed flows - has a rate of its own, so that it is thinned out last.
 */
export class KeptSample {
  readonly #bytesPerSecond: number;
  readonly #trouble: KeepRate;
  readonly #ordinary: KeepRate;

  constructor(ringBytes: number) {
    this.#bytesPerSecond = ringBytes / SPAN_SECONDS;
    this.#trouble = new KeepRate(this.#bytesPerSecond * TROUBLE_SHARE);
    this.#ordinary = new KeepRate(this.#bytesPerSecond);
  }

  get oneIn(): KeptOneIn {
    return { trouble: this.#trouble.oneIn, ordinary: this.#ordinary.oneIn };
  }

  rateOf(flow: FlowRecord): KeepRate {
    return isTrouble(flow) ? this.#trouble : this.#ordinary;
  }

  /** Lets time pass. */
  advanceTo(nowMs: number): void {
    const troublePerSecond = this.#trouble.advanceTo(nowMs);
    if (troublePerSecond !== undefined) {
      const taken = Math.min(troublePerSecond, this.#bytesPerSecond * TROUBLE_SHARE);
      this.#ordinary.bytesPerSecond = this.#bytesPerSecond - taken;
    }
    this.#ordinary.advanceTo(nowMs);
  }
}

function isTrouble({ verdict, l7, httpCode }: FlowRecord): boolean {
  if (verdict === DROPPED || verdict === AUDIT || verdict === ERROR) return true;
  return l7 === L7_HTTP && httpCode >= FIRST_FAILED_CODE;
}
