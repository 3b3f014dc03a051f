import type { Query, Term } from '@orrery/query/ast';
import { dnsRowFilter, httpRowFilter } from '@orrery/query/match-row';

import type { L7View } from '../aggregate/graph-view.ts';
import { dnsAnswer, httpAnswer } from './l7-answer.ts';
import { Parameters } from './parameters.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import { termTexts } from './term-texts.ts';
import { parseTimes } from './time-range.ts';

/** `GET /api/v1/http?q=&since=&until=&limit=` */
export const httpRoute = tableRoute(httpAnswer, httpRowFilter, (l7) => ({ folded_routes: l7.foldedRoutes }));

/** `GET /api/v1/dns?q=&since=&until=&limit=` */
export const dnsRoute = tableRoute(dnsAnswer, dnsRowFilter, (l7) => ({ folded_names: l7.foldedNames }));

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;

function tableRoute(
  answerOf: typeof httpAnswer,
  filterOf: (query: Query) => { readonly notApplied: readonly Term[] },
  foldedOf: (l7: L7View) => object,
): Route {
  return async (context, request, response, turn) => {
    const parameters = new Parameters(searchOf(request), ['q', 'since', 'until', 'limit']);
    const query = parameters.query();
    const times = parseTimes(parameters.text('since'), parameters.text('until'), context.clock.nowMs());
    const limit = parameters.whole('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
    const { graph, l7 } = context;
    const answer = await runInSlices(answerOf(graph, l7, { query, times, limit }), turn);
    const head = {
      matched_rows: answer.matched,
      ...foldedOf(l7),
      terms_not_applied: termTexts(filterOf(query), parameters.text('q') ?? ''),
    };
    response.setHeader('Content-Type', JSON_TYPE);
    await sendInSlices(response, pieces(head, answer.rows), turn);
  };
}

function* pieces(head: object, rows: readonly object[]): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"rows":`;
  yield* jsonArray(rows);
  yield '}\n';
}
