import { deciderOf, roleOf } from '@orrery/flow/role';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { flowRow } from './flow-json.ts';
import type { PastDoor } from './http-deps.ts';
import { Parameters } from './parameters.ts';
import { storeAway } from './past-graph.ts';
import { pastRange } from './past-flow-search.ts';
import { findPastFlow, nearRange, pastCandidates } from './past-story.ts';
import { badRequest, RequestError } from './request-error.ts';
import { JSON_TYPE, searchOf, type Route, type RouteContext } from './route.ts';
import { jsonArray, runInSlices, sendInSlices, type Turn } from './slices.ts';
import type { StoryFlow } from './story-gathering.ts';
import { findFlow, storyOf, type Story } from './story-search.ts';
import { parseTime, parseTimes, type AskedTimes } from './time-range.ts';

const MAX_UUID_LENGTH = 128;
/** Clocks of nodes may be ahead of ours by so much. */
const CLOCK_SKEW_SECONDS = 5;

/** `GET /api/v1/story?uuid=&at=&since=&until=`: a flow, and what belongs to its connection. */
export const storyRoute: Route = async (context, request, response, turn) => {
  const { kept, clock, past } = context;
  const parameters = new Parameters(searchOf(request), ['uuid', 'at', 'since', 'until']);
  const uuid = parameters.text('uuid');
  const at = parameters.text('at');
  const atMs = at === undefined ? undefined : parseTime('at', at, clock.nowMs());
  const times = parseTimes(parameters.text('since'), parameters.text('until'), clock.nowMs());
  if (uuid === undefined || uuid.length > MAX_UUID_LENGTH) {
    throw badRequest('bad_uuid', `uuid says which flow; it has at most ${MAX_UUID_LENGTH} characters`);
  }
  const range = rangeOf(times, atMs, clock.nowMs());
  const of =
    (await runInSlices(findFlow(kept, uuid, atMs), turn)) ??
    (past && range && (await storeAway(() => findPastFlow(past.store, uuid, range))));
  if (of === undefined) throw noSuchFlow(past !== undefined && range === undefined);
  const story = await wholeStory(context, of, past, turn);
  response.setHeader('Content-Type', JSON_TYPE);
  await sendInSlices(response, pieces(story), turn);
};

/** Where the history is to look. */
function rangeOf(times: AskedTimes, atMs: number | undefined, nowMs: number): SecondRange | undefined {
  if (times.sinceMs !== undefined) return pastRange({ times, seam: Math.ceil(nowMs / 1000) + CLOCK_SKEW_SECONDS });
  return atMs === undefined ? undefined : nearRange(atMs);
}

/** What is kept tells it all, or the history is asked for the rest. */
async function wholeStory(
  { kept }: RouteContext,
  of: StoryFlow,
  past: PastDoor | undefined,
  turn: Turn,
): Promise<Story> {
  const story = await runInSlices(storyOf(kept, of), turn);
  if (past === undefined || (story.isComplete && of.past === undefined)) return story;
  try {
    const candidates = await pastCandidates(past.store, of);
    return { ...(await runInSlices(storyOf(kept, of, candidates), turn)), isComplete: false };
  } catch (error) {
    turn.signal.throwIfAborted();
    // A store that is away leaves what is kept here, and that says it is not all.
    if (of.past === undefined) return story;
    return storeAway(() => Promise.reject(error as Error));
  }
}

function noSuchFlow(mayBePast: boolean): RequestError {
  const hint = mayBePast ? '; say at, or since and until, to have it looked for in the history' : '';
  return new RequestError(404, 'no_such_flow', `no flow of that uuid is kept, or not any more${hint}`);
}

function* pieces({ of, flows, isComplete, sampledOneIn }: Story): Generator<string> {
  const head = { complete: isComplete, sampled_one_in: sampledOneIn, flow: row(of, of) };
  yield `${JSON.stringify(head).slice(0, -1)},\n"flows":`;
  yield* jsonArray(flows.map((flow) => row(flow, of)));
  yield '}\n';
}

/** The flow as `/api/v1/flows` gives it, with what it is in the story. */
function row(it: StoryFlow, of: StoryFlow): object {
  const { bytes, past } = it;
  return { role: roleOf(it.flow, of.flow), decided: deciderOf(it.flow), ...flowRow(past ? { ...past, bytes } : it) };
}
