import { useMemo, useRef, useState } from 'react';
import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { VerdictGlyph } from '../base/glyphs.tsx';
import { clockTime, shortNumber, wholeNumber } from '../base/numbers.ts';
import { useSize } from '../base/use-size.ts';
import { stepAt, timeBars } from '../view/time-bars.ts';
import { WINDOWS_SECONDS, type WindowSeconds } from '../view/url-state.ts';
import { useLive } from './use-live.ts';

interface TimeStripProps {
  readonly windowSeconds: WindowSeconds;
  readonly onWindow: (seconds: WindowSeconds) => void;
}

const ABOVE = 32;
const BELOW = 18;

/** Flows of the view over time: what passed above the line, what was denied or audited below it. */
export function TimeStrip({ windowSeconds, onWindow }: TimeStripProps) {
  const timeline = useLive(({ graph }) => graph?.timeline);
  const isStale = useLive(({ connection }) => connection.kind !== 'live');
  const [pointedStep, setPointedStep] = useState<number>();
  return (
    <section className="strip panel" aria-label="Flows over time" data-stale={isStale}>
      <div className="strip-head">
        <div className="segments" role="group" aria-label="Window">
          {WINDOWS_SECONDS.map((seconds) => (
            <button
              key={seconds}
              type="button"
              aria-pressed={seconds === windowSeconds}
              aria-label={`${seconds / 60} minutes`}
              onClick={() => onWindow(seconds)}
            >
              {seconds / 60}
              {seconds === WINDOWS_SECONDS.at(-1) && ' min'}
            </button>
          ))}
        </div>
        <Legend timeline={timeline} step={pointedStep} />
      </div>
      <Bars timeline={timeline} pointedStep={pointedStep} onPoint={setPointedStep} />
    </section>
  );
}

/** What the colours mean; while the pointer is on a step, its figures. */
function Legend({ timeline, step }: { timeline: Timeline | undefined; step: number | undefined }) {
  const at = timeline !== undefined && step !== undefined && step < timeline.forwarded.length ? step : undefined;
  const figure = (column: readonly number[] | undefined): string =>
    at === undefined || column === undefined ? '' : `${wholeNumber(column[at])} `;
  const when =
    timeline === undefined
      ? ''
      : at === undefined
        ? `Flows per ${timeline.stepSeconds} s`
        : clockTime((timeline.startSeconds + at * timeline.stepSeconds) * 1000);
  const hasOther = timeline?.other.some((flows) => flows > 0) === true;
  return (
    <p className="legend">
      <span className="quiet">{when}</span>
      <span>
        <VerdictGlyph name="forwarded" />
        {figure(timeline?.forwarded)}forwarded
      </span>
      {hasOther && (
        <span title="Verdicts ERROR, TRACED, TRANSLATED and unknown">
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
      <span>
        <i className="swatch swatch-lost" />
        {figure(timeline?.lost)}lost
      </span>
    </p>
  );
}

interface BarsProps {
  readonly timeline: Timeline | undefined;
  readonly pointedStep: number | undefined;
  readonly onPoint: (step: number | undefined) => void;
}

function Bars({ timeline, pointedStep, onPoint }: BarsProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const bars = useMemo(
    () =>
      timeline === undefined || width === 0 ? undefined : timeBars(timeline, { width, above: ABOVE, below: BELOW }),
    [timeline, width],
  );
  const steps = timeline?.forwarded.length ?? 0;
  return (
    <div className="strip-body">
      <div className="strip-scale" aria-hidden="true">
        <span>{bars === undefined ? '' : shortNumber(bars.aboveMax)}</span>
        <span>0</span>
        <span className="strip-scale-below">{bars === undefined ? '' : shortNumber(bars.belowMax)}</span>
      </div>
      <div
        ref={box}
        className="strip-bars"
        onPointerMove={({ clientX, currentTarget }) => {
          const left = currentTarget.getBoundingClientRect().left;
          onPoint(timeline === undefined ? undefined : stepAt(timeline, clientX - left, width));
        }}
        onPointerLeave={() => onPoint(undefined)}
      >
        <svg width={width} height={ABOVE + BELOW} role="img" aria-label={stripSummary(timeline)}>
          <defs>
            <pattern id="lost-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect className="hatch" width="2" height="6" />
            </pattern>
          </defs>
          {bars !== undefined && (
            <>
              <path className="bar-forwarded" d={bars.forwarded} />
              <path className="bar-other" d={bars.other} />
              <path className="bar-audited" d={bars.audited} />
              <path className="bar-dropped" d={bars.dropped} />
              <path className="bar-lost" d={bars.lost} fill="url(#lost-hatch)" />
            </>
          )}
          <path className="bar-zero" d={`M0 ${ABOVE + 0.5}h${width}`} />
          {pointedStep !== undefined && steps > 0 && (
            <rect
              className="bar-pointed"
              x={(pointedStep * width) / steps}
              width={width / steps}
              height={ABOVE + BELOW}
            />
          )}
        </svg>
        <Axis timeline={timeline} />
      </div>
    </div>
  );
}

const AXIS_PARTS = 5;

function Axis({ timeline }: { timeline: Timeline | undefined }) {
  if (timeline === undefined) return <p className="axis" aria-hidden="true" />;
  const { startSeconds, stepSeconds, forwarded } = timeline;
  const length = forwarded.length * stepSeconds;
  return (
    <p className="axis" aria-hidden="true">
      {Array.from({ length: AXIS_PARTS }, (_, part) => (
        <span key={part}>{clockTime((startSeconds + (length * part) / (AXIS_PARTS - 1)) * 1000)}</span>
      ))}
    </p>
  );
}

function stripSummary(timeline: Timeline | undefined): string {
  if (timeline === undefined) return 'No flows yet';
  const sum = (column: readonly number[]): string => wholeNumber(column.reduce((all, flows) => all + flows, 0));
  const { forwarded, audited, dropped, lost } = timeline;
  return `${sum(forwarded)} flows forwarded, ${sum(audited)} audited, ${sum(dropped)} dropped, ${sum(lost)} lost`;
}
