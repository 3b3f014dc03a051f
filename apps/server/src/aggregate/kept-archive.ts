import { L7_HTTP } from '../decode/flow-record.ts';
import type { FlowRecord } from '../decode/flow-record.ts';
import { ANSWERS_TO_REFUSED, shelfOf } from './evidence-shelf.ts';
import { Evidence } from './evidence.ts';
import type { EdgeIndex, KeptFlow, KeptFlowsView, KeptOneIn } from './graph-view.ts';
import { KeptFlows } from './kept-flows.ts';
import { KeptSample } from './kept-sample.ts';
import type { RawSource } from './raw-picker.ts';
import { RefusedRequests } from './refused-requests.ts';

/** Of the bytes for kept flows, this share is for evidence. */
const EVIDENCE_SHARE = 0.25;
/** All flows of the last moments, while somebody follows them: three seconds of 5,000 flows a second. */
const TAIL_BYTES = 16 * 1024 * 1024;

/**
 * All flows that are kept whole, under one numbering:
 *
 *     every flow ──┬── sample ──► ring of the newest, about a minute
 *                  ├── wanted ──► evidence of its edge
 *                  └── always ──► tail of the last moments, only while somebody follows
 */
export class KeptArchive implements KeptFlowsView, RawSource {
  /** The number of the flow that arrived last, kept or not; 0 before the first. */
  newestNumber = 0;
  readonly #sample: KeptSample;
  readonly #ring: KeptFlows;
  readonly #evidence: Evidence;
  readonly #refused = new RefusedRequests();
  readonly #serialOf: (edge: EdgeIndex) => number;
  #tail: { readonly flows: KeptFlows; readonly from: number } | undefined;

  constructor(maxBytes: number, serialOf: (edge: EdgeIndex) => number) {
    const ringBytes = maxBytes * (1 - EVIDENCE_SHARE);
    this.#sample = new KeptSample(ringBytes);
    this.#ring = new KeptFlows(ringBytes);
    this.#evidence = new Evidence(maxBytes * EVIDENCE_SHARE);
    this.#serialOf = serialOf;
  }

  /** Takes a flow that was counted on `edge`; its bytes are `data[from, to)`, and copied if it is kept. */
  add(flow: FlowRecord, data: Uint8Array, from: number, to: number, edge: EdgeIndex, nowMs: number): void {
    this.newestNumber += 1;
    const rate = this.#sample.rateOf(flow);
    const isKept = rate.keeps(to - from);
    const shelf = this.#shelfFor(flow, edge, nowMs);
    if (!isKept && shelf < 0 && this.#tail === undefined) return;
    const kept = {
      number: this.newestNumber,
      edge,
      edgeSerial: this.#serialOf(edge),
      verdict: flow.verdict,
      shelf: shelf < 0 ? shelfOf(flow) : shelf,
      timeMs: flow.timeMs,
      oneIn: rate.oneIn,
      bytes: data.subarray(from, to),
    };
    this.#tail?.flows.add({ ...kept, oneIn: 1 });
    if (isKept && !this.#ring.add(kept)) return;
    if (shelf < 0) return;
    this.#evidence.offer(kept, nowMs);
    this.#refused.note(flow);
  }

  /** From now on every flow can be followed, or, as nobody does any more, those of the ring. */
  keepAll(isFollowed: boolean): void {
    if (!isFollowed) this.#tail = undefined;
    else this.#tail ??= { flows: new KeptFlows(TAIL_BYTES), from: this.newestNumber };
  }

  advanceTo(nowMs: number): void {
    this.#sample.advanceTo(nowMs);
  }

  forget(edge: EdgeIndex): void {
    this.#evidence.forget(edge);
  }

  newestFirst(cursor?: number): Iterable<KeptFlow> {
    return this.#ring.newestFirst(cursor);
  }

  /** Those of the ring, and from where the tail begins every flow; the ring alone where the tail was overtaken. */
  *oldestFirst(after: number): Iterable<KeptFlow> {
    const tail = this.#tail;
    const tailAfter = Math.max(after, tail?.from ?? 0);
    if (tail === undefined || tail.flows.forgottenBelow > tailAfter + 1) {
      yield* this.#ring.oldestFirst(after);
      return;
    }
    for (const flow of this.#ring.oldestFirst(after)) {
      if (flow.number > tail.from) break;
      yield flow;
    }
    yield* tail.flows.oldestFirst(tailAfter);
  }

  ringAfter(after: number): Iterable<KeptFlow> {
    return this.#ring.oldestFirst(after);
  }

  evidence(edge: EdgeIndex): Iterable<KeptFlow> {
    return this.#evidence.of(edge);
  }

  allEvidence(): Iterable<KeptFlow> {
    return this.#evidence.all();
  }

  get forgottenBelow(): number {
    return this.#ring.forgottenBelow;
  }

  get keptFlows(): number {
    return this.#ring.count + this.#evidence.count;
  }

  get keptBytes(): number {
    return this.#ring.bytes + this.#evidence.bytes;
  }

  get keptOneIn(): KeptOneIn {
    return this.#sample.oneIn;
  }

  /** The shelf of the evidence that wants the flow, or -1. */
  #shelfFor(flow: FlowRecord, edge: EdgeIndex, nowMs: number): number {
    if (flow.l7 === L7_HTTP && this.#refused.isAnswer(flow)) return ANSWERS_TO_REFUSED;
    const shelf = shelfOf(flow);
    return this.#evidence.wants(edge, shelf, nowMs) ? shelf : -1;
  }
}
