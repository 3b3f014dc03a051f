import { lazy, Suspense } from 'react';
import { TimeStrip } from '../live/time-strip.tsx';
import type { View } from '../view/url-state.ts';
import { CompareEntrance } from './compare-entrance.tsx';
import { EvidenceActions } from './evidence-actions.tsx';
import type { TimeTravel } from './use-time-travel.ts';

const HistoryStrip = lazy(async () => ({ default: (await import('./history-strip.tsx')).HistoryStrip }));

interface TimeBarProps {
  readonly view: View;
  readonly go: (change: Partial<View>, how: 'push' | 'replace') => void;
  readonly time: TimeTravel;
  readonly onPause: () => void;
  /** When the selected trouble began; undefined for none. */
  readonly pinMs: number | undefined;
}

/** Time, at the foot of the page: the window that goes on, or the history. */
export function TimeBar({ view, go, time, onPause, pinMs }: TimeBarProps) {
  const { scrub, hasHistory, isRecorded, toLive, toHistory } = time;
  if (scrub.range === undefined && view.strip === undefined) {
    return (
      <TimeStrip
        windowSeconds={view.windowSeconds}
        onWindow={(windowSeconds) => go({ windowSeconds }, 'push')}
        onPause={onPause}
        onHistory={hasHistory ? toHistory : undefined}
        pinMs={pinMs}
      >
        {hasHistory && <EvidenceActions view={view} go={go} />}
      </TimeStrip>
    );
  }
  return (
    <Suspense fallback={<section className="strip strip-history panel" aria-label="Flows over time, history" />}>
      <HistoryStrip view={view} go={go} scrub={scrub} onLive={toLive} isRecorded={isRecorded} pinMs={pinMs}>
        {view.incident === '' && view.before === undefined && <CompareEntrance view={view} go={go} />}
        <EvidenceActions view={view} go={go} />
      </HistoryStrip>
    </Suspense>
  );
}
