import { connectionOf, requestIdOf } from '@orrery/flow/connection';
import { readResponse } from '@orrery/flow/response-json';
import type { SecondRange } from '../aggregate/graph-view.ts';
import type { FlowsAsk, PastFlow } from '../history/past-flows.ts';
import type { FlowReader } from './past-flow-search.ts';
import type { StoryFlow } from './story-gathering.ts';

/** A flow is where it says that it is in time, give or take so much. */
const NEAR_SECONDS = 10;
/** How a client came to know an address is looked for so far back; the rest of a connection is near. */
const BEFORE_SECONDS = 600;
const AFTER_SECONDS = 120;
/** More of one client in twelve minutes are not looked at. */
const MAX_CANDIDATES = 20_000;

/** The seconds around a moment that was told of a flow. */
export function nearRange(atMs: number): SecondRange {
  const at = Math.floor(atMs / 1000);
  return { from: Math.max(0, at - NEAR_SECONDS), to: Math.max(0, at + NEAR_SECONDS + 1) };
}

/** The flow of that uuid as it was written down in a range; undefined when it was not. */
export async function findPastFlow(
  store: FlowReader,
  uuid: string,
  range: SecondRange,
): Promise<StoryFlow | undefined> {
  for await (const past of store.readFlows({ range, order: 'oldest first', holding: [uuid] })) {
    const found = storyFlowOf(past, 0);
    if (found?.flow.uuid === uuid) return found;
  }
  return undefined;
}

/** What was written down around a flow and may belong to its connection, oldest first, numbered below all that live. */
export async function pastCandidates(store: FlowReader, of: StoryFlow): Promise<readonly StoryFlow[]> {
  const holding = [connectionOf(of.flow)?.client.ip ?? '', requestIdOf(of.flow)].filter((text) => text !== '');
  if (holding.length === 0) return [];
  const at = Math.floor(of.timeMs / 1000);
  const range = { from: Math.max(0, at - BEFORE_SECONDS), to: Math.max(0, at + AFTER_SECONDS + 1) };
  const ask: FlowsAsk = { range, order: 'oldest first', holding, atMost: MAX_CANDIDATES };
  const found: StoryFlow[] = [];
  for await (const past of store.readFlows(ask)) {
    const flow = storyFlowOf(past, found.length - 2 * MAX_CANDIDATES);
    if (flow !== undefined) found.push(flow);
  }
  return found;
}

function storyFlowOf({ timeMs, bytes, kept, oneIn }: PastFlow, number: number): StoryFlow | undefined {
  const types = readResponse(bytes)?.responseTypes;
  return types?.case === 'flow' ? { number, timeMs, bytes, flow: types.value, past: { kept, oneIn } } : undefined;
}
