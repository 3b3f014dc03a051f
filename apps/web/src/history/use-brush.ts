import { useRef, useState, type PointerEvent } from 'react';
import { draggedRange, gripAt, snapMs, timeAt, type Grip, type StripScale } from '../view/brush.ts';
import type { PastRange } from '../view/past-range.ts';
import type { Scrub } from './use-scrub.ts';

interface BrushOptions {
  readonly scale: StripScale;
  readonly scrub: Scrub;
  /** Where ranges may lie. */
  readonly bounds: PastRange;
  readonly onPan: (byMs: number) => void;
  /** Where the pointer is, px; undefined beside the strip. */
  readonly onPoint: (x: number | undefined) => void;
}

interface Hold {
  readonly grip: Grip;
  readonly x: number;
  /** Before the hand took hold. */
  readonly range: PastRange | undefined;
  /** The strip as it was then: it does not move under the hand. */
  readonly scale: StripScale;
  readonly moved: PastRange | undefined;
}

/** px: less is a click. */
const DRAG_BEGINS = 4;

/** What a pointer does to the range: draw it, move it, or move one of its ends. */
export function useBrush({ scale, scrub, bounds, onPan, onPoint }: BrushOptions) {
  const hold = useRef<Hold>(undefined);
  const pan = useRef<number>(undefined);
  const [grip, setGrip] = useState<Grip | 'pan'>('new');
  const xOf = ({ clientX, currentTarget }: PointerEvent): number =>
    clientX - currentTarget.getBoundingClientRect().left;

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const x = xOf(event);
    event.currentTarget.setPointerCapture(event.pointerId);
    if (event.shiftKey) {
      pan.current = x;
      setGrip('pan');
      return;
    }
    const taken = gripAt(scale, scrub.range, x);
    hold.current = { grip: taken, x, range: scrub.range, scale, moved: undefined };
    setGrip(taken);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const x = xOf(event);
    onPoint(x);
    if (pan.current !== undefined) {
      onPan(timeAt(scale, pan.current) - timeAt(scale, x));
      pan.current = x;
      return;
    }
    const held = hold.current;
    if (held === undefined) {
      const next = gripAt(scale, scrub.range, x);
      if (next !== grip) setGrip(next);
      return;
    }
    if (held.moved === undefined && Math.abs(x - held.x) < DRAG_BEGINS) return;
    const span: readonly [number, number] = [timeAt(held.scale, held.x), timeAt(held.scale, x)];
    const moved = draggedRange(held.grip, held.range, span, snapMs(held.scale), bounds);
    hold.current = { ...held, moved };
    scrub.move(moved);
  };
  const end = (isKept: boolean): void => {
    const moved = hold.current?.moved;
    hold.current = undefined;
    pan.current = undefined;
    if (moved === undefined) return;
    if (isKept) scrub.settle(moved);
    else scrub.cancel();
  };
  return {
    grip,
    /** True while a hand has hold. */
    drop: () => {
      const wasHeld = hold.current?.moved !== undefined;
      end(false);
      return wasHeld;
    },
    hands: {
      onPointerDown,
      onPointerMove,
      onPointerUp: () => end(true),
      onPointerCancel: () => end(false),
      onPointerLeave: () => onPoint(undefined),
    },
  };
}
