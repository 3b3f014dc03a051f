import { hubbleLine } from '@orrery/flow/hubble-line';
import { readResponse } from '@orrery/flow/response-json';
import type { Flow } from '@orrery/proto/flow/flow_pb';
import { flowMatcher } from '@orrery/query/match-flow';
import type { KeptFlowsView } from '../aggregate/graph-view.ts';
import type { PastFlow } from '../history/past-flows.ts';
import { Breath } from './breath.ts';
import type { BundleAsk, BundleSource } from './bundle-ask.ts';

/** What was written of single flows. */
export interface FlowTally {
  written: number;
  /** Those that were kept because they were denied, audited or failed. */
  evidence: number;
  /** One of so many was kept of the rest, at most; 1 when all were. */
  sampledOneIn: number;
  /** Past the bound of the bundle; there may be more. */
  leftOut: number;
}

export function emptyTally(): FlowTally {
  return { written: 0, evidence: 0, sampledOneIn: 1, leftOut: 0 };
}

/** A flow of either source, with its id to be known again. */
interface Candidate {
  readonly timeMs: number;
  readonly isEvidence: boolean;
  readonly oneIn: number;
  readonly bytes: Uint8Array;
}

/** Ids that are remembered: the same flow has the same time in both sources, so few are between the two. */
const REMEMBERED_IDS = 100_000;

/**
 * The flows of a range as the hubble CLI reads them again, by time: what was written down, and what is still held in
 * memory, each once.
 */
export async function* flowLines(source: BundleSource, ask: BundleAsk, tally: FlowTally): AsyncGenerator<string> {
  const breath = new Breath();
  const matches = ask.query.terms.length === 0 ? undefined : flowMatcher(ask.query);
  const ids = new RecentIds();
  for await (const { bytes, isEvidence, oneIn } of byTime(stored(source, ask), held(source.kept, ask))) {
    await breath.take();
    const flow = flowOf(bytes);
    if (flow === undefined || (matches !== undefined && !matches(flow)) || !ids.isNew(flow.uuid)) continue;
    if (tally.written >= ask.mostFlows) {
      tally.leftOut += 1;
      return;
    }
    tally.written += 1;
    if (isEvidence) tally.evidence += 1;
    else tally.sampledOneIn = Math.max(tally.sampledOneIn, oneIn);
    yield hubbleLine(bytes);
  }
}

function flowOf(bytes: Uint8Array): Flow | undefined {
  const types = readResponse(bytes)?.responseTypes;
  return types?.case === 'flow' ? types.value : undefined;
}

async function* stored({ store }: BundleSource, { range }: BundleAsk): AsyncGenerator<Candidate> {
  for await (const flow of store.readFlows({ range, order: 'oldest first' })) yield candidateOf(flow);
}

function candidateOf({ timeMs, kept, oneIn, bytes }: PastFlow): Candidate {
  return { timeMs, isEvidence: kept === 'evidence', oneIn, bytes };
}

/** Flows that are looked at before the ring, which moves on, is looked up anew. */
const HELD_AT_ONCE = 64;
const [DROPPED, ERROR, AUDIT] = [2, 3, 4];

async function* held(kept: KeptFlowsView, { range }: BundleAsk): AsyncGenerator<Candidate> {
  let after = -1;
  for (;;) {
    const some: Candidate[] = [];
    let looked = 0;
    for (const { number, timeMs, verdict, oneIn, bytes } of kept.oldestFirst(after)) {
      after = number;
      looked += 1;
      if (timeMs >= range.from * 1000 && timeMs < range.to * 1000) {
        const isEvidence = verdict === DROPPED || verdict === ERROR || verdict === AUDIT;
        some.push({ timeMs, isEvidence, oneIn, bytes: bytes.slice() });
      }
      if (looked >= HELD_AT_ONCE) break;
    }
    yield* some;
    if (looked < HELD_AT_ONCE) return;
  }
}

/** Of two that are in order, or nearly, one that is. */
async function* byTime(left: AsyncGenerator<Candidate>, right: AsyncGenerator<Candidate>): AsyncGenerator<Candidate> {
  try {
    let [a, b] = await Promise.all([left.next(), right.next()]);
    while (a.done !== true || b.done !== true) {
      if (b.done === true || (a.done !== true && a.value.timeMs <= b.value.timeMs)) {
        if (a.done === true) break;
        yield a.value;
        a = await left.next();
      } else {
        yield b.value;
        b = await right.next();
      }
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

class RecentIds {
  #newer = new Set<string>();
  #older = new Set<string>();

  /** False for an id that came before; flows without one are always new. */
  isNew(id: string): boolean {
    if (id === '') return true;
    if (this.#newer.has(id) || this.#older.has(id)) return false;
    this.#newer.add(id);
    if (this.#newer.size >= REMEMBERED_IDS) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    return true;
  }
}
