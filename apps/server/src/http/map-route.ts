import { edgeFilter } from '@orrery/query/match-edge';

import type { SecondRange } from '../aggregate/graph-view.ts';
import { reachable, type Completeness } from './completeness.ts';
import { mapAnswer } from './map-answer.ts';
import { Parameters } from './parameters.ts';
import { pastGraph, type RangeGraph } from './past-graph.ts';
import { JSON_TYPE, searchOf, type Route, type RouteContext } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import { termTexts } from './term-texts.ts';
import { parseTimes, secondRange, timeText } from './time-range.ts';
import { GROUPINGS } from './vertex-groups.ts';

/** What is shown when nobody says which time. */
const DEFAULT_SECONDS = 15 * 60;

/** `GET /api/v1/map?q=&since=&until=&group=` */
export const mapRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['q', 'since', 'until', 'group']);
  const nowMs = context.clock.nowMs();
  const query = parameters.query();
  const grouping = parameters.oneOf('group', GROUPINGS, 'identity');
  const asked = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const range = secondRange(asked, nowMs, DEFAULT_SECONDS);
  const withSilent = asked.sinceMs === undefined && asked.untilMs === undefined;
  const { graph, reach, completeness } = await graphOf(context, range, nowMs);
  const answer = await runInSlices(mapAnswer(graph, { query, range: reach, grouping, withSilent }), turn);
  const head = {
    window: windowOf(range, nowMs),
    completeness: completeness(answer.flows),
    hidden_flows: answer.hiddenFlows,
    terms_not_applied: termTexts(edgeFilter(query), parameters.text('q') ?? ''),
    group: grouping,
  };
  response.setHeader('Content-Type', JSON_TYPE);
  await sendInSlices(response, pieces(head, answer.nodes, answer.edges), turn);
};

/** The living graph, or what is written down of a range that begins before its windows. */
async function graphOf(context: RouteContext, range: SecondRange, nowMs: number): Promise<RangeGraph> {
  const { graph, past, listening } = context;
  const { windowSeconds, foldedEdges } = graph;
  const reach = reachable(range, nowMs, windowSeconds);
  if (past !== undefined && reach.from > range.from) return pastGraph(past, range);
  const completeness = (flows: number): Completeness =>
    listening.completeness({ range, nowMs, flows, windowSeconds, foldedEdges });
  return { graph, reach, completeness };
}

/** As it was asked for, without the seconds to come. */
function windowOf({ from, to }: SecondRange, nowMs: number): { since: string | null; until: string | null } {
  const untilMs = Math.max(from * 1000, Math.min(to * 1000, nowMs));
  return { since: timeText(from * 1000), until: timeText(untilMs) };
}

function* pieces(head: object, nodes: Iterable<unknown>, edges: Iterable<unknown>): Generator<string> {
  yield JSON.stringify(head).slice(0, -1);
  yield ',\n"nodes":';
  yield* jsonArray(nodes);
  yield ',\n"edges":';
  yield* jsonArray(edges);
  yield '}\n';
}
