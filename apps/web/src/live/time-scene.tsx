import { useId, useMemo, useRef, type KeyboardEvent } from 'react';
import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime, shortNumber, wholeNumber } from '../base/numbers.ts';
import { useSize } from '../base/use-size.ts';
import { gapWords, placeOf, stepAt, timeBars, type TimeGap } from '../view/time-bars.ts';
import type { UnheardSteps } from '../view/unheard-steps.ts';
import { stepWords } from './time-legend.tsx';

interface TimeSceneProps {
  readonly timeline: Timeline | undefined;
  readonly unheard: UnheardSteps;
  /** When the selected trouble began. */
  readonly pinMs: number | undefined;
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

const ABOVE = 26;
const BELOW = 14;
const HEIGHT = ABOVE + BELOW;
/** px; a label that does not fit into its gap is its title only. */
const LABEL_FITS_FROM = 92;

/** The bars, what is missing of them, and the clock below them. Arrow keys go from step to step. */
export function TimeScene({ timeline, unheard, pinMs, step, onStep, onKeyDown }: TimeSceneProps) {
  const box = useRef<HTMLDivElement>(null);
  const hatch = useId();
  const { width } = useSize(box);
  const bars = useMemo(
    () =>
      timeline === undefined || width === 0
        ? undefined
        : timeBars(timeline, { width, above: ABOVE, below: BELOW }, unheard),
    [timeline, unheard, width],
  );
  const steps = timeline?.forwarded.length ?? 0;
  const pin = timeline === undefined || pinMs === undefined ? undefined : placeOf(pinMs, timeline, width);
  return (
    <div className="strip-body">
      <div className="strip-scale" aria-hidden="true">
        <span>{bars !== undefined && shortNumber(bars.aboveMax)}</span>
        <span>0</span>
        <span className="strip-scale-below">{bars !== undefined && shortNumber(bars.belowMax)}</span>
      </div>
      <div
        ref={box}
        className="strip-bars"
        role="slider"
        aria-label="Flows, step by step"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, steps - 1)}
        aria-valuenow={step ?? Math.max(0, steps - 1)}
        aria-valuetext={
          timeline === undefined
            ? 'No flows yet'
            : step === undefined
              ? wholeWords(timeline)
              : stepWords(timeline, step, unheard)
        }
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => onStep(undefined)}
        onPointerMove={({ clientX, currentTarget }) => {
          const left = currentTarget.getBoundingClientRect().left;
          onStep(timeline === undefined ? undefined : stepAt(timeline, clientX - left, width));
        }}
        onPointerLeave={() => onStep(undefined)}
      >
        <svg width={width} height={HEIGHT} aria-hidden="true">
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect className="hatch" width="1.6" height="6" />
            </pattern>
          </defs>
          {bars !== undefined && (
            <>
              <path className="bar-forwarded" d={bars.forwarded} />
              <path className="bar-other" d={bars.other} />
              <path className="bar-audited" d={bars.audited} />
              <path className="bar-dropped" d={bars.dropped} />
              {bars.gaps.map((gap) => (
                <Gap key={gap.x} gap={gap} hatch={hatch} />
              ))}
            </>
          )}
          <path className="bar-zero" d={`M0 ${ABOVE + 0.5}h${width}`} />
          {step !== undefined && steps > 0 && (
            <rect className="bar-pointed" x={(step * width) / steps} width={width / steps} height={HEIGHT} />
          )}
          {pin !== undefined && (
            <g className="bar-pin">
              <path d={`M${pin} 0v${HEIGHT}`} />
              <circle cx={pin} cy="2.5" r="2.5" />
            </g>
          )}
        </svg>
        <Axis timeline={timeline} width={width} />
      </div>
    </div>
  );
}

function Gap({ gap, hatch }: { gap: TimeGap; hatch: string }) {
  const { x, width } = gap;
  const words = gapWords(gap);
  return (
    <g className="bar-gap">
      <rect className="bar-gap-ground" x={x} width={width} height={HEIGHT} />
      <rect x={x} width={width} height={HEIGHT} fill={`url(#${hatch})`} />
      <path d={`M${x + 0.5} 0v${HEIGHT}M${x + width - 0.5} 0v${HEIGHT}`} />
      {width >= LABEL_FITS_FROM && (
        <text x={x + width / 2} y={ABOVE / 2 + 4} textAnchor="middle">
          {words}
        </text>
      )}
      <title>{words}</title>
    </g>
  );
}

/** px for one time of the axis, and the air around it. */
const AXIS_PITCH = 110;

function Axis({ timeline, width }: { timeline: Timeline | undefined; width: number }) {
  if (timeline === undefined) return <p className="axis" aria-hidden="true" />;
  const { startSeconds, stepSeconds, forwarded } = timeline;
  const length = forwarded.length * stepSeconds;
  const parts = Math.max(2, Math.min(6, Math.floor(width / AXIS_PITCH)));
  return (
    <p className="axis" aria-hidden="true">
      {Array.from({ length: parts }, (_, part) => (
        <span key={part}>{clockTime((startSeconds + (length * part) / (parts - 1)) * 1000)}</span>
      ))}
    </p>
  );
}

function wholeWords({ forwarded, audited, dropped, lost }: Timeline): string {
  const sum = (column: readonly number[]): string => wholeNumber(column.reduce((all, flows) => all + flows, 0));
  return `The whole window: ${sum(forwarded)} flows forwarded, ${sum(audited)} audited, ${sum(dropped)} dropped, ${sum(lost)} lost`;
}
