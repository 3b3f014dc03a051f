import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from 'express';

import {
  bytesOf,
  MOST_NAME_CHARACTERS,
  MOST_NOTE_CHARACTERS,
  MOST_VIEW_CHARACTERS,
  NoRoomError,
  type Incidents,
} from '../evidence/incidents.ts';
import { TooLargeError } from '../evidence/chunk-sink.ts';
import type { IncidentHead } from '../history/incident-shelf.ts';
import { pastFrame } from '../publish/past-frame.ts';
import { beginZip, stamp, untilStalled } from './bundle-route.ts';
import { bundleAsk, bundleSource, pastOf, wantedTo, type AskedEvidence } from './bundle-question.ts';
import { bodyTexts, jsonBody } from './json-body.ts';
import { Parameters } from './parameters.ts';
import { storeAway } from './past-graph.ts';
import { pastPicture, understoodOf } from './past-route.ts';
import { trendSteps } from './past-trends.ts';
import { badRequest, RequestError } from './request-error.ts';
import { searchOf, sendJson, type Route, type RouteContext } from './route.ts';
import { runInSlices } from './slices.ts';
import { timeText } from './time-range.ts';

const MOST_TIME_CHARACTERS = 40;
const MOST_QUERY_CHARACTERS = 8000;

/** `GET /api/v1/incidents` */
export const incidentsRoute: Route = async (context, request, response) => {
  noParameters(request);
  const incidents = incidentsOf(context);
  const heads = await storeAway(() => incidents.list());
  sendJson(response, {
    lasting: incidents.isLasting,
    most_incidents: incidents.bounds.incidents,
    incidents: heads.map((head) => headJson(context, head)),
  });
};

/** `POST /api/v1/incidents {name, note, q, since, until, view}` */
export const freezeRoute: Route = async (context, request, response, turn) => {
  noParameters(request);
  const asked = bodyTexts(await jsonBody(request), {
    name: MOST_NAME_CHARACTERS,
    note: MOST_NOTE_CHARACTERS,
    q: MOST_QUERY_CHARACTERS,
    since: MOST_TIME_CHARACTERS,
    until: MOST_TIME_CHARACTERS,
    view: MOST_VIEW_CHARACTERS,
  });
  const { name = '', note = '', view = '', since, until, q } = asked;
  const incidents = incidentsOf(context);
  const checked = checkedName(name);
  await untilWritten(context, { q, since, until }, turn.signal);
  const ask = bundleAsk(context, { q, since, until }, request.socket.remoteAddress ?? '', incidents.bounds.flows);
  const source = bundleSource(context);
  const picture = await pastPicture(source.store, ask.range, context.version);
  const wording = { name: checked, note, view, steps: trendSteps(ask.range, ask.range.to) };
  const head = await storeAway(
    () => incidents.freeze(source, ask, picture, wording, turn.signal),
    (error) => {
      if (error instanceof NoRoomError) throw new RequestError(409, 'no_room', error.message);
      if (error instanceof TooLargeError)
        throw new RequestError(413, 'too_large', `${error.message}; freeze a shorter range`);
    },
  );
  response.statusCode = 201;
  sendJson(response, headJson(context, head));
};

/** `GET /api/v1/incidents/ID` */
export const incidentRoute: Route = async (context, request, response) => {
  noParameters(request);
  sendJson(response, headJson(context, await foundOf(context, request)));
};

/** `PATCH /api/v1/incidents/ID {name, note}` */
export const changeRoute: Route = async (context, request, response) => {
  noParameters(request);
  const texts = bodyTexts(await jsonBody(request), { name: MOST_NAME_CHARACTERS, note: MOST_NOTE_CHARACTERS });
  const wording = {
    ...(texts.name === undefined ? {} : { name: checkedName(texts.name) }),
    ...(texts.note === undefined ? {} : { note: texts.note }),
  };
  const head = await storeAway(() => incidentsOf(context).change(idOf(request), wording));
  if (head === undefined) throw notThere();
  sendJson(response, headJson(context, head));
};

/** `DELETE /api/v1/incidents/ID` */
export const removeRoute: Route = async (context, request, response) => {
  noParameters(request);
  const wasThere = await storeAway(() => incidentsOf(context).remove(idOf(request)));
  if (!wasThere) throw notThere();
  response.statusCode = 204;
  response.end();
};

/** `GET /api/v1/incidents/ID/map?q=`: as `/api/v1/past`, but of what was frozen. */
export const incidentMapRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['q']);
  const query = understoodOf(parameters.text('q') ?? '');
  const head = await foundOf(context, request);
  const { picture } = (await storeAway(() => incidentsOf(context).open(head))).frozen;
  const frame = await runInSlices(pastFrame({ ...picture, query }), turn);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.end(frame);
};

/** `GET /api/v1/incidents/ID/bundle`: the evidence as it was packed when it was frozen. */
export const incidentBundleRoute: Route = async (context, request, response, turn) => {
  noParameters(request);
  const head = await foundOf(context, request);
  beginZip(response, `orrery-incident-${head.id}-${stamp(head.range.from)}.zip`);
  const bytes = head.parts.find(({ name }) => name === 'bundle')?.bytes;
  if (bytes !== undefined) response.setHeader('Content-Length', String(bytes));
  await untilStalled(response, turn.signal, async (signal) => {
    for await (const piece of incidentsOf(context).read(head, 'bundle')) {
      signal.throwIfAborted();
      if (!response.write(piece)) await once(response, 'drain', { signal });
    }
  });
  response.end();
};

/** Seconds are written down this long after they were, at the latest, where nothing is wrong. */
const WRITTEN_WITHIN_MS = 35_000;
const LOOK_EVERY_MS = 250;

/** Who freezes what is now wants its newest seconds too. A store that does not come to them has the rest. */
async function untilWritten(context: RouteContext, asked: AskedEvidence, signal: AbortSignal): Promise<void> {
  const past = pastOf(context);
  if (context.opened !== undefined) return;
  const wanted = wantedTo(context, asked);
  const deadlineMs = context.clock.monotonicMs() + WRITTEN_WITHIN_MS;
  while (past.writtenTo < wanted && past.store.state.kind === 'ready' && context.clock.monotonicMs() < deadlineMs) {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}

export function incidentsOf(context: RouteContext): Incidents {
  pastOf(context);
  if (context.incidents === undefined) throw new RequestError(404, 'no_history', 'this server writes no history');
  return context.incidents;
}

export async function foundOf(context: RouteContext, request: Request): Promise<IncidentHead> {
  const head = await storeAway(() => incidentsOf(context).find(idOf(request)));
  if (head === undefined) throw notThere();
  return head;
}

function idOf(request: Request): string {
  const { id } = request.params;
  return typeof id === 'string' ? id : '';
}

function notThere(): RequestError {
  return new RequestError(404, 'no_incident', 'there is no frozen incident of that id; it may have been deleted');
}

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw badRequest('bad_name', 'an incident needs a name');
  return trimmed;
}

function noParameters(request: Request): void {
  if (searchOf(request) !== '') new Parameters(searchOf(request), []).text('');
}

function headJson({ config }: RouteContext, head: IncidentHead): object {
  return {
    id: head.id,
    url: `${config.basePath}?incident=${head.id}`,
    name: head.name,
    note: head.note,
    created: timeText(head.createdMs),
    changed: timeText(head.changedMs),
    since: timeText(head.range.from * 1000),
    until: timeText(head.range.to * 1000),
    q: head.query,
    view: head.view,
    flows: head.flows,
    kept_flows: head.keptFlows,
    completeness: head.completeness,
    bytes: bytesOf(head),
  };
}
