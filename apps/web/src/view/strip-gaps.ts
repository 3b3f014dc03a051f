import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import type { PastRange } from './past-range.ts';
import { gapWords, type TimeGap } from './time-bars.ts';
import { windowText } from './time-window.ts';

/** Neighbouring steps of which something is missing, in steps: [from, to). */
export interface StripGap {
  readonly from: number;
  readonly to: number;
  /** Nearly nothing of it is there: bars in it say little. Otherwise something is missing in it. */
  readonly isWhole: boolean;
  /** The history had not begun: nothing was lost. */
  readonly isBefore: boolean;
  readonly words: string;
}

export interface StripTold {
  readonly timeline: Pick<Timeline, 'startSeconds' | 'stepSeconds' | 'forwarded' | 'lost' | 'nodesMissing'>;
  /** Seconds of each step of which nothing is known. */
  readonly missing: readonly number[];
}

/** Why nothing is known of a stretch of time. */
export interface ToldGap {
  readonly fromMs: number;
  readonly toMs: number;
  /** Hostile text. */
  readonly why: string;
}

const WHOLE_SHARE = 0.5;

/** What is hatched. Steps that lie beside each other and are missing alike are one gap. */
export function stripGaps(
  told: StripTold,
  gaps: readonly ToldGap[],
  extent: PastRange | undefined,
): readonly StripGap[] {
  const { timeline } = told;
  const found: StripGap[] = [];
  const steps = timeline.forwarded.length;
  for (let from = 0; from < steps;) {
    const kind = kindOf(told, from, extent);
    let to = from + 1;
    while (to < steps && kindOf(told, to, extent) === kind) to += 1;
    if (kind !== 'none') {
      const seconds = missingBetween(told, from, to, extent);
      const said =
        kind === 'before' ? BEFORE : words(seconds, heardBadly(timeline, from, to), whyOf(told, from, to, gaps));
      found.push({ from, to, isWhole: kind !== 'part', isBefore: kind === 'before', words: said });
    }
    from = to;
  }
  return found;
}

const BEFORE = 'before the history begins';

/** What is missing in one step, in words; '' for nothing. */
export function missingWords(
  told: StripTold,
  step: number,
  gaps: readonly ToldGap[],
  extent: PastRange | undefined,
): string {
  const seconds = missingBetween(told, step, step + 1, extent);
  const heard = heardBadly(told.timeline, step, step + 1);
  const isWhole = seconds + heard.lostEvents + heard.nodesMissing === 0;
  return isWhole ? '' : words(seconds, heard, whyOf(told, step, step + 1, gaps));
}

type Kind = 'none' | 'part' | 'whole' | 'before';

/** What is not written yet is not missing. */
function kindOf(told: StripTold, step: number, extent: PastRange | undefined): Kind {
  const { startSeconds, stepSeconds } = told.timeline;
  const begins = startSeconds + step * stepSeconds;
  if (extent !== undefined && (begins + stepSeconds) * 1000 <= extent.fromMs) return 'before';
  const first = Math.max(begins, (extent?.fromMs ?? 0) / 1000);
  const length = Math.min(begins + stepSeconds, (extent?.toMs ?? Infinity) / 1000) - first;
  const seconds = missingBetween(told, step, step + 1, extent);
  if (length > 0 && seconds >= Math.max(1, length * WHOLE_SHARE)) return 'whole';
  const { lostEvents, nodesMissing } = heardBadly(told.timeline, step, step + 1);
  return length > 0 && seconds + lostEvents + nodesMissing > 0 ? 'part' : 'none';
}

/** Events that were lost, and nodes that were not heard, at the worst moment. */
type HeardBadly = Pick<TimeGap, 'lostEvents' | 'nodesMissing'>;

function heardBadly({ lost, nodesMissing }: StripTold['timeline'], from: number, to: number): HeardBadly {
  let most = 0;
  for (let step = from; step < to; step += 1) most = Math.max(most, nodesMissing[step] ?? 0);
  return { lostEvents: sum(lost, from, to), nodesMissing: most };
}

function words(seconds: number, heard: HeardBadly, why: string): string {
  const lost = gapWords({ ...heard, unheard: '' });
  const missing = seconds === 0 ? '' : `${windowText(seconds)} missing${why === '' ? '' : `: ${why}`}`;
  return [missing, lost].filter((part) => part !== '').join(', ');
}

/** Seconds of some steps of which nothing is known, though the history had begun. */
function missingBetween(
  { timeline: { startSeconds, stepSeconds }, missing }: StripTold,
  from: number,
  to: number,
  extent: PastRange | undefined,
): number {
  const before = (extent?.fromMs ?? 0) / 1000 - (startSeconds + from * stepSeconds);
  return Math.max(0, sum(missing, from, to) - Math.max(0, before));
}

/** The reason that covers the most of it. */
function whyOf({ timeline }: StripTold, from: number, to: number, gaps: readonly ToldGap[]): string {
  const { startSeconds, stepSeconds } = timeline;
  const [fromMs, toMs] = [from, to].map((step) => (startSeconds + step * stepSeconds) * 1000);
  let most = 0;
  let why = '';
  for (const gap of gaps) {
    const covered = Math.min(gap.toMs, toMs) - Math.max(gap.fromMs, fromMs);
    if (covered > most) [most, why] = [covered, gap.why];
  }
  return why;
}

function sum(column: readonly number[], from: number, to: number): number {
  let all = 0;
  for (let step = from; step < to; step += 1) all += column[step] ?? 0;
  return all;
}
