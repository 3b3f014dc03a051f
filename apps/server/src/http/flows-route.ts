import type { Response } from 'express';

import { parseEdgeAddress } from './edge-address.ts';
import { findFlows, type FlowsFound, type PastPart } from './flow-answer.ts';
import { formatFlowPosition, type FlowPosition } from './flow-cursor.ts';
import { flowLine, flowRow } from './flow-json.ts';
import { Parameters } from './parameters.ts';
import { badRequest } from './request-error.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, sendInSlices } from './slices.ts';
import { parseTimes, timeText } from './time-range.ts';

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
  const cursor = parameters.text('cursor');
  const edge = parameters.text('edge');
  const evidenceOnly = parameters.oneOf('evidence', ['0', '1'], '0') === '1';
  if (evidenceOnly && edge === undefined) throw badRequest('bad_evidence', 'evidence is kept per edge; say which edge');
  const address = edge === undefined ? undefined : parseEdgeAddress(edge);
  const found = await findFlows(context, { query, times, address, evidenceOnly, limit, cursor }, turn);

  response.setHeader('Orrery-Scanned-Flows', String(found.scanned));
  response.setHeader('Orrery-Sampled-One-In', String(found.sampledOneIn));
  if (found.past !== undefined) tellPast(response, found.past);
  if (found.next !== undefined) setNext(response, found.next, search);
  const asLines = request.accepts([JSON_TYPE_NAME, NDJSON_TYPE]) === NDJSON_TYPE;
  response.setHeader('Vary', 'Accept');
  response.setHeader('Content-Type', asLines ? NDJSON_TYPE : JSON_TYPE);
  await sendInSlices(response, asLines ? lines(found) : array(found), turn);
};

const JSON_TYPE_NAME = 'application/json';

/** What the history answered for, how far back it was looked at, and what it does not have. */
function tellPast(response: Response, { beforeMs, lookedToMs, overCap, missingSeconds }: PastPart): void {
  response.setHeader('Orrery-History-Before', timeText(beforeMs) ?? '');
  if (lookedToMs !== undefined) response.setHeader('Orrery-Scanned-To', timeText(lookedToMs) ?? '');
  response.setHeader('Orrery-Left-Out-Flows', String(overCap));
  response.setHeader('Orrery-Missing-Seconds', String(missingSeconds));
}

/** Where the next page is, for programs in one header and for tools that know links in another. */
function setNext(response: Response, position: FlowPosition, search: string): void {
  const cursor = formatFlowPosition(position);
  const next = new URLSearchParams(search);
  next.set('cursor', cursor);
  response.setHeader('Orrery-Next-Cursor', cursor);
  response.setHeader('Link', `<?${next.toString()}>; rel="next"`);
}

function* lines({ flows }: FlowsFound): Generator<string> {
  for (const flow of flows) yield flowLine(flow);
}

function* array({ flows }: FlowsFound): Generator<string> {
  yield* jsonArray(rows(flows));
  yield '\n';
}

function* rows(flows: FlowsFound['flows']): Generator<object> {
  for (const flow of flows) yield flowRow(flow);
}
