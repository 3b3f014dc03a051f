import { useMemo, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Timeline } from '@orrery/proto/orrery/live/v1/live_pb';
import { Icon } from '../base/glyphs.tsx';
import { clockTime } from '../base/numbers.ts';
import { useNow } from '../base/use-now.ts';
import { movedOn } from '../view/time-bars.ts';
import { ALL_HEARD, stepsBefore, type UnheardSteps } from '../view/unheard-steps.ts';
import { WINDOWS_SECONDS, type WindowSeconds } from '../view/url-state.ts';
import { HistoryNote } from './history-note.tsx';
import { TimeLegend } from './time-legend.tsx';
import { TimeScene } from './time-scene.tsx';
import { useLive } from './use-live.ts';
import { useShown } from './use-shown.ts';

interface TimeStripProps {
  readonly windowSeconds: WindowSeconds;
  readonly onWindow: (seconds: WindowSeconds) => void;
  readonly onPause: () => void;
  /** Opens the strip of the history; undefined where nothing is written down. */
  readonly onHistory: (() => void) | undefined;
  /** When the selected trouble began; undefined for none. */
  readonly pinMs: number | undefined;
  /** What one can do with what is seen. */
  readonly children?: ReactNode;
}

/** Flows of the view over time: what passed above the line, what was denied or audited below it. */
export function TimeStrip({ windowSeconds, onWindow, onPause, onHistory, pinMs, children }: TimeStripProps) {
  const pausedMs = useShown((shown) => shown.pausedMs);
  const held = useHeldTimeline();
  const live = useLiveTimeline();
  const isStale = useShown((shown) => shown.isStale);
  // What is missing since the relay went away is part of the truth, and no one held it.
  const { timeline, unheard } = pausedMs === undefined ? live : held;
  const [step, setStep] = useState<number>();
  const steps = timeline?.forwarded.length ?? 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (by === 0 || steps === 0) return;
    event.preventDefault();
    setStep(Math.min(steps - 1, Math.max(0, (step ?? steps) + by)));
  };
  return (
    <section
      className="strip panel"
      aria-label="Flows over time"
      data-stale={isStale}
      data-paused={pausedMs !== undefined}
    >
      <HistoryNote />
      <div className="strip-head">
        <PauseButton pausedMs={pausedMs} onPause={onPause} />
        <div className="segments" role="group" aria-label="Window">
          {WINDOWS_SECONDS.map((seconds) => (
            <button
              key={seconds}
              type="button"
              aria-pressed={seconds === windowSeconds}
              aria-label={`${seconds / 60} min`}
              onClick={() => onWindow(seconds)}
            >
              {seconds / 60}
              {seconds === windowSeconds && ' min'}
            </button>
          ))}
        </div>
        {onHistory !== undefined && (
          <button type="button" className="button strip-open" title="What was before  h" onClick={onHistory}>
            <Icon name="clock" />
            History
          </button>
        )}
        {children}
        <TimeLegend timeline={timeline} unheard={unheard} step={step} />
      </div>
      <TimeScene
        timeline={timeline}
        unheard={unheard}
        pinMs={pinMs}
        step={step}
        onStep={setStep}
        onKeyDown={onKeyDown}
      />
    </section>
  );
}

interface StripTime {
  readonly timeline: Timeline | undefined;
  readonly unheard: UnheardSteps;
}

/** What the server told; while it is silent, moved on to now. */
function useLiveTimeline(): StripTime {
  const timeline = useLive(({ graph }) => graph?.timeline);
  const listeningSinceMs = useLive(({ graph }) => graph?.status?.listeningSinceMs);
  const silentSinceMs = useLive(({ connection, heardMs }) => (connection.kind === 'live' ? undefined : heardMs));
  const nowMs = useNow(1000);
  const silentSteps =
    timeline === undefined || silentSinceMs === undefined
      ? 0
      : Math.floor((nowMs - silentSinceMs) / 1000 / timeline.stepSeconds);
  const since = Math.max(0, Math.min(timeline?.forwarded.length ?? 0, silentSteps));
  return useMemo(() => {
    const moved = timeline && (since === 0 ? timeline : movedOn(timeline, since));
    return { timeline: moved, unheard: moved ? { before: stepsBefore(moved, listeningSinceMs), since } : ALL_HEARD };
  }, [timeline, since, listeningSinceMs]);
}

/** As it was when somebody began to hold the picture. */
function useHeldTimeline(): StripTime {
  const timeline = useShown(({ graph }) => graph?.timeline);
  const listeningSinceMs = useShown(({ graph }) => graph?.status?.listeningSinceMs);
  return useMemo(
    () => ({ timeline, unheard: timeline ? { before: stepsBefore(timeline, listeningSinceMs), since: 0 } : ALL_HEARD }),
    [timeline, listeningSinceMs],
  );
}

function PauseButton({ pausedMs, onPause }: { pausedMs: number | undefined; onPause: () => void }) {
  const isPaused = pausedMs !== undefined;
  return (
    <>
      <button
        type="button"
        className="button strip-pause"
        title={isPaused ? 'Resume  Space' : 'Hold the picture  Space'}
        onClick={onPause}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
        {isPaused ? 'Resume' : 'Pause'}
      </button>
      <span role="status" className={isPaused ? 'strip-paused' : 'visually-hidden'}>
        {isPaused && <PausedWords pausedMs={pausedMs} />}
      </span>
    </>
  );
}

function PausedWords({ pausedMs }: { pausedMs: number }) {
  const heardMs = useLive((live) => live.heardMs);
  const timeMs = useLive(({ graph }) => graph?.timeMs ?? 0);
  const nowMs = useNow(1000);
  const behind = Math.max(0, Math.round((timeMs + Math.max(0, nowMs - heardMs) - pausedMs) / 1000));
  return (
    <>
      <strong>Paused {clockTime(pausedMs)}</strong>
      <span aria-hidden="true">, {behind < 120 ? `${behind} s` : `${Math.floor(behind / 60)} min`} behind</span>
    </>
  );
}
