import { useState, type ReactNode } from 'react';
import { Icon } from '../base/glyphs.tsx';
import { plainText } from '../base/plain-text.ts';
import { HistoryNote } from '../live/history-note.tsx';
import { useShown } from '../live/use-shown.ts';
import { TimeLegend } from '../live/time-legend.tsx';
import { movedRange, rangeWithin } from '../view/brush.ts';
import type { PastRange } from '../view/past-range.ts';
import { missingWords } from '../view/strip-gaps.ts';
import { SPAN_WORDS, STRIP_SPANS, zoomedSpan } from '../view/strip-span.ts';
import { stepAt } from '../view/time-bars.ts';
import { ALL_HEARD } from '../view/unheard-steps.ts';
import type { View } from '../view/url-state.ts';
import { AnchorMarks } from './anchor-marks.tsx';
import { CompareMark } from './compare-mark.tsx';
import { HistoryAbout } from './history-about.tsx';
import type { HistoryAnswer } from './history-answer.ts';
import { RangeFields } from './range-fields.tsx';
import { StripBrush } from './strip-brush.tsx';
import { StripScene } from './strip-scene.tsx';
import type { Scrub } from './use-scrub.ts';
import { useStrip, type Strip } from './use-strip.ts';
import { useWheel } from './use-wheel.ts';

interface HistoryStripProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  readonly scrub: Scrub;
  /** Away from the past, and the strip of the window again. */
  readonly onLive: () => void;
  /** Nothing lives: a file is shown. */
  readonly isRecorded: boolean;
  /** When the selected trouble began; undefined for none. */
  readonly pinMs: number | undefined;
  /** What else one can do with a range. */
  readonly children?: ReactNode;
}

const USUAL_MS = 600_000;
/** Of the room that is shown, with a turn of the wheel. */
const WHEEL_SHARE = 0.1;

/** The history as a strip: how far it goes, what was when, and the range of it that everything else shows. */
export function HistoryStrip({ view, go, scrub, onLive, isRecorded, pinMs, children }: HistoryStripProps) {
  const { range } = scrub;
  const strip = useStrip(view.strip, view.range);
  const [step, setStep] = useState<number>();
  const answer = strip.told.kind === 'told' ? strip.told.answer : undefined;
  const bounds = strip.history;
  const wheel = useWheel({
    onZoom: (by) => go({ strip: zoomedSpan(strip.span, by) }, 'replace'),
    onPan: (turns) => strip.shown && strip.pan((strip.shown.toMs - strip.shown.fromMs) * WHEEL_SHARE * turns),
  });
  const choose = (at: number): void => {
    const chosen = answer && bounds && rangeAround(answer, at, range, bounds);
    if (chosen !== undefined) scrub.settle(chosen);
  };
  const byLength = (by: -1 | 1): void => {
    if (range !== undefined && bounds !== undefined)
      scrub.nudge(movedRange(range, by * (range.toMs - range.fromMs), bounds));
  };
  return (
    <section
      className="strip strip-history panel"
      aria-label="Flows over time, history"
      data-past={range !== undefined}
      ref={wheel}
    >
      <HistoryNote />
      <div className="strip-head time-bar">
        {range === undefined ? (
          <Now />
        ) : (
          !isRecorded && (
            <button type="button" className="button strip-live" title="Back to what is live  l" onClick={onLive}>
              <Icon name="play" />
              Back to live
            </button>
          )
        )}
        <div className="range-steps">
          <StepButton by={-1} range={range} bounds={bounds} onStep={byLength} />
          <RangeFields range={range} onRange={(next) => scrub.settle(next)} />
          <StepButton by={1} range={range} bounds={bounds} onStep={byLength} />
        </div>
        <div className="time-actions">
          {children}
          {range === undefined && (
            <button
              type="button"
              className="icon-button"
              aria-label="Put the history away"
              title="Put the history away  h"
              onClick={onLive}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      </div>
      <div className="strip-head">
        <div className="segments" role="group" aria-label="Time that the strip shows">
          {STRIP_SPANS.map((span) => (
            <button
              key={span}
              type="button"
              aria-pressed={span === strip.span}
              onClick={() => go({ strip: span }, 'replace')}
            >
              {SPAN_WORDS[span]}
            </button>
          ))}
        </div>
        <HistoryAbout answer={answer} />
        <TimeLegend
          timeline={answer?.strip?.timeline}
          unheard={ALL_HEARD}
          step={step}
          missing={
            answer?.strip === undefined || step === undefined
              ? ''
              : plainText(missingWords(answer.strip, step, answer.gaps, answer.extent), 60)
          }
        />
      </div>
      <Bars strip={strip} answer={answer} pinMs={pinMs} step={step} onStep={setStep} onChoose={choose}>
        {(shown, scale) => (
          <>
            <StripBrush
              scale={scale}
              scrub={scrub}
              bounds={bounds ?? shown}
              onPan={strip.pan}
              onLive={onLive}
              onPoint={(x) => {
                const timeline = answer?.strip?.timeline;
                setStep(x === undefined || timeline === undefined ? undefined : stepAt(timeline, x, scale.width));
              }}
            />
            {view.before !== undefined && <CompareMark range={view.before} scale={scale} />}
            <AnchorMarks scale={scale} />
          </>
        )}
      </Bars>
    </section>
  );
}

/** That what is shown is now, as far as it is. */
function Now() {
  const isLive = useShown(({ isStale, pausedMs, graph }) => !isStale && pausedMs === undefined && graph !== undefined);
  return (
    <span className="strip-now">
      {isLive && <span className="dot" aria-hidden="true" />}
      {isLive ? 'Live' : 'Not live'}
    </span>
  );
}

interface BarsProps {
  readonly strip: Strip;
  readonly answer: HistoryAnswer | undefined;
  readonly pinMs: number | undefined;
  readonly step: number | undefined;
  readonly onStep: (step: number | undefined) => void;
  readonly onChoose: (step: number) => void;
  readonly children: (shown: PastRange, scale: PastRange & { readonly width: number }) => ReactNode;
}

function Bars({ strip: { told, shown }, answer, children, ...scene }: BarsProps) {
  if (told.kind === 'failed') {
    return <p className="strip-empty">The history cannot be read now. {plainText(told.why, 200)}</p>;
  }
  if (answer !== undefined && answer.extent === undefined) {
    return (
      <p className="strip-empty">
        Nothing is written down yet. The first ten seconds come about half a minute after the start.
      </p>
    );
  }
  if (shown === undefined) return <p className="strip-empty hint">Reading the history</p>;
  return (
    <StripScene answer={answer} shown={shown} {...scene}>
      {(scale) => children(shown, scale)}
    </StripScene>
  );
}

interface StepButtonProps {
  readonly by: -1 | 1;
  readonly range: PastRange | undefined;
  readonly bounds: PastRange | undefined;
  readonly onStep: (by: -1 | 1) => void;
}

function StepButton({ by, range, bounds, onStep }: StepButtonProps) {
  const label = by < 0 ? 'Earlier by its length' : 'Later by its length';
  const isEnd =
    range === undefined || bounds === undefined || (by < 0 ? range.fromMs <= bounds.fromMs : range.toMs >= bounds.toMs);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isEnd}
      onClick={() => onStep(by)}
    >
      <Icon name={by < 0 ? 'earlier' : 'later'} />
    </button>
  );
}

/** As long as what is shown, or ten minutes, around a step; at least the step itself. */
function rangeAround(
  { strip }: HistoryAnswer,
  step: number,
  range: PastRange | undefined,
  bounds: PastRange,
): PastRange | undefined {
  if (strip === undefined) return undefined;
  const { startSeconds, stepSeconds } = strip.timeline;
  const middle = (startSeconds + (step + 0.5) * stepSeconds) * 1000;
  const length = Math.max(stepSeconds * 1000, range === undefined ? USUAL_MS : range.toMs - range.fromMs);
  const from = Math.round((middle - length / 2) / 10_000) * 10_000;
  return rangeWithin({ fromMs: from, toMs: from + length }, bounds);
}
