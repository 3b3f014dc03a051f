import type { Response } from 'express';

import { findEdge, parseEdgeAddress } from './edge-address.ts';
import { flowLine, flowRow } from './flow-json.ts';
import { searchFlows, type FoundFlow, type FoundFlows } from './flow-search.ts';
import { Parameters } from './parameters.ts';
import { badRequest } from './request-error.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import { parseTimes } from './time-range.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;
const NDJSON_TYPE = 'application/x-ndjson';

/** `GET /api/v1/flows?q=&since=&until=&limit=&cursor=&edge=&evidence=` */
export const flowsRoute: Route = async (context, request, response, turn) => {
  const search = searchOf(request);
  const parameters = new Parameters(search, ['q', 'since', 'until', 'limit', 'cursor', 'edge', 'evidence']);
  const query = parameters.query();
  const times = parseTimes(parameters.text('since'), parameters.text('until'), context.clock.nowMs());
  const limit = parameters.whole('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
  const cursor = parameters.whole('cursor', 0, Number.MAX_SAFE_INTEGER);
  const address = parameters.text('edge');
  const evidenceOnly = parameters.oneOf('evidence', ['0', '1'], '0') === '1';
  if (evidenceOnly && address === undefined)
    throw badRequest('bad_evidence', 'evidence is kept per edge; say which edge');
  const { graph, kept } = context;
  const edge = address === undefined ? undefined : await runInSlices(findEdge(graph, parseEdgeAddress(address)), turn);
  const question = { query, times, edge, evidenceOnly, limit, cursor };
  const found = await runInSlices(searchFlows(graph, kept, question), turn);

  response.setHeader('Orrery-Scanned-Flows', String(found.scanned));
  response.setHeader('Orrery-Sampled-One-In', String(found.sampledOneIn));
  if (found.nextCursor !== undefined) setNext(response, found.nextCursor, search);
  const asLines = request.accepts([JSON_TYPE_NAME, NDJSON_TYPE]) === NDJSON_TYPE;
  response.setHeader('Vary', 'Accept');
  response.setHeader('Content-Type', asLines ? NDJSON_TYPE : JSON_TYPE);
  await sendInSlices(response, asLines ? lines(found) : array(found), turn);
};

const JSON_TYPE_NAME = 'application/json';

/** Where the next page is, for programs in one header and for tools that know links in another. */
function setNext(response: Response, cursor: number, search: string): void {
  const next = new URLSearchParams(search);
  next.set('cursor', String(cursor));
  response.setHeader('Orrery-Next-Cursor', String(cursor));
  response.setHeader('Link', `<?${next.toString()}>; rel="next"`);
}

function* lines(found: FoundFlows): Generator<string> {
  for (const flow of found.flows) yield flowLine(flow);
}

function* array(found: FoundFlows): Generator<string> {
  yield* jsonArray(rows(found.flows));
  yield '\n';
}

function* rows(flows: readonly FoundFlow[]): Generator<object> {
  for (const flow of flows) yield flowRow(flow);
}
