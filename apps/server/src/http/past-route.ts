import type { HeardStep } from '../history/heard.ts';
import type { Coverage, PastStore, TimelineStep } from '../history/past-store.ts';
import type { SecondRange } from '../aggregate/graph-view.ts';
import { pastFrame, type PastPicture } from '../publish/past-frame.ts';
import type { StatusInit } from '../publish/status-report.ts';
import { understand, type UnderstoodQuery } from '../publish/understand.ts';
import { missingSeconds } from './missing-seconds.ts';
import { Parameters } from './parameters.ts';
import { completenessOf, storeAway } from './past-graph.ts';
import { badRequest, RequestError } from './request-error.ts';
import { searchOf, type Route } from './route.ts';
import { runInSlices } from './slices.ts';
import { parseTimes, secondRange } from './time-range.ts';

export const DEFAULT_SECONDS = 15 * 60;
/** Steps of the time strip: what a screen has room for. */
const MOST_STEPS = 120;
const STEPS_SECONDS = [10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 86_400] as const;

/** `GET /api/v1/past?q=&since=&until=`: a range of the history, as a snapshot of `orrery.live.v1.Frame`. */
export const pastRoute: Route = async (context, request, response, turn) => {
  const parameters = new Parameters(searchOf(request), ['q', 'since', 'until']);
  const { past, version } = context;
  if (past === undefined)
    throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
  const nowMs = context.clock.nowMs();
  const asked = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const range = tens(secondRange(asked, nowMs, DEFAULT_SECONDS), past.writtenTo);
  const query = understoodOf(parameters.text('q') ?? '');
  const picture = await pastPicture(past.store, range, version);
  const status = { ...picture.status, simulated: context.config.relays.length === 0 && context.opened === undefined };
  const frame = await runInSlices(pastFrame({ ...picture, status, query }), turn);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.end(frame);
};

/** Everything of a range that the map shows, before a query looks at it. */
export async function pastPicture(store: PastStore, range: SecondRange, version: string): Promise<PastPicture> {
  const stepSeconds = stepOf(range);
  const [graph, steps, heard, coverage] = await storeAway(() =>
    Promise.all([
      store.readGraph(range),
      store.readTimeline(range, stepSeconds),
      store.readHeard(range, stepSeconds),
      store.readCoverage(range),
    ]),
  );
  const timeline = timelineOf({ steps, heard, gaps: coverage.gaps }, range, stepSeconds);
  return { graph, range, timeline: timeline.init, status: statusOf(coverage, range, timeline.flows, version) };
}

/** Whole buckets, at least one, and none that is not written yet, once something is. */
export function tens({ from, to }: SecondRange, writtenTo: number): SecondRange {
  const asked = Math.ceil(to / 10) * 10;
  const end = writtenTo === 0 ? asked : Math.min(asked, writtenTo);
  return { from: Math.max(0, Math.min(Math.floor(from / 10) * 10, end - 10)), to: Math.max(10, end) };
}

export function understoodOf(text: string): UnderstoodQuery {
  const understood = understand({ query: text, windowSeconds: 0 });
  if (understood.kind === 'understood') return understood.query;
  const { message, from, to } = understood;
  throw new RequestError(400, 'bad_query', `q: ${message}`, { range: { from, to } });
}

function stepOf({ from, to }: SecondRange): number {
  const step = STEPS_SECONDS.find((seconds) => (to - from) / seconds <= MOST_STEPS);
  if (step === undefined) throw badRequest('bad_range', 'the range is longer than 328 days; ask for less');
  return step;
}

interface PastSteps {
  readonly steps: readonly TimelineStep[];
  readonly heard: readonly HeardStep[];
  readonly gaps: Coverage['gaps'];
}

function timelineOf({ steps, heard, gaps }: PastSteps, { from, to }: SecondRange, stepSeconds: number) {
  const startSeconds = from - (from % stepSeconds);
  const length = Math.ceil((to - startSeconds) / stepSeconds);
  const columns = { forwarded: zeros(length), audited: zeros(length), dropped: zeros(length), other: zeros(length) };
  // Buckets that are longer than a step may begin before the first.
  const placeOf = (at: number): number =>
    Math.min(length - 1, Math.max(0, Math.floor((at - startSeconds) / stepSeconds)));
  let flows = 0;
  for (const { at, forwarded, audited, dropped, other } of steps) {
    const place = placeOf(at);
    columns.forwarded[place] += forwarded;
    columns.audited[place] += audited;
    columns.dropped[place] += dropped;
    columns.other[place] += other;
    flows += forwarded + audited + dropped + other;
  }
  const [lost, nodesMissing, covered] = [zeros(length), zeros(length), zeros(length)];
  for (const step of heard) {
    const place = placeOf(step.at);
    lost[place] += step.lostEvents;
    nodesMissing[place] = Math.max(nodesMissing[place], step.nodesMissing);
    covered[place] += step.coveredSeconds;
  }
  const missing = missingSeconds(covered, gaps, { from, to }, stepSeconds);
  return { flows, init: { startSeconds, stepSeconds, ...columns, lost, nodesMissing, missingSeconds: missing } };
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function statusOf(coverage: Coverage, range: SecondRange, flows: number, version: string): StatusInit {
  const { share, lost, reasons } = completenessOf(coverage, range, flows);
  const seconds = Math.max(1, range.to - range.from);
  return { completeness: share, incompleteBecause: [...reasons], lost, flowsPerSecond: flows / seconds, version };
}
