import type { SecondRange } from '../aggregate/graph-view.ts';
import type { HeardStep } from '../history/heard.ts';
import type { Gap, TimelineStep } from '../history/past-store.ts';
import { growthOf, type TierSize } from '../history/storage-sizes.ts';
import { missingSeconds } from './missing-seconds.ts';
import { Parameters } from './parameters.ts';
import { storeAway } from './past-graph.ts';
import { badRequest, RequestError } from './request-error.ts';
import { searchOf, sendJson, type Route } from './route.ts';
import { parseTimes, timeText } from './time-range.ts';

/** What a time strip has room for. */
const MOST_STEPS = 240;
const STEPS_SECONDS = [10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800] as const;

/** `GET /api/v1/history?since=&until=`: how far the history goes, what is missing of it, and its time strip. */
export const historyRoute: Route = async (context, request, response) => {
  const parameters = new Parameters(searchOf(request), ['since', 'until']);
  const { past } = context;
  if (past === undefined)
    throw new RequestError(404, 'no_history', 'this server writes no history; start it with --store');
  const nowMs = context.clock.nowMs();
  const asked = parseTimes(parameters.text('since'), parameters.text('until'), nowMs);
  const { store } = past;
  const extent = await storeAway(() => store.readExtent());
  const { state, why } = past.status();
  const head = { state, why };
  if (extent === undefined) {
    sendJson(response, { ...head, from: null, to: null, tiers: [], growth: null, gaps: [], timeline: null });
    return;
  }
  const range = rangeOf(asked, extent);
  const stepSeconds = stepOf(range);
  const [steps, heard, { gaps }, sizes] = await storeAway(() =>
    Promise.all([
      store.readTimeline(range, stepSeconds),
      store.readHeard(range, stepSeconds),
      store.readCoverage(range),
      store.readSizes(),
    ]),
  );
  const growth = growthOf(sizes, extent.to - extent.from, nowMs / 1000);
  sendJson(response, {
    ...head,
    from: timeText(extent.from * 1000),
    to: timeText(extent.to * 1000),
    tiers: sizes.map(tierJson),
    growth: growth === undefined ? null : { bytes_per_day: growth.bytesPerDay, projected_bytes: growth.projectedBytes },
    gaps: gaps.map(gapJson),
    timeline: timelineJson({ steps, heard, gaps }, range, stepSeconds),
  });
};

/** Whole tens of what was asked for; all that there is when nothing was. */
function rangeOf({ sinceMs, untilMs }: ReturnType<typeof parseTimes>, extent: SecondRange): SecondRange {
  const from = Math.floor((sinceMs ?? extent.from * 1000) / 10_000) * 10;
  const to = Math.ceil((untilMs ?? extent.to * 1000) / 10_000) * 10;
  return { from, to: Math.max(from + 10, to) };
}

function stepOf({ from, to }: SecondRange): number {
  const step = STEPS_SECONDS.find((seconds) => Math.ceil((to - from) / seconds) + 1 <= MOST_STEPS);
  if (step === undefined) throw badRequest('bad_range', 'the range is longer than four years; ask for less');
  return step;
}

function tierJson({ name, seconds, keptDays, rows, bytes, oldest }: TierSize): object {
  const time = oldest === undefined ? null : timeText(oldest * 1000);
  return { name, seconds, kept_days: keptDays ?? null, rows, bytes, oldest: time };
}

function gapJson({ fromMs, toMs, what, why }: Gap): object {
  return { from: timeText(fromMs), to: timeText(toMs), what, why };
}

interface Told {
  readonly steps: readonly TimelineStep[];
  readonly heard: readonly HeardStep[];
  readonly gaps: readonly Gap[];
}

/** `missing` are the seconds of a step of which nothing is known. */
function timelineJson({ steps, heard, gaps }: Told, { from, to }: SecondRange, stepSeconds: number): object {
  const start = from - (from % stepSeconds);
  const length = Math.ceil((to - start) / stepSeconds);
  const column = (): number[] => Array.from({ length }, () => 0);
  const [forwarded, audited, dropped, other] = [column(), column(), column(), column()];
  const [lost, nodesMissing] = [column(), column()];
  // Buckets that are longer than a step may begin before the first.
  const placeOf = (at: number): number => Math.min(length - 1, Math.max(0, Math.floor((at - start) / stepSeconds)));
  for (const step of steps) {
    const place = placeOf(step.at);
    forwarded[place] = (forwarded[place] ?? 0) + step.forwarded;
    audited[place] = (audited[place] ?? 0) + step.audited;
    dropped[place] = (dropped[place] ?? 0) + step.dropped;
    other[place] = (other[place] ?? 0) + step.other;
  }
  const covered = column();
  for (const step of heard) {
    const place = placeOf(step.at);
    covered[place] = (covered[place] ?? 0) + step.coveredSeconds;
    lost[place] = (lost[place] ?? 0) + step.lostEvents;
    nodesMissing[place] = Math.max(nodesMissing[place] ?? 0, step.nodesMissing);
  }
  const missing = missingSeconds(covered, gaps, { from, to }, stepSeconds);
  const head = { start: timeText(start * 1000), step_seconds: stepSeconds };
  return { ...head, forwarded, audited, dropped, other, lost, nodes_missing: nodesMissing, missing };
}
