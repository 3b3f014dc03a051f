import { useState } from 'react';
import { useLive } from '../live/use-live.ts';
import { isSameRange, type PastRange } from '../view/past-range.ts';
import { fittingSpan, pannedExtent, stripExtent, type StripChoice, type StripSpan } from '../view/strip-span.ts';
import type { HistoryAnswer } from './history-answer.ts';
import { useHistory, type HistoryTold } from './use-history.ts';

export interface Strip {
  readonly span: StripSpan;
  readonly told: HistoryTold;
  /** What is written down at all; undefined while that is not known, or nothing is. */
  readonly history: PastRange | undefined;
  /** The stretch that the bars are of. */
  readonly shown: PastRange | undefined;
  readonly pan: (byMs: number) => void;
}

const HOUR_MS = 3_600_000;

/** Which stretch of the history the strip shows. It follows the end of the history, or holds still around a range. */
export function useStrip(choice: StripChoice | undefined, range: PastRange | undefined): Strip {
  const writtenToMs = useLive(({ graph }) => graph?.status?.history?.writtenToMs ?? 0);
  const [asked, setAsked] = useState<PastRange>();
  const [known, setKnown] = useState<PastRange>();
  const chosen = choice === 'fit' ? undefined : choice;
  const [span, setSpan] = useState(() => chosen ?? fittingSpan(range, undefined));
  const [panned, setPanned] = useState<Panned>();
  // A hand that draws a range is not to change what it draws on.
  const wanted = chosen ?? (range !== undefined && fits(span, range, asked) ? span : fittingSpan(range, known));
  if (wanted !== span) setSpan(wanted);

  const newest = Math.max(writtenToMs, known?.toMs ?? 0);
  const extent = newest === 0 ? undefined : { fromMs: known?.fromMs ?? newest - HOUR_MS, toMs: newest };
  const isPanned = panned !== undefined && panned.span === wanted && isSameRange(panned.range, range);
  const next = isPanned
    ? panned.to
    : extent && wanted !== 'all'
      ? stripExtent(wanted, range, extent, asked)
      : undefined;
  if (!isSameRange(next, asked)) setAsked(next);

  const told = useHistory(next, true);
  const answer = told.kind === 'told' ? told.answer : undefined;
  if (answer?.extent !== undefined && !isSameRange(answer.extent, known)) setKnown(answer.extent);
  return {
    span: wanted,
    told,
    history: extent,
    shown: answer && stretchOf(answer),
    pan: (byMs) => {
      if (next === undefined || extent === undefined) return;
      setPanned({ span: wanted, range, to: pannedExtent(next, byMs, extent) });
    },
  };
}

/** Where a hand moved the strip to; it stays there while the same is asked. */
interface Panned {
  readonly span: StripSpan;
  readonly range: PastRange | undefined;
  readonly to: PastRange;
}

function fits(span: StripSpan, range: PastRange, asked: PastRange | undefined): boolean {
  if (span === 'all' || asked === undefined) return span === fittingSpan(range, undefined);
  return asked.fromMs <= range.fromMs && range.toMs <= asked.toMs;
}

/** Whole steps. */
function stretchOf({ strip }: HistoryAnswer): PastRange | undefined {
  if (strip === undefined) return undefined;
  const { startSeconds, stepSeconds, forwarded } = strip.timeline;
  return { fromMs: startSeconds * 1000, toMs: (startSeconds + stepSeconds * forwarded.length) * 1000 };
}
