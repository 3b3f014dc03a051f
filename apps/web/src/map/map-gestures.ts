import type { Point } from './layout/scene.ts';

/** What the hands want. Points are on the canvas. */
export interface GestureHooks {
  readonly onPan: (x: number, y: number) => void;
  readonly onZoom: (factor: number, at: Point) => void;
  readonly onClick: (at: Point) => void;
  readonly onDoubleClick: (at: Point) => void;
  /** The pointer rests or moves there without a button; undefined when it left. */
  readonly onHover: (at: Point | undefined) => void;
  /** True if a drag that begins there moves what lies there, and not the map. */
  readonly onGrab: (at: Point) => boolean;
  readonly onDrag: (from: Point, to: Point) => void;
  readonly onDrop: (from: Point, to: Point) => void;
}

/** A press that moves less than this is a click. */
const CLICK_SLOP = 4;

type Press =
  | { readonly kind: 'none' }
  | { readonly kind: 'pressed'; readonly from: Point }
  | { readonly kind: 'panning'; readonly last: Point }
  | { readonly kind: 'dragging'; readonly from: Point }
  | { readonly kind: 'pinching'; readonly apart: number; readonly middle: Point };

/** Listens on an element until `signal` aborts: drag, wheel, trackpad, two fingers, click. */
export function listenToGestures(element: HTMLElement, hooks: GestureHooks, signal: AbortSignal): void {
  let press: Press = { kind: 'none' };
  const fingers = new Map<number, Point>();
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const at = pointOf(event);
    fingers.set(event.pointerId, at);
    element.setPointerCapture(event.pointerId);
    press = fingers.size === 2 ? pinchOf(fingers) : { kind: 'pressed', from: at };
    hooks.onHover(undefined);
  };

  const onMove = (event: PointerEvent): void => {
    const at = pointOf(event);
    if (!fingers.has(event.pointerId)) {
      hooks.onHover(at);
      return;
    }
    fingers.set(event.pointerId, at);
    press = moveOf(press, at, fingers, hooks);
  };

  const onUp = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    const at = pointOf(event);
    if (press.kind === 'pressed' && event.type === 'pointerup') hooks.onClick(at);
    if (press.kind === 'dragging') hooks.onDrop(press.from, event.type === 'pointerup' ? at : press.from);
    press = { kind: 'none' };
  };

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { deltaX, deltaY } = inPixels(event, element);
    if (event.shiftKey && deltaX === 0) hooks.onPan(-deltaY, 0);
    else if (!event.ctrlKey && (deltaX !== 0 || event.shiftKey)) hooks.onPan(-deltaX, -deltaY);
    else hooks.onZoom(2 ** (-deltaY * (event.ctrlKey ? 0.01 : 0.002)), pointOf(event));
  };

  const options = { signal };
  element.addEventListener('pointerdown', onDown, options);
  element.addEventListener('pointermove', onMove, options);
  element.addEventListener('pointerup', onUp, options);
  element.addEventListener('pointercancel', onUp, options);
  element.addEventListener('pointerleave', () => hooks.onHover(undefined), options);
  element.addEventListener('dblclick', (event) => hooks.onDoubleClick(pointOf(event)), options);
  element.addEventListener('wheel', onWheel, { signal, passive: false });
}

function moveOf(press: Press, at: Point, fingers: ReadonlyMap<number, Point>, hooks: GestureHooks): Press {
  switch (press.kind) {
    case 'none':
      return press;
    case 'pressed': {
      if (Math.hypot(at.x - press.from.x, at.y - press.from.y) < CLICK_SLOP) return press;
      if (hooks.onGrab(press.from)) {
        hooks.onDrag(press.from, at);
        return { kind: 'dragging', from: press.from };
      }
      hooks.onPan(at.x - press.from.x, at.y - press.from.y);
      return { kind: 'panning', last: at };
    }
    case 'panning':
      hooks.onPan(at.x - press.last.x, at.y - press.last.y);
      return { kind: 'panning', last: at };
    case 'dragging':
      hooks.onDrag(press.from, at);
      return press;
    case 'pinching': {
      const now = pinchOf(fingers);
      if (now.kind !== 'pinching') return now;
      hooks.onPan(now.middle.x - press.middle.x, now.middle.y - press.middle.y);
      hooks.onZoom(now.apart / press.apart, now.middle);
      return now;
    }
  }
}

function pinchOf(fingers: ReadonlyMap<number, Point>): Press {
  const [a, b] = [...fingers.values()];
  if (a === undefined || b === undefined) return { kind: 'none' };
  const apart = Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  return { kind: 'pinching', apart, middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
}

const LINE_PX = 32;

function inPixels({ deltaX, deltaY, deltaMode }: WheelEvent, element: HTMLElement): { deltaX: number; deltaY: number } {
  const unit = deltaMode === 0 ? 1 : deltaMode === 1 ? LINE_PX : element.clientHeight;
  return { deltaX: deltaX * unit, deltaY: deltaY * unit };
}
