import { expect, test } from 'vitest';
import { listenToGestures } from './map-gestures.ts';

/** An element at (100, 50), and what the hands on it wanted. */
function setup({ grabs = false } = {}) {
  const wanted: string[] = [];
  const element = Object.assign(new EventTarget(), {
    clientHeight: 600,
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
    setPointerCapture: () => undefined,
  });
  const over = new AbortController();
  listenToGestures(
    element as unknown as HTMLElement,
    {
      onPan: (x, y) => wanted.push(`pan ${x} ${y}`),
      onZoom: (factor, { x, y }) => wanted.push(`zoom ${factor.toFixed(2)} at ${x} ${y}`),
      onClick: ({ x, y }) => wanted.push(`click ${x} ${y}`),
      onDoubleClick: ({ x, y }) => wanted.push(`double ${x} ${y}`),
      onHover: (at) => wanted.push(at === undefined ? 'leave' : `hover ${at.x} ${at.y}`),
      onGrab: () => grabs,
      onDrag: (_, { x, y }) => wanted.push(`drag to ${x} ${y}`),
      onDrop: (_, { x, y }) => wanted.push(`drop at ${x} ${y}`),
    },
    over.signal,
  );
  const send = (type: string, clientX: number, clientY: number, more: object = {}): void => {
    const event = Object.assign(
      new Event(type, { cancelable: true }),
      { clientX, clientY, pointerId: 1, button: 0 },
      more,
    );
    element.dispatchEvent(event);
  };
  return { wanted, send, over };
}

test('[WEB-118] a press that hardly moves is a click, a longer one moves the map', () => {
  const { wanted, send } = setup();
  send('pointerdown', 150, 150);
  send('pointermove', 152, 151);
  send('pointerup', 152, 151);
  send('pointerdown', 150, 150);
  send('pointermove', 160, 150);
  send('pointermove', 165, 157);
  send('pointerup', 165, 157);
  expect(wanted.filter((want) => want !== 'leave')).toEqual(['click 52 101', 'pan 10 0', 'pan 5 7']);
});

test('[WEB-118] a drag that begins on a card moves the card; one that is called off puts it back', () => {
  const { wanted, send } = setup({ grabs: true });
  send('pointerdown', 150, 150);
  send('pointermove', 190, 150);
  send('pointerup', 195, 150);
  send('pointerdown', 150, 150);
  send('pointermove', 190, 150);
  send('pointercancel', 300, 300);
  expect(wanted.filter((want) => want !== 'leave')).toEqual([
    'drag to 90 100',
    'drop at 95 100',
    'drag to 90 100',
    'drop at 50 100',
  ]);
});

test('[WEB-118] two fingers move and zoom the map between them', () => {
  const { wanted, send } = setup();
  send('pointerdown', 200, 150, { pointerId: 1 });
  send('pointerdown', 300, 150, { pointerId: 2 });
  send('pointermove', 400, 150, { pointerId: 2 });
  send('pointerup', 400, 150, { pointerId: 2 });
  send('pointerup', 200, 150, { pointerId: 1 });
  expect(wanted.filter((want) => want !== 'leave')).toEqual(['pan 50 0', 'zoom 2.00 at 200 100']);
});

test('[WEB-118] the wheel zooms at the pointer; with Shift or sideways it moves the map; no more after the end', () => {
  const { wanted, send, over } = setup();
  const wheel = { deltaX: 0, deltaY: 500, deltaMode: 0, shiftKey: false, ctrlKey: false };
  send('wheel', 150, 150, wheel);
  send('wheel', 150, 150, { ...wheel, shiftKey: true });
  send('wheel', 150, 150, { ...wheel, deltaX: 4, deltaY: 3 });
  over.abort();
  send('wheel', 150, 150, wheel);
  expect(wanted).toEqual(['zoom 0.50 at 50 100', 'pan -500 0', 'pan -4 -3']);
});
