import { edgeFilter } from '@orrery/query/match-edge';

import type { GraphView, SecondRange } from '../aggregate/graph-view.ts';
import { parseEdgeAddress } from './edge-address.ts';
import { Parameters } from './parameters.ts';
import { pastTrends, type ToldTrends, type TrendsWish } from './past-trends.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, runInSlices, sendInSlices, type Turn } from './slices.ts';
import { termTexts } from './term-texts.ts';
import { parseTimes, secondRange, timeText } from './time-range.ts';
import { trendsAnswer } from './trends-answer.ts';

const TREND_SECONDS = 15 * 60;
/** Tens of seconds, as old figures are kept, and short beside the range, of which the last step has but begun. */
const STEPS_SECONDS = ['10', '20', '30', '60'] as const;
const MAX_EDGES = 200;

/** `GET /api/v1/trends?q=&edge=&edge=&step=`, and of the history with `since=&until=`. */
export const trendsRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['q', 'edge', 'step', 'since', 'until'], ['edge']);
  const query = parameters.query();
  const addressTexts = parameters.texts('edge', MAX_EDGES);
  const addresses = addressTexts.map(parseEdgeAddress);
  const nowMs = context.clock.nowMs();
  const times = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const isPast = times.sinceMs !== undefined || times.untilMs !== undefined;
  const asked = { query, addresses, limit: MAX_EDGES };
  const told = isPast
    ? await pastTrends(context.past, secondRange(times, nowMs, TREND_SECONDS), asked, turn)
    : await liveTrends(context.graph, nowMs, Number(parameters.oneOf('step', STEPS_SECONDS, '30')), asked, turn);
  const { edges, nodes, leftOut, unknown } = told.answer;
  const head = {
    window: { since: timeText(told.range.from * 1000), until: timeText(Math.min(told.range.to * 1000, nowMs)) },
    step_seconds: told.stepSeconds,
    left_out: leftOut,
    unknown_edges: unknown.map((position) => addressTexts[position]),
    terms_not_applied: termTexts(edgeFilter(query), parameters.text('q') ?? ''),
  };
  response.setHeader('Content-Type', JSON_TYPE);
  await sendInSlices(response, pieces(head, nodes, edges), turn);
};

async function liveTrends(
  graph: GraphView,
  nowMs: number,
  stepSeconds: number,
  asked: TrendsWish,
  turn: Turn,
): Promise<ToldTrends> {
  const range = trendRange(nowMs, stepSeconds);
  const answer = await runInSlices(trendsAnswer(graph, { ...asked, range, stepSeconds }), turn);
  return { range, stepSeconds, answer };
}

/** The last step is the one that is going on. */
function trendRange(nowMs: number, stepSeconds: number): SecondRange {
  const to = (Math.floor(nowMs / 1000 / stepSeconds) + 1) * stepSeconds;
  return { from: to - TREND_SECONDS, to };
}

function* pieces(head: object, nodes: Iterable<unknown>, edges: Iterable<unknown>): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"nodes":`;
  yield* jsonArray(nodes);
  yield ',\n"edges":';
  yield* jsonArray(edges);
  yield '}\n';
}
