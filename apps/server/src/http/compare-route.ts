import { edgeFilter } from '@orrery/query/match-edge';

import type { SecondRange } from '../aggregate/graph-view.ts';
import type { Coverage } from '../history/past-store.ts';
import { compareCaveat } from './compare-caveat.ts';
import { compareGraphs, type CompareAnswer } from './compare-graphs.ts';
import type { ComparedRange } from './compare-pairs.ts';
import { askedRanges } from './compare-ranges.ts';
import { compareSummary, textOf } from './compare-summary.ts';
import { Parameters } from './parameters.ts';
import { completenessOf, missingSeconds, storeAway } from './past-graph.ts';
import { RequestError } from './request-error.ts';
import { JSON_TYPE, searchOf, type Route } from './route.ts';
import { jsonArray, runInSlices, sendInSlices } from './slices.ts';
import { termTexts } from './term-texts.ts';
import { timeText } from './time-range.ts';
import { GROUPINGS } from './vertex-groups.ts';

const KNOWN = ['q', 'group', 'since', 'until', 'before_since', 'before_until', 'limit'];
const DEFAULT_LIMIT = 2_000;
const MOST_EDGES = 10_000;

/** `GET /api/v1/compare?q=&group=&since=&until=&before_since=&before_until=&limit=`: what changed from one range to another. */
export const compareRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), KNOWN);
  const { past } = context;
  if (past === undefined)
    throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
  const query = parameters.query();
  const grouping = parameters.oneOf('group', GROUPINGS, 'identity');
  const limit = parameters.whole('limit', 1, MOST_EDGES) ?? DEFAULT_LIMIT;
  const ranges = askedRanges(parameters, context.clock.nowMs(), past.writtenTo);
  const { store } = past;
  const read = async (range: SecondRange): Promise<ComparedRange & { readonly coverage: Coverage }> => {
    const [graph, http, coverage] = await Promise.all([
      store.readGraph(range),
      store.readHttp(range),
      store.readCoverage(range),
    ]);
    return { graph, http, range, coverage, heardSeconds: range.to - range.from - missingSeconds(coverage, range) };
  };
  // One after the other: the larger of the two is all that is held of the engine at a time.
  const after = await storeAway(() => read(ranges.after));
  const before = await storeAway(() => read(ranges.before));
  const answer = await runInSlices(compareGraphs({ before, after, query, grouping, limit }), turn);
  const completeness = {
    before: completenessOf(before.coverage, before.range, answer.flows.before),
    after: completenessOf(after.coverage, after.range, answer.flows.after),
  };
  const heard = { before: before.heardSeconds, after: after.heardSeconds };
  const caveat = compareCaveat(heard, completeness);
  const parts = caveat.isNothingKnown ? [] : compareSummary(answer);
  const head = {
    after: rangeJson(after, completeness.after),
    before: rangeJson(before, completeness.before),
    group: grouping,
    terms_not_applied: termTexts(edgeFilter(query), parameters.text('q') ?? ''),
    summary: textOf(parts),
    summary_parts: parts,
    caveat: caveat.words,
    counts: answer.counts,
    rare: answer.rare,
    left_out: answer.leftOut,
  };
  response.setHeader('Content-Type', JSON_TYPE);
  await sendInSlices(response, pieces(head, caveat.isNothingKnown ? { nodes: [], edges: [] } : answer), turn);
};

function rangeJson({ range, heardSeconds }: ComparedRange, completeness: object): object {
  const { from, to } = range;
  return { since: timeText(from * 1000), until: timeText(to * 1000), heard_seconds: heardSeconds, completeness };
}

function* pieces(head: object, { nodes, edges }: Pick<CompareAnswer, 'nodes' | 'edges'>): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},\n"nodes":`;
  yield* jsonArray(nodes);
  yield ',\n"edges":';
  yield* jsonArray(edges);
  yield '}\n';
}
