import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useNow } from '../base/use-now.ts';
import { movedRange, placeAt, resizedRange, snapMs, type StripScale } from '../view/brush.ts';
import type { PastRange } from '../view/past-range.ts';
import { rangeText, windowText } from '../view/time-window.ts';
import { useBrush } from './use-brush.ts';
import type { Scrub } from './use-scrub.ts';

interface StripBrushProps {
  readonly scale: StripScale;
  readonly scrub: Scrub;
  readonly bounds: PastRange;
  readonly onPan: (byMs: number) => void;
  readonly onPoint: (x: number | undefined) => void;
  readonly onLive: () => void;
}

/**
 * The range over the bars. A pointer draws it, takes its ends or all of it, and with Shift moves the strip below it; the
 * keyboard moves it and, with Shift, its end. A double click is live again.
 */
export function StripBrush({ scale, scrub, bounds, onPan, onPoint, onLive }: StripBrushProps) {
  const { range } = scrub;
  const brush = useBrush({ scale, scrub, bounds, onPan, onPoint });
  const latest = useRef(brush.drop);
  useEffect(() => {
    latest.current = brush.drop;
  });
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      // A hand that holds the range is what Escape is about, and nothing else then.
      if (event.key === 'Escape' && latest.current()) event.stopPropagation();
    };
    document.addEventListener('keydown', onKey, { capture: true });
    return () => document.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return (
    <div className="brush" data-grip={brush.grip} {...brush.hands} onDoubleClick={onLive}>
      {range !== undefined && <Selection range={range} scale={scale} scrub={scrub} bounds={bounds} />}
    </div>
  );
}

type SelectionProps = Pick<StripBrushProps, 'scale' | 'scrub' | 'bounds'> & { readonly range: PastRange };

function Selection({ range, scale, scrub, bounds }: SelectionProps) {
  const nowMs = useNow(60_000);
  const edge = (ms: number): number => Math.max(0, Math.min(scale.width, placeAt(scale, ms)));
  const [from, to] = [edge(range.fromMs), edge(range.toMs)];
  const snap = snapMs(scale);
  const length = range.toMs - range.fromMs;
  const text = `${rangeText(range.fromMs, range.toMs, nowMs)}, ${windowText(length / 1000)}`;
  const slider = (what: 'whole' | 'from' | 'to') => ({
    role: 'slider',
    tabIndex: 0,
    'aria-valuemin': Math.round(bounds.fromMs / 1000),
    'aria-valuemax': Math.round(bounds.toMs / 1000),
    'aria-valuenow': Math.round((what === 'to' ? range.toMs : range.fromMs) / 1000),
    'aria-valuetext': text,
    onKeyDown: (event: KeyboardEvent): void => {
      const next = keyed(event, what, range, snap, bounds);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      scrub.nudge(next);
    },
  });
  return (
    <div className="brush-range" role="group" aria-label="Range that is shown">
      <div className="brush-veil" style={{ left: 0, width: from }} />
      <div className="brush-veil" style={{ left: to, right: 0 }} />
      <div
        className="brush-whole"
        style={{ left: from, width: Math.max(2, to - from) }}
        {...slider('whole')}
        aria-label="Range: arrows move it, Shift and arrows its end, Page Up and Page Down by its length"
      />
      <div className="brush-end" style={{ left: from }} {...slider('from')} aria-label="Beginning of the range" />
      <div className="brush-end" style={{ left: to }} {...slider('to')} aria-label="End of the range" />
    </div>
  );
}

/** Where a key leads; undefined for one that means nothing here. */
function keyed(
  { key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent,
  what: 'whole' | 'from' | 'to',
  range: PastRange,
  snap: number,
  bounds: PastRange,
): PastRange | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const length = range.toMs - range.fromMs;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
    case 'ArrowRight':
    case 'ArrowUp': {
      const by = key === 'ArrowLeft' || key === 'ArrowDown' ? -snap : snap;
      if (what === 'whole' && !shiftKey) return movedRange(range, by, bounds);
      return resizedRange(range, what === 'from' ? 'from' : 'to', by, snap, bounds);
    }
    case 'PageUp':
      return movedRange(range, length, bounds);
    case 'PageDown':
      return movedRange(range, -length, bounds);
    case 'Home':
      return movedRange(range, bounds.fromMs - range.fromMs, bounds);
    case 'End':
      return movedRange(range, bounds.toMs - range.toMs, bounds);
    default:
      return undefined;
  }
}
