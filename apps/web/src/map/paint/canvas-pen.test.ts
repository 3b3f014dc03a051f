import { afterEach, expect, test, vi } from 'vitest';
import { paintShapes, type PaintContext } from './canvas-pen.ts';
import { path, text, type Shape } from './shape.ts';

/** Stands for a path of the browser. */
class Outline {
  readonly d: string;

  constructor(d: string) {
    this.d = d;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Writes down what is painted on it. */
function recorder() {
  const painted: string[] = [];
  const dashes: string[] = [];
  const context = {
    fill: () => painted.push(`fill ${context.fillStyle as string}`),
    stroke: () => painted.push(`stroke ${context.strokeStyle as string} ${dashes.at(-1) ?? ''}`.trim()),
    fillText: (words: string) => painted.push(`text ${words}`),
    setLineDash: (dash: Iterable<number>) => dashes.push([...dash].join(' ')),
    fillStyle: '',
    strokeStyle: '',
    lineWidth: 1,
    lineCap: 'butt',
    lineJoin: 'round',
    globalAlpha: 1,
    font: '',
    textAlign: 'left',
  } as unknown as PaintContext;
  return { context, painted };
}

const HERE = { left: 10, top: 10, width: 20, height: 10 };
const AWAY = { left: 500, top: 10, width: 20, height: 10 };

test('[WEB-108] only what is in sight is painted', () => {
  vi.stubGlobal('Path2D', Outline);
  const { context, painted } = recorder();
  const shapes: Shape[] = [HERE, AWAY].flatMap((box) => [
    path('M0 0', box, { fill: `fill at ${box.left}` }),
    text(`words at ${box.left}`, box, 18, { font: 'plain', fill: 'ink' }),
  ]);
  paintShapes(context, shapes, { left: 0, top: 0, width: 100, height: 100 }, 'sans-serif');
  expect(painted).toEqual(['fill fill at 10', 'text words at 10']);
});

test('[WEB-108] a dash ends with its shape', () => {
  vi.stubGlobal('Path2D', Outline);
  const { context, painted } = recorder();
  const shapes = [path('M0 0', HERE, { stroke: 'a', dash: [8, 3] }), path('M0 0', HERE, { stroke: 'b' })];
  paintShapes(context, shapes, HERE, 'sans-serif');
  expect(painted).toEqual(['stroke a 8 3', 'stroke b']);
});
