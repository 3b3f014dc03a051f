import { readResponse } from '@orrery/flow/response-json';
import type { KeptFlow, KeptFlowsView } from '../aggregate/graph-view.ts';
import { bytesInclude, StoryGathering, type StoryFlow } from './story-gathering.ts';

export interface Story {
  readonly of: StoryFlow;
  /** In order of time, the one that was asked for among them. */
  readonly flows: readonly StoryFlow[];
  /** False when more may have belonged to it than is kept. */
  readonly isComplete: boolean;
  /** Those that were looked at are one of so many, at most. */
  readonly sampledOneIn: number;
}

/** A flow is where it says that it is in time, give or take so much. */
const NEAR_MS = 10_000;
/** The ring has to reach back so far before the first flow of a story, as flows do not come in order of time. */
const DISORDER_MS = 5_000;
const FLOWS_PER_STEP = 16;

/** The flow of that uuid, wherever it is kept; undefined when it is not. Near `atMs` is looked first, if it is given. */
export function* findFlow(
  kept: KeptFlowsView,
  uuid: string,
  atMs: number | undefined,
): Generator<undefined, StoryFlow | undefined, undefined> {
  const bytes = Buffer.from(uuid);
  const near = (it: KeptFlow) => Math.abs(it.timeMs - atMs!) <= NEAR_MS;
  const isWanted = (flow: StoryFlow) => flow.flow.uuid === uuid;
  for (const mayBe of atMs === undefined ? [() => true] : [near, () => true]) {
    for (const it of everything(kept)) {
      if (it === undefined) yield;
      else if (mayBe(it) && bytesInclude(it, bytes)) {
        const found = storyFlow(it);
        if (found !== undefined && isWanted(found)) return found;
      }
    }
  }
  return undefined;
}

/** Everything kept that belongs to the connection of the flow, and what was written down of it, if that was read. */
export function* storyOf(
  kept: KeptFlowsView,
  of: StoryFlow,
  past: readonly StoryFlow[] = [],
): Generator<undefined, Story, undefined> {
  const gathering = new StoryGathering(of);
  let oldestMs = Infinity;
  let sampledOneIn = 1;
  const look = (it: KeptFlow): void => {
    if (!gathering.mayBelong(it)) return;
    const found = storyFlow(it);
    if (found !== undefined) gathering.look(found);
  };
  for (const it of ringOf(kept)) {
    if (it === undefined) yield;
    else {
      oldestMs = Math.min(oldestMs, it.timeMs);
      if (gathering.isNear(it)) sampledOneIn = Math.max(sampledOneIn, it.oneIn);
      look(it);
    }
  }
  // Evidence has no order, and a question is only known by its answer: the second time all answers are known.
  for (const pass of [evidenceOf(kept), evidenceOf(kept)]) {
    for (const it of pass) {
      if (it === undefined) yield;
      else look(it);
    }
  }
  yield* lookTwice(past, gathering);
  for (const flow of past) {
    if (gathering.isNear(flow)) sampledOneIn = Math.max(sampledOneIn, flow.past?.oneIn ?? 1);
  }
  const { flows, firstMs, isCut } = gathering.result();
  const isComplete = !isCut && sampledOneIn === 1 && oldestMs < firstMs - DISORDER_MS;
  return { of, flows, isComplete, sampledOneIn };
}

function* lookTwice(past: readonly StoryFlow[], gathering: StoryGathering): Generator<undefined, void, undefined> {
  for (let time = 0; time < 2; time += 1) {
    for (const [index, flow] of past.entries()) {
      if (gathering.mayBelong(flow)) gathering.look(flow);
      if (index % FLOWS_PER_STEP === FLOWS_PER_STEP - 1) yield;
    }
  }
}

/** Undefined, in these three, is where there is time for a breath. */
function* everything(kept: KeptFlowsView): Generator<KeptFlow | undefined> {
  yield* ringOf(kept);
  yield* evidenceOf(kept);
}

/** Newest first. The ring moves on while we breathe, so its place is looked up anew. */
function* ringOf(kept: KeptFlowsView): Generator<KeptFlow | undefined> {
  let cursor: number | undefined;
  for (;;) {
    let taken = 0;
    for (const flow of kept.newestFirst(cursor)) {
      cursor = flow.number;
      taken += 1;
      yield flow;
      if (taken === FLOWS_PER_STEP) break;
    }
    if (taken < FLOWS_PER_STEP) return;
    yield undefined;
  }
}

function* evidenceOf(kept: KeptFlowsView): Generator<KeptFlow | undefined> {
  let taken = 0;
  for (const flow of kept.allEvidence()) {
    yield flow;
    taken += 1;
    if (taken % FLOWS_PER_STEP === 0) yield undefined;
  }
}

function storyFlow({ number, timeMs, bytes }: KeptFlow): StoryFlow | undefined {
  const copy = bytes.slice();
  const types = readResponse(copy)?.responseTypes;
  return types?.case === 'flow' ? { number, timeMs, bytes: copy, flow: types.value } : undefined;
}
