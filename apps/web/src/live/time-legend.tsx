import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, wholeNumber } from '../base/numbers.ts';
import { gapWords } from '../view/time-bars.ts';
import { dayText, windowText } from '../view/time-window.ts';
import { unheardWords, type UnheardSteps } from '../view/unheard-steps.ts';

interface TimeLegendProps {
  readonly timeline: Timeline | undefined;
  readonly unheard: UnheardSteps;
  readonly step: number | undefined;
  /** What is missing at the step, where the timeline itself does not tell. */
  readonly missing?: string;
}

/** What the colours mean; while a step is pointed at, its figures. */
export function TimeLegend({ timeline, unheard, step, missing = '' }: TimeLegendProps) {
  const at = timeline !== undefined && step !== undefined && step < timeline.forwarded.length ? step : undefined;
  const figure = (column: readonly number[] | undefined): string =>
    at === undefined || column === undefined || wordsOf(timeline, at, unheard) !== ''
      ? ''
      : `${wholeNumber(column[at] ?? 0)} `;
  const hasOther = timeline?.other.some((flows) => flows > 0) === true;
  return (
    <p className="legend">
      <span className="legend-when quiet">{timeline !== undefined && whenWords(timeline, at)}</span>
      <span>
        <VerdictGlyph name="forwarded" />
        {figure(timeline?.forwarded)}forwarded
      </span>
      {hasOther && (
        <span className="legend-other" title="Verdicts ERROR, TRACED, TRANSLATED and unknown">
          <i className="swatch swatch-other" />
          {figure(timeline?.other)}other
        </span>
      )}
      <span>
        <VerdictGlyph name="audited" />
        {figure(timeline?.audited)}audit
      </span>
      <span>
        <VerdictGlyph name="denied" />
        {figure(timeline?.dropped)}dropped
      </span>
      <span title="Events were lost, or a node did not report: hatched">
        <i className="swatch swatch-lost" />
        {missing || (at !== undefined && timeline !== undefined && missingAt(timeline, at, unheard)) || 'missing'}
      </span>
    </p>
  );
}

/** All of a step, for ears. */
export function stepWords(timeline: Timeline, step: number, unheard: UnheardSteps): string {
  const words = wordsOf(timeline, step, unheard);
  if (words !== '') return `${whenWords(timeline, step)}: ${words}`;
  const figure = (column: readonly number[]): string => wholeNumber(column[step] ?? 0);
  const missing = missingAt(timeline, step, unheard);
  const { forwarded, audited, dropped } = timeline;
  return `${whenWords(timeline, step)}: ${figure(forwarded)} flows forwarded, ${figure(audited)} audited, ${figure(dropped)} dropped${missing === '' ? '' : `, ${missing}`}`;
}

function wordsOf(timeline: Timeline | undefined, step: number, unheard: UnheardSteps): string {
  return timeline === undefined ? '' : unheardWords(step, timeline.forwarded.length, unheard);
}

function missingAt(timeline: Timeline, step: number, unheard: UnheardSteps): string {
  const { lost, nodesMissing } = timeline;
  return gapWords({
    lostEvents: lost[step] ?? 0,
    nodesMissing: nodesMissing[step] ?? 0,
    unheard: wordsOf(timeline, step, unheard),
  });
}

function whenWords({ startSeconds, stepSeconds, forwarded }: Timeline, step: number | undefined): string {
  if (step === undefined) return `Flows per ${stepSeconds === 1 ? 'second' : windowText(stepSeconds)}, two scales`;
  const atMs = (startSeconds + step * stepSeconds) * 1000;
  const day = stepSeconds * forwarded.length > DAY_SECONDS / 2 ? `${dayText(atMs)} ` : '';
  return `${day}${clockTime(atMs)}${stepSeconds === 1 ? '' : `, ${windowText(stepSeconds)}`}`;
}

const DAY_SECONDS = 86_400;
