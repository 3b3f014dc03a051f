import { deniedAttempts } from './edge.ts';
import { attemptsOf } from './edge-attempts.ts';
import type { GroupedEdge, GroupedGraph } from './grouped-graph.ts';
import type { PastRange } from './past-range.ts';
import { mixedRates, troubleOf, type Trouble, type TroubleOptions } from './trouble.ts';
import { observedSeconds, perMinute, rateNumber, type Span } from './trouble-rate.ts';

/** When figures are looked at, which is what makes rates of them. */
export interface EdgeMoment {
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
  readonly heard?: GroupedGraph['heard'];
  readonly options: TroubleOptions;
}

/** Of quiet edges, whose rates change with the window and not with the second. */
const COARSE_MS = 10_000;
/** By how much what was heard may grow or shrink meanwhile: a second, or a hundredth. */
const STEADY_SHARE = 0.01;

export function momentOf(grouped: GroupedGraph | undefined, options: TroubleOptions): EdgeMoment {
  if (grouped === undefined) return { timeMs: 0, windowSeconds: 60, options };
  const { timeMs, windowSeconds, isPast, heard } = grouped;
  return { timeMs, windowSeconds, isPast, heard, options };
}

/** The range of a moment of the past; undefined for what is now. */
export function pastRangeOf({ timeMs, windowSeconds, isPast }: EdgeMoment): PastRange | undefined {
  return isPast ? { fromMs: timeMs - windowSeconds * 1000, toMs: timeMs } : undefined;
}

/** The same object for ten seconds, or while rates stay nearly the same, so that what is told with it stays as it is. */
export function coarseMoment(moment: EdgeMoment, before: EdgeMoment | undefined): EdgeMoment {
  const timeMs = Math.ceil(moment.timeMs / COARSE_MS) * COARSE_MS;
  const isSame =
    before?.timeMs === timeMs &&
    before.windowSeconds === moment.windowSeconds &&
    before.isPast === moment.isPast &&
    before.options === moment.options &&
    isAsLong(before, moment);
  return isSame ? before : { ...moment, timeMs };
}

/** What is wrong, per minute of the time in which it was: as the list of troubles tells it. */
export function rateOf(count: number, edge: GroupedEdge, moment: EdgeMoment): number {
  const sinceMs = isRefused(edge) ? troubleAt(edge, moment)?.sinceMs : undefined;
  return perMinute(count, spanOf(moment), sinceMs ?? edge.firstSeenMs);
}

/** What was not refused, per minute of the time in which the edge was: it may have begun before the refusals. */
export function passedRate(count: number, edge: GroupedEdge, moment: EdgeMoment): number {
  return perMinute(count, spanOf(moment), edge.firstSeenMs);
}

/** Everything that was tried, per minute: what was refused, and what was not. */
export function triedRate(edge: GroupedEdge, moment: EdgeMoment): number {
  const { verdict, figures } = edge;
  const denied = deniedAttempts(figures);
  const tried = attemptsOf(figures);
  switch (verdict) {
    case 'mixed':
      return mixedRates(edge, spanOf(moment), troubleAt(edge, moment)?.sinceMs).tried;
    case 'audited':
      return Math.max(rateOf(figures.auditedAttempts, edge, moment), passedRate(tried, edge, moment));
    default:
      return rateOf(denied, edge, moment) + passedRate(Math.max(0, tried - denied), edge, moment);
  }
}

export function troubleAt(edge: GroupedEdge, moment: EdgeMoment): Trouble | undefined {
  return troubleOf(edge, moment, moment.options);
}

/** Per minute, of what is wrong with the edge, or of all that was tried where nothing is. */
export function mainRate(edge: GroupedEdge, moment: EdgeMoment): number {
  const trouble = troubleAt(edge, moment);
  return trouble === undefined ? triedRate(edge, moment) : trouble.perMinute;
}

/** The same with its unit: `312 /min`, or `24 flows/min` where what is wrong is not told as attempts. */
export function rateText(edge: GroupedEdge, moment: EdgeMoment): string {
  const { strong, kind } = troubleAt(edge, moment) ?? { strong: '', kind: 'new' };
  if (kind !== 'new' && strong.endsWith('flows/min')) return strong;
  if (kind !== 'new' && strong.endsWith('flows/min denied')) return strong.replace(' denied', '');
  return `${rateNumber(mainRate(edge, moment))} /min`;
}

function isAsLong(before: EdgeMoment, now: EdgeMoment): boolean {
  if (now.heard === undefined || before.heard === undefined) return now.heard === before.heard;
  const [was, is] = [observedSeconds(spanOf(before)), observedSeconds(spanOf(now))];
  return Math.abs(was - is) <= Math.max(1, is * STEADY_SHARE);
}

function isRefused({ verdict }: GroupedEdge): boolean {
  return verdict === 'denied' || verdict === 'mixed' || verdict === 'audited';
}

function spanOf({ timeMs, windowSeconds, heard, options }: EdgeMoment): Span {
  return { timeMs, windowSeconds, heard, listeningSinceMs: options.listeningSinceMs };
}
