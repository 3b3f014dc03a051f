import { Cause_Kind } from '@orrery/proto/orrery/live/v1/live_pb';
import { wholeNumber } from '../base/numbers.ts';
import { deniedAttempts, failedQuestions } from '../view/edge.ts';
import { attemptsOf } from '../view/edge-attempts.ts';
import { passedRate, rateOf, type EdgeMoment } from '../view/edge-moment.ts';
import type { GroupedEdge } from '../view/grouped-graph.ts';
import { windowText } from '../view/time-window.ts';
import { rateNumber } from '../view/trouble-rate.ts';

export interface KeyFigure {
  readonly value: string;
  readonly unit: string;
  readonly tone: 'denied' | 'audited' | 'failing' | undefined;
}

/**
 * The three figures that say most about an edge, by its verdict: a rate per minute first. Attempts without a rate are
 * counted since the trouble began, which is told above them.
 */
export function keyFigures(edge: GroupedEdge, moment: EdgeMoment): readonly KeyFigure[] {
  const { verdict, figures } = edge;
  const rate = (count: number): string => rateNumber(rateOf(count, edge, moment));
  const denied = deniedAttempts(figures);
  const tried = attemptsOf(figures);
  switch (verdict) {
    case 'denied':
      return [
        refusedRate(rate, denied, figures.dropped),
        { value: wholeNumber(causedAttempts(edge, REFUSING)), unit: 'attempts denied', tone: undefined },
        { value: rateNumber(passedRate(tried - denied, edge, moment)), unit: 'passed/min', tone: undefined },
      ];
    case 'mixed':
      return [
        refusedRate(rate, denied, figures.dropped),
        {
          value: rateNumber(passedRate(Math.max(0, tried - denied), edge, moment)),
          unit: 'passed/min',
          tone: undefined,
        },
        { value: share(denied, tried), unit: 'of attempts denied', tone: undefined },
      ];
    case 'audited':
      return [
        { value: rate(figures.auditedAttempts), unit: 'audited/min', tone: 'audited' },
        { value: wholeNumber(causedAttempts(edge, AUDITING)), unit: 'attempts audited', tone: undefined },
        { value: rate(denied), unit: 'denied/min', tone: undefined },
      ];
    case 'failing':
      return failing(edge, rate);
    case 'forwarded':
      return [
        { value: rate(tried), unit: 'attempts/min', tone: undefined },
        {
          value: wholeNumber(figures.forwarded),
          unit: `flows forwarded, ${windowText(moment.windowSeconds)}`,
          tone: undefined,
        },
        { value: rate(denied), unit: 'denied/min', tone: undefined },
      ];
  }
}

const REFUSING: ReadonlySet<Cause_Kind> = new Set([Cause_Kind.DENIED, Cause_Kind.L7_DENIED]);
const AUDITING: ReadonlySet<Cause_Kind> = new Set([Cause_Kind.AUDITED]);

/** Packets that are sent again belong to an attempt that was counted when it was made. */
function refusedRate(rate: (count: number) => string, denied: number, dropped: number): KeyFigure {
  if (denied > 0) return { value: rate(denied), unit: 'denied/min', tone: 'denied' };
  return { value: rate(dropped), unit: 'flows denied/min', tone: 'denied' };
}

function failing({ figures }: GroupedEdge, rate: (count: number) => string): readonly KeyFigure[] {
  const { httpFailed, httpRequests, dnsQuestions, dropped, error } = figures;
  const questions = failedQuestions(figures);
  const rest = { value: rate(deniedAttempts(figures)), unit: 'denied/min', tone: undefined };
  if (questions > 0 && questions >= httpFailed) {
    return [
      { value: rate(questions), unit: 'questions failed/min', tone: 'failing' },
      { value: rate(dnsQuestions), unit: 'questions/min', tone: undefined },
      { value: share(questions, dnsQuestions), unit: 'of questions failed', tone: undefined },
    ];
  }
  if (httpFailed > 0) {
    return [
      { value: rate(httpFailed), unit: 'answered 5xx/min', tone: 'failing' },
      { value: rate(httpRequests), unit: 'requests/min', tone: undefined },
      { value: share(httpFailed, httpRequests), unit: 'of requests', tone: undefined },
    ];
  }
  return [
    { value: rate(dropped + error), unit: 'flows failed/min', tone: 'failing' },
    { value: rate(attemptsOf(figures)), unit: 'attempts/min', tone: undefined },
    rest,
  ];
}

/** Totals since the causes were first seen. */
function causedAttempts({ causes }: GroupedEdge, kinds: ReadonlySet<Cause_Kind>): number {
  return causes.reduce((sum, { kind, attempts }) => sum + (kinds.has(kind) ? attempts : 0), 0);
}

/** Never 100 % or 0 % when it is not. */
function share(part: number, whole: number): string {
  if (whole <= 0 || part >= whole) return '100 %';
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 1) return '<1 %';
  return `${Math.min(99, Math.round(percent))} %`;
}
