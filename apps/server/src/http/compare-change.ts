import { latencyChange, type PairLatency } from './compare-latency.ts';
import { isBeyondNoise, factorOf, mayBeMissed, type Counted } from './compare-noise.ts';
import { attemptsOf, severityOf, VERDICTS_WORST_FIRST, type EdgeVerdict } from './compare-verdict.ts';

/**
 * What became of a pair from one range to another, the worst first:
 *
 *     newly-denied   refused now, in whole or in part, and not before, or not there before
 *     worse          a worse verdict, or clearly more of the same trouble
 *     newly-audited  would be denied, and was not before
 *     slower         its requests take clearly longer
 *     appeared       has flows now, and had none
 *     vanished       had flows, and has none: nobody tries, so trouble that vanished is not healed
 *     rate           clearly more or less of it
 *     faster
 *     better         a better verdict, or clearly less of the same trouble
 *     healed         was in trouble, and passes now
 *     same           none of these
 */
export const CHANGES_WORST_FIRST = [
  'newly-denied',
  'worse',
  'newly-audited',
  'slower',
  'appeared',
  'vanished',
  'rate',
  'faster',
  'better',
  'healed',
  'same',
] as const;
export type ChangeKind = (typeof CHANGES_WORST_FIRST)[number];

/** A pair in one range, of which something was heard. */
export interface ComparedSide {
  readonly verdict: EdgeVerdict;
  /** FIGURE_COUNT of them. */
  readonly figures: ArrayLike<number>;
  readonly flows: number;
  /** Undefined where too few HTTP answers tell. */
  readonly latency?: PairLatency | undefined;
}

export interface Change {
  readonly kind: ChangeKind;
  /** The later rate by the earlier one: of the trouble for `worse` and `better`, else of all attempts. */
  readonly factor: number | undefined;
  /** It has so few flows that it may have been there in the other range, too. */
  readonly isRare: boolean;
}

/** Seconds that were heard of the two ranges. */
export interface HeardSeconds {
  readonly before: number;
  readonly after: number;
}

/** At least one of the two is given. */
export function changeOf(
  before: ComparedSide | undefined,
  after: ComparedSide | undefined,
  heard: HeardSeconds,
): Change {
  if (before === undefined || after === undefined) return cameOrWent(before, after, heard);
  const factor = factorOf(...tried(before, after, heard));
  const isRare = false;
  const [was, is] = settledVerdicts(before, after, heard);
  if (was !== is) return { kind: verdictChange(was, is), factor, isRare };
  if (is !== 'forwarded') {
    const trouble: [Counted, Counted] = [
      { count: severityOf(is, before.figures), seconds: heard.before },
      { count: severityOf(is, after.figures), seconds: heard.after },
    ];
    const more = factorOf(...trouble);
    if (isBeyondNoise(...trouble)) return { kind: (more ?? 1) > 1 ? 'worse' : 'better', factor: more, isRare };
  }
  const latency = latencyChange(before.latency, after.latency);
  if (latency === 'slower') return { kind: latency, factor, isRare };
  if (isBeyondNoise(...tried(before, after, heard))) return { kind: 'rate', factor, isRare };
  return { kind: latency ?? 'same', factor, isRare };
}

function cameOrWent(before: ComparedSide | undefined, after: ComparedSide | undefined, heard: HeardSeconds): Change {
  if (after !== undefined) {
    const isRare = mayBeMissed({ count: countOf(after), seconds: heard.after }, heard.before);
    const { verdict } = after;
    if (isRefused(verdict)) return { kind: 'newly-denied', factor: undefined, isRare };
    return { kind: verdict === 'audited' ? 'newly-audited' : 'appeared', factor: undefined, isRare };
  }
  const count = before === undefined ? 0 : countOf(before);
  return { kind: 'vanished', factor: undefined, isRare: mayBeMissed({ count, seconds: heard.before }, heard.after) };
}

/** A pair that fails now and then is failing or not by luck: that counts only when it clearly fails more, or less. */
function settledVerdicts(
  before: ComparedSide,
  after: ComparedSide,
  heard: HeardSeconds,
): readonly [EdgeVerdict, EdgeVerdict] {
  const isBetween = (verdict: EdgeVerdict): boolean => verdict === 'failing' || verdict === 'forwarded';
  if (before.verdict === after.verdict || !isBetween(before.verdict) || !isBetween(after.verdict)) {
    return [before.verdict, after.verdict];
  }
  const failed = (side: ComparedSide, seconds: number): Counted => ({
    count: severityOf('failing', side.figures),
    seconds,
  });
  const [was, is] = [failed(before, heard.before), failed(after, heard.after)];
  const isClear =
    isBeyondNoise(was, is) ||
    (was.count === 0 && !mayBeMissed(is, heard.before)) ||
    (is.count === 0 && !mayBeMissed(was, heard.after));
  return isClear ? [before.verdict, after.verdict] : [after.verdict, after.verdict];
}

function verdictChange(was: EdgeVerdict, is: EdgeVerdict): ChangeKind {
  if (is === 'forwarded') return 'healed';
  if (isRefused(is) && !isRefused(was)) return 'newly-denied';
  if (isRefused(was) && !isRefused(is)) return 'better';
  if (is === 'audited') return 'newly-audited';
  // Audited traffic passes; what fails does not.
  if (was === 'audited' || was === 'forwarded') return 'worse';
  return VERDICTS_WORST_FIRST.indexOf(is) < VERDICTS_WORST_FIRST.indexOf(was) ? 'worse' : 'better';
}

function isRefused(verdict: EdgeVerdict): boolean {
  return verdict === 'denied' || verdict === 'mixed';
}

/** Attempts, where any are told; else flows. */
function tried(before: ComparedSide, after: ComparedSide, heard: HeardSeconds): [Counted, Counted] {
  const [was, is] = [attemptsOf(before.figures), attemptsOf(after.figures)];
  const hasAttempts = was > 0 && is > 0;
  return [
    { count: hasAttempts ? was : before.flows, seconds: heard.before },
    { count: hasAttempts ? is : after.flows, seconds: heard.after },
  ];
}

/** Attempts, or the flows of what is not told as attempts. */
function countOf({ figures, flows }: ComparedSide): number {
  return attemptsOf(figures) || flows;
}
