import type { Query, Term } from '@orrery/query/ast';
import { dnsRowFilter, httpRowFilter } from '@orrery/query/match-row';

import type { L7View, SecondRange } from '../aggregate/graph-view.ts';
import type { EdgeScope } from '../history/edge-scope.ts';
import { findEdges, parseEdgeAddress } from './edge-address.ts';
import { dnsAnswer } from './l7-dns-answer.ts';
import { httpAnswer } from './l7-http-answer.ts';
import { figureRange, type L7Answer, type L7Question, type L7Scope } from './l7-selection.ts';
import type { PastDoor } from './http-deps.ts';
import { pastDns, pastDoorFor, pastHttp, pastRange, type L7Source } from './l7-past.ts';
import { Parameters } from './parameters.ts';
import { JSON_TYPE, searchOf, type Route, type RouteContext } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import { termTexts } from './term-texts.ts';
import { parseTimes, timeText, type AskedTimes } from './time-range.ts';

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;
/** Of each list in a question. */
const MAX_LISTED = 64;

const LISTS = ['edge', 'client', 'destination', 'end'] as const;
const DNS_LISTS = [...LISTS, 'address'];

/** `GET /api/v1/http?q=&since=&until=&limit=&edge=&client=&destination=&end=` */
export const httpRoute = tableRoute({
  lists: LISTS,
  answerOf: httpAnswer,
  filterOf: httpRowFilter,
  foldedOf: (l7) => ({ folded_routes: l7.foldedRoutes }),
  past: pastHttp,
});

/** `GET /api/v1/dns?q=&since=&until=&limit=&edge=&client=&destination=&end=&address=` */
export const dnsRoute = tableRoute({
  lists: DNS_LISTS,
  answerOf: dnsAnswer,
  filterOf: dnsRowFilter,
  foldedOf: (l7) => ({ folded_names: l7.foldedNames }),
  past: pastDns,
});

interface Table {
  readonly lists: readonly string[];
  readonly answerOf: typeof httpAnswer;
  readonly filterOf: (query: Query) => { readonly notApplied: readonly Term[] };
  readonly foldedOf: (l7: L7View) => object;
  readonly past: (door: PastDoor, range: SecondRange, scope: EdgeScope) => Promise<L7Source>;
}

function tableRoute({ lists, answerOf, filterOf, foldedOf, past }: Table): Route {
  return async (context, request, response, turn) => {
    const parameters = new Parameters(searchOf(request), ['q', 'since', 'until', 'limit', ...lists], lists);
    const query = parameters.query();
    const nowMs = context.clock.nowMs();
    const times = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
    const limit = parameters.whole('limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
    const edgeTexts = parameters.texts('edge', MAX_LISTED);
    const addresses = edgeTexts.map(parseEdgeAddress);
    const keys = (name: string): ReadonlySet<string> => new Set(parameters.texts(name, MAX_LISTED));
    const asked = {
      clients: keys('client'),
      destinations: keys('destination'),
      ends: keys('end'),
      addresses: keys('address'),
    };
    const door = pastDoorFor(context, times, nowMs);
    const { graph, l7, range } =
      door === undefined
        ? living(context, times, nowMs)
        : await past(door, pastRange(context, times, nowMs, door.writtenTo), {
            pairs: addresses.map(({ ends }) => ends),
            sources: [...asked.clients],
            destinations: [...asked.destinations],
            ends: [...asked.ends],
          });

    const found = addresses.length === 0 ? [] : await runInSlices(findEdges(graph, addresses), turn);
    const edges = addresses.length === 0 ? undefined : new Set(found.filter((edge) => edge !== undefined));
    const scope: L7Scope = { ...asked, edges };
    const question: L7Question = { query, times, range, scope, limit };
    const answer: L7Answer = await runInSlices(answerOf(graph, l7, question), turn);
    const head = {
      figures: figuresJson(range, nowMs),
      matched_rows: answer.matched,
      ...foldedOf(l7),
      unknown_edges: edgeTexts.filter((_, position) => found[position] === undefined),
      terms_not_applied: termTexts(filterOf(query), parameters.text('q') ?? ''),
    };
    response.setHeader('Content-Type', JSON_TYPE);
    await sendInSlices(response, pieces(head, answer.rows), turn);
  };
}

function living({ graph, l7 }: RouteContext, times: AskedTimes, nowMs: number): L7Source {
  return { graph, l7, range: figureRange(times, nowMs, graph.windowSeconds) };
}

function figuresJson(range: SecondRange | undefined, nowMs: number): object {
  if (range === undefined) return { kind: 'total', since: null, until: timeText(nowMs) };
  return { kind: 'range', since: timeText(range.from * 1000), until: timeText(Math.min(range.to * 1000, nowMs)) };
}

function* pieces(head: object, rows: readonly object[]): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"rows":`;
  yield* jsonArray(rows);
  yield '}\n';
}
