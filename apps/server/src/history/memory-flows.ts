import { setImmediate } from 'node:timers/promises';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { bytesOfText } from './flow-text.ts';
import type { FlowCounts, FlowsAsk, KeptAs, PastFlow, PastFlowCursor } from './past-flows.ts';

const MAX_BYTES = 32 * 1024 * 1024;
/** What a flow takes beside its bytes, about. */
const OVERHEAD_BYTES = 200;
const FLOWS_PER_STEP = 1024;

/** Single flows in memory. Bounded by `maxBytes`: those that came first leave. */
export class MemoryFlows {
  readonly #maxBytes: number;
  /** In the order of the history, as of the last read. */
  #flows: PastFlow[] = [];
  #isSorted = true;
  #bytes = 0;
  readonly #counts = new Map<number, FlowCounts>();

  constructor(maxBytes = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** A row as it is written to a store. */
  add(row: readonly unknown[]): void {
    const [timeMs, bucket, place, source, destination, port, protocol, verdict, kept, oneIn, text] = row as FlowRow;
    const bytes = bytesOfText(text);
    this.#flows.push({ timeMs, bucket, place, source, destination, port, protocol, verdict, kept, oneIn, bytes });
    this.#bytes += bytes.length + OVERHEAD_BYTES;
    this.#isSorted = false;
    if (this.#bytes > this.#maxBytes) this.#giveUp();
  }

  addCounts(row: readonly unknown[]): void {
    const [bucket, evidence, overCap, sample, sampleOf] = row as readonly [number, number, number, number, number];
    this.#counts.set(bucket, { evidence, overCap, sample, sampleOf });
  }

  async *read({
    range,
    order,
    after,
    atMost = Infinity,
    edge,
    verdicts,
    holding,
    keptAs,
  }: FlowsAsk): AsyncGenerator<PastFlow> {
    const flows = order === 'newest first' ? this.#sorted().toReversed() : [...this.#sorted()];
    const needles = holding?.map((text) => Buffer.from(text));
    const sign = order === 'newest first' ? -1 : 1;
    let given = 0;
    for (const [index, flow] of flows.entries()) {
      if (given >= atMost) return;
      if (index % FLOWS_PER_STEP === FLOWS_PER_STEP - 1) await setImmediate();
      if (flow.timeMs < range.from * 1000 || flow.timeMs >= range.to * 1000) continue;
      if (after !== undefined && sign * byPlace(flow, after) <= 0) continue;
      if (keptAs !== undefined && flow.kept !== keptAs) continue;
      if (verdicts !== undefined && !verdicts.includes(flow.verdict)) continue;
      if (edge !== undefined && (flow.port !== edge.port || flow.protocol !== edge.protocol)) continue;
      if (edge !== undefined && `${flow.source}|${flow.destination}` !== edge.ends) continue;
      if (needles !== undefined && !needles.some((needle) => Buffer.from(flow.bytes.buffer).includes(needle))) continue;
      given += 1;
      yield flow;
    }
  }

  counts({ from, to }: SecondRange): FlowCounts {
    const sum = { evidence: 0, overCap: 0, sample: 0, sampleOf: 0 };
    for (const [bucket, counts] of this.#counts) {
      if (bucket < from || bucket >= to) continue;
      sum.evidence += counts.evidence;
      sum.overCap += counts.overCap;
      sum.sample += counts.sample;
      sum.sampleOf += counts.sampleOf;
    }
    return sum;
  }

  forgetBefore(second: number): void {
    this.#keep(this.#flows.filter(({ timeMs }) => timeMs >= second * 1000));
    for (const bucket of this.#counts.keys()) if (bucket < second) this.#counts.delete(bucket);
  }

  /** A tenth at once, so that it is seldom done. */
  #giveUp(): void {
    let bytes = this.#bytes;
    let first = 0;
    const sorted = this.#sorted();
    for (; bytes > this.#maxBytes * 0.9 && first < sorted.length; first += 1) bytes -= bytesOf(sorted[first]);
    this.#keep(sorted.slice(first));
  }

  #keep(flows: PastFlow[]): void {
    this.#flows = flows;
    this.#bytes = flows.reduce((sum, flow) => sum + bytesOf(flow), 0);
  }

  #sorted(): readonly PastFlow[] {
    if (!this.#isSorted) this.#flows.sort(byPlace);
    this.#isSorted = true;
    return this.#flows;
  }
}

function bytesOf(flow: PastFlow | undefined): number {
  return flow === undefined ? 0 : flow.bytes.length + OVERHEAD_BYTES;
}

function byPlace(left: PastFlowCursor, right: PastFlowCursor): number {
  return left.timeMs - right.timeMs || left.bucket - right.bucket || left.place - right.place;
}

type FlowRow = readonly [
  timeMs: number,
  bucket: number,
  place: number,
  source: string,
  destination: string,
  port: number,
  protocol: number,
  verdict: number,
  kept: KeptAs,
  oneIn: number,
  text: string,
];
