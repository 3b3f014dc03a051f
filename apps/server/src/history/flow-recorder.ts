import type { GraphView, RawView } from '../aggregate/graph-view.ts';
import type { TableRows } from './batch.ts';
import type { Gap, PastStatus } from './past-store.ts';
import { rawRows } from './raw-rows.ts';

/** Half-open, seconds since 1970. */
export interface RecordedBucket {
  readonly from: number;
  readonly to: number;
  /** Flows from before were written down by another server. */
  readonly notBeforeMs: number;
  readonly isDiskLow: boolean;
}

export interface FlowRecorderOptions {
  readonly graph: GraphView;
  readonly raw: RawView;
  readonly onGap: (gap: Gap) => void;
}

export type FlowRecorderStatus = Pick<
  PastStatus,
  'evidence_flows' | 'sampled_flows' | 'over_cap_flows' | 'flows_stopped_since'
>;

const TELL_EVERY_SECONDS = 600;

/** Writes single flows down, bucket by bucket, while the disk has room; a stretch without them is told as a gap. */
export class FlowRecorder {
  readonly #options: FlowRecorderOptions;
  #evidence = 0;
  #sample = 0;
  #overCap = 0;
  /** Since when nothing is recorded, and up to where a gap has told so; seconds since 1970. */
  #stopped: { readonly since: number; readonly toldTo: number } | undefined;

  constructor(options: FlowRecorderOptions) {
    this.#options = options;
  }

  status(): FlowRecorderStatus {
    const since = this.#stopped?.since;
    return {
      evidence_flows: this.#evidence,
      sampled_flows: this.#sample,
      over_cap_flows: this.#overCap,
      flows_stopped_since: since === undefined ? null : new Date(since * 1000).toISOString(),
    };
  }

  *record(bucket: RecordedBucket): Generator<undefined, readonly TableRows[], undefined> {
    const { from, to, notBeforeMs, isDiskLow } = bucket;
    const { graph, raw } = this.#options;
    if (isDiskLow) {
      this.#stop(from, to);
      raw.skip(to * 1000);
      return [];
    }
    this.#goOn(from);
    const pick = yield* raw.pick(to * 1000, notBeforeMs);
    this.#evidence += pick.flows.length - pick.sample;
    this.#sample += pick.sample;
    this.#overCap += pick.overCap;
    return yield* rawRows(graph, pick, from);
  }

  /** Nothing at all is written of what is before this second. */
  skip(second: number): void {
    this.#options.raw.skip(second * 1000);
  }

  /** The gap is told piece by piece, so that a server that ends meanwhile has told of nearly all of it. */
  #stop(from: number, to: number): void {
    const { since, toldTo } = this.#stopped ?? { since: from, toldTo: from };
    const isDue = toldTo === since || to - toldTo >= TELL_EVERY_SECONDS;
    if (isDue) this.#tellGap(toldTo, to);
    this.#stopped = { since, toldTo: isDue ? to : toldTo };
  }

  #goOn(from: number): void {
    if (this.#stopped !== undefined && this.#stopped.toldTo < from) this.#tellGap(this.#stopped.toldTo, from);
    this.#stopped = undefined;
  }

  #tellGap(from: number, to: number): void {
    const why = 'less than a tenth of the disk was free, so no single flows were written';
    this.#options.onGap({ fromMs: from * 1000, toMs: to * 1000, what: 'no-flows', why });
  }
}
