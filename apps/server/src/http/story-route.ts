import { deciderOf, roleOf } from '@orrery/flow/role';
import { flowRow } from './flow-json.ts';
import { Parameters } from './parameters.ts';
import { badRequest, RequestError } from './request-error.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import type { StoryFlow } from './story-gathering.ts';
import { findFlow, storyOf, type Story } from './story-search.ts';
import { parseTime } from './time-range.ts';

const MAX_UUID_LENGTH = 128;

/** `GET /api/v1/story?uuid=&at=`: a flow, and what belongs to its connection. */
export const storyRoute: Route = async ({ kept, clock }, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['uuid', 'at']);
  const uuid = parameters.text('uuid');
  const at = parameters.text('at');
  const atMs = at === undefined ? undefined : parseTime('at', at, clock.nowMs());
  if (uuid === undefined || uuid.length > MAX_UUID_LENGTH) {
    throw badRequest('bad_uuid', `uuid says which flow; it has at most ${MAX_UUID_LENGTH} characters`);
  }
  const of = await runInSlices(findFlow(kept, uuid, atMs), turn);
  if (of === undefined) throw new RequestError(404, 'no_such_flow', 'no flow of that uuid is kept, or not any more');
  const story = await runInSlices(storyOf(kept, of), turn);
  response.setHeader('Content-Type', JSON_TYPE);
  await sendInSlices(response, pieces(story), turn);
};

function* pieces({ of, flows, isComplete, sampledOneIn }: Story): Generator<string> {
  const head = { complete: isComplete, sampled_one_in: sampledOneIn, flow: row(of, of) };
  yield `${JSON.stringify(head).slice(0, -1)},\n"flows":`;
  yield* jsonArray(flows.map((flow) => row(flow, of)));
  yield '}\n';
}

/** The flow as `/api/v1/flows` gives it, with what it is in the story. */
function row(it: StoryFlow, of: StoryFlow): object {
  return { role: roleOf(it.flow, of.flow), decided: deciderOf(it.flow), ...flowRow(it) };
}
