import { useId, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { clockTime, shortNumber } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import { useSize } from '../base/use-size.ts';
import { stepWords } from '../live/time-legend.tsx';
import { axisTicks } from '../view/axis-ticks.ts';
import { placeAt, type StripScale } from '../view/brush.ts';
import type { PastRange } from '../view/past-range.ts';
import { missingWords, stripGaps, type StripGap } from '../view/strip-gaps.ts';
import { timeBars } from '../view/time-bars.ts';
import { dayText } from '../view/time-window.ts';
import { ALL_HEARD } from '../view/unheard-steps.ts';
import type { HistoryAnswer } from './history-answer.ts';
import { STRIP } from './strip-measures.ts';

interface StripSceneProps {
  readonly answer: HistoryAnswer | undefined;
  readonly shown: PastRange;
  /** When the selected trouble began. */
  readonly pinMs: number | undefined;
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
  /** A range is wanted around the step that is pointed at. */
  readonly onChoose: (step: number) => void;
  /** What lies over the bars and takes the pointer. */
  readonly children: (scale: StripScale) => ReactNode;
}

/** px for one time of the axis, and the air around it. */
const TICK_PITCH = 84;

/** The bars of a stretch of the history, what is missing of it, and its times. Arrow keys go from step to step. */
export function StripScene({ answer, shown, pinMs, step, onStep, onChoose, children }: StripSceneProps) {
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const strip = answer?.strip;
  const bars = useMemo(
    () => (strip === undefined || width === 0 ? undefined : timeBars(withoutLost(strip.timeline), { ...STRIP, width })),
    [strip, width],
  );
  const steps = strip?.timeline.forwarded.length ?? 0;
  const scale: StripScale = { ...shown, width };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (event.key === 'Enter' && step !== undefined) onChoose(step);
    else if (by !== 0 && steps > 0) onStep(Math.min(steps - 1, Math.max(0, (step ?? steps) + by)));
    else return;
    event.preventDefault();
  };
  return (
    <div className="strip-body">
      <div className="strip-scale" aria-hidden="true">
        <span>{bars !== undefined && shortNumber(bars.aboveMax)}</span>
        <span>0</span>
        <span className="strip-scale-below">{bars !== undefined && shortNumber(bars.belowMax)}</span>
      </div>
      <div ref={box} className="strip-bars strip-past" data-loading={answer === undefined}>
        <svg width={width} height={STRIP.height} aria-hidden="true">
          {bars !== undefined && (
            <>
              <path className="bar-forwarded" d={bars.forwarded} />
              <path className="bar-other" d={bars.other} />
              <path className="bar-audited" d={bars.audited} />
              <path className="bar-dropped" d={bars.dropped} />
            </>
          )}
          {answer !== undefined && <Gaps answer={answer} width={width} steps={steps} />}
          <path className="bar-zero" d={`M0 ${STRIP.above + 0.5}h${width}`} />
          {step !== undefined && steps > 0 && (
            <rect
              className="bar-pointed"
              x={(step * width) / steps}
              width={Math.max(1, width / steps)}
              height={STRIP.height}
            />
          )}
          {pinMs !== undefined && <Pin x={placeAt(scale, pinMs)} width={width} />}
        </svg>
        <div
          className="strip-reader"
          role="slider"
          aria-label="Flows of the history, step by step; Enter looks at the time of the step"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, steps - 1)}
          aria-valuenow={step ?? Math.max(0, steps - 1)}
          aria-valuetext={spoken(answer, step)}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onBlur={() => onStep(undefined)}
        />
        {width > 0 && children(scale)}
        <Axis scale={scale} />
        {strip !== undefined && step !== undefined && <Tag timeline={strip.timeline} step={step} width={width} />}
      </div>
    </div>
  );
}

function spoken(answer: HistoryAnswer | undefined, step: number | undefined): string {
  if (answer?.strip === undefined) return 'Nothing is written down yet';
  if (step === undefined) return 'The whole strip';
  const { timeline } = answer.strip;
  const missing = plainText(missingWords(answer.strip, step, answer.gaps, answer.extent), 200);
  return `${stepWords(timeline, step, ALL_HEARD)}${missing === '' ? '' : `, ${missing}`}`;
}

/** What was lost, or not heard, is told with the other gaps. */
function withoutLost<Told extends Pick<Timeline, 'lost' | 'nodesMissing'>>(timeline: Told): Told {
  return { ...timeline, lost: [], nodesMissing: [] };
}

function Gaps({ answer, width, steps }: { answer: HistoryAnswer; width: number; steps: number }) {
  const hatch = useId();
  const gaps = useMemo(
    () => (answer.strip === undefined ? [] : stripGaps(answer.strip, answer.gaps, answer.extent)),
    [answer],
  );
  return (
    <>
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect className="hatch" width="1.6" height="6" />
        </pattern>
      </defs>
      {gaps.map((gap) => (
        <Gap key={gap.from} gap={gap} pitch={width / steps} hatch={hatch} />
      ))}
    </>
  );
}

/** px; a label that does not fit into its gap is its title only. */
const PX_PER_CHARACTER = 5.8;
const PART_HEIGHT = 3;

function Gap({ gap, pitch, hatch }: { gap: StripGap; pitch: number; hatch: string }) {
  const { from, to, isWhole, isBefore } = gap;
  const [x, width] = [from * pitch, Math.max(2, (to - from) * pitch)];
  const words = plainText(gap.words, 300);
  const short = words.split(':', 1)[0] ?? '';
  const fitting = [words, short].find((text) => text.length * PX_PER_CHARACTER + 12 <= width);
  const { height, above } = STRIP;
  return (
    <g className="bar-gap">
      {isWhole && <rect className="bar-gap-ground" x={x} width={width} height={height} />}
      {isBefore && <rect className="bar-before" x={x} width={width} height={height} />}
      {isWhole && !isBefore && <rect x={x} width={width} height={height} fill={`url(#${hatch})`} />}
      {!isWhole && <rect className="bar-part" x={x} y={height - PART_HEIGHT} width={width} height={PART_HEIGHT} />}
      {isWhole && !isBefore && width > 4 && <path d={`M${x + 0.5} 0v${height}M${x + width - 0.5} 0v${height}`} />}
      {isWhole && fitting !== undefined && (
        <text x={x + width / 2} y={above / 2 + 4} textAnchor="middle">
          {fitting}
        </text>
      )}
    </g>
  );
}

function Pin({ x, width }: { x: number; width: number }) {
  if (x < 0 || x > width) return null;
  return (
    <g className="bar-pin">
      <path d={`M${x} 0v${STRIP.height}`} />
      <circle cx={x} cy="2.5" r="2.5" />
    </g>
  );
}

/** px; half of what the longest time takes. */
const TAG_HALF = 34;

/** The time that is pointed at, on the axis. */
function Tag({ timeline, step, width }: { timeline: Timeline; step: number; width: number }) {
  const { startSeconds, stepSeconds, forwarded } = timeline;
  const atMs = (startSeconds + step * stepSeconds) * 1000;
  const clock = clockTime(atMs);
  const text = stepSeconds < 600 ? clock : `${dayText(atMs)} ${clock.slice(0, 5)}`;
  const x = ((step + 0.5) * width) / forwarded.length;
  return (
    <span className="axis-tag" style={{ left: Math.max(TAG_HALF, Math.min(width - TAG_HALF, x)) }} aria-hidden="true">
      {text}
    </span>
  );
}

function Axis({ scale }: { scale: StripScale }) {
  const ticks = axisTicks(scale, scale.width / TICK_PITCH);
  return (
    <p className="axis axis-past" aria-hidden="true">
      {ticks.map(({ ms, text }) => {
        const x = placeAt(scale, ms);
        // What would stand half outside says nothing.
        return x < 16 || x > scale.width - 16 ? null : (
          <span key={ms} style={{ left: x }}>
            {text}
          </span>
        );
      })}
    </p>
  );
}
