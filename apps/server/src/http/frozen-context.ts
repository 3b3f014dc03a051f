import type { Request } from 'express';

import type { KeptFlowsView } from '../aggregate/graph-view.ts';
import { PastL7 } from '../history/past-l7.ts';
import { foundOf, incidentsOf } from './incident-routes.ts';
import { storeAway } from './past-graph.ts';
import type { PastDoor } from './http-deps.ts';
import type { Route, RouteContext } from './route.ts';

/** `GET /api/v1/incidents/ID/NAME`: what the route says of the living, said of a frozen range. */
export function ofIncident(route: Route): Route {
  return async (context, request, response, turn) =>
    route(await frozenContext(context, request), request, response, turn);
}

async function frozenContext(context: RouteContext, request: Request): Promise<RouteContext> {
  const head = await foundOf(context, request);
  const store = await storeAway(() => incidentsOf(context).open(head));
  const { picture, http, dns } = store.frozen;
  const { graph } = picture;
  const status = (): ReturnType<PastDoor['status']> => {
    if (context.past === undefined) throw new Error('a frozen range without a history');
    return context.past.status();
  };
  const past: PastDoor = { store, writtenTo: picture.range.to, status };
  return { ...context, graph, l7: new PastL7(graph, http, dns), kept: NOTHING_KEPT, past };
}

/** All of its flows are in its store. */
const NOTHING_KEPT: KeptFlowsView = {
  newestFirst: () => [],
  oldestFirst: () => [],
  newestNumber: 0,
  forgottenBelow: 0,
  evidence: () => [],
  allEvidence: () => [],
  keptFlows: 0,
  keptBytes: 0,
  keptOneIn: { trouble: 1, ordinary: 1 },
};
