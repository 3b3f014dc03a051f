import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, wholeNumber } from '../base/numbers.ts';
import { gapWords } from '../view/time-bars.ts';

interface TimeLegendProps {
  readonly timeline: Timeline | undefined;
  /** Steps at its end in which the server was not heard: nothing is known of them. */
  readonly unheardSteps: number;
  readonly step: number | undefined;
}

/** What the colours mean; while a step is pointed at, its figures. */
export function TimeLegend({ timeline, unheardSteps, step }: TimeLegendProps) {
  const at = timeline !== undefined && step !== undefined && step < timeline.forwarded.length ? step : undefined;
  const figure = (column: readonly number[] | undefined): string =>
    at === undefined || column === undefined || isUnheard(timeline, at, unheardSteps)
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
        {(at !== undefined && timeline !== undefined && missingAt(timeline, at, unheardSteps)) || 'missing'}
      </span>
    </p>
  );
}

/** All of a step, for ears. */
export function stepWords(timeline: Timeline, step: number, unheardSteps: number): string {
  if (isUnheard(timeline, step, unheardSteps)) return `${whenWords(timeline, step)}: not heard`;
  const figure = (column: readonly number[]): string => wholeNumber(column[step] ?? 0);
  const missing = missingAt(timeline, step, unheardSteps);
  const { forwarded, audited, dropped } = timeline;
  return `${whenWords(timeline, step)}: ${figure(forwarded)} flows forwarded, ${figure(audited)} audited, ${figure(dropped)} dropped${missing === '' ? '' : `, ${missing}`}`;
}

function isUnheard(timeline: Timeline | undefined, step: number, unheardSteps: number): boolean {
  return timeline !== undefined && step >= timeline.forwarded.length - unheardSteps;
}

function missingAt(timeline: Timeline, step: number, unheardSteps: number): string {
  const { lost, nodesMissing } = timeline;
  return gapWords({
    lostEvents: lost[step] ?? 0,
    nodesMissing: nodesMissing[step] ?? 0,
    isUnheard: isUnheard(timeline, step, unheardSteps),
  });
}

function whenWords({ startSeconds, stepSeconds }: Timeline, step: number | undefined): string {
  if (step === undefined) return `Flows per ${stepSeconds === 1 ? 'second' : `${stepSeconds} s`}, two scales`;
  return `${clockTime((startSeconds + step * stepSeconds) * 1000)}${stepSeconds === 1 ? '' : `, ${stepSeconds} s`}`;
}
