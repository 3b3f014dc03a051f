import type { Box } from '../layout/scene.ts';
import { meet } from './path-data.ts';
import { fontText, type FontName, type Shape } from './shape.ts';

/** What painting needs of a 2D context. */
export type PaintContext = Pick<
  CanvasRenderingContext2D,
  | 'fill'
  | 'stroke'
  | 'fillText'
  | 'setLineDash'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
>;

/** Outlines by their data, each read once: casing and line share theirs, and most stay from tick to tick. Emptied when full. */
const outlines = new Map<string, Path2D>();
const MOST_OUTLINES = 8000;

/** Paints what meets `sight`, in the coordinates that the context is set to. No text is smaller than `leastPx` of them. */
export function paintShapes(
  context: PaintContext,
  shapes: readonly Shape[],
  sight: Box,
  family: string,
  leastPx = 0,
): void {
  let font: FontName | undefined;
  let wasItalic = false;
  let hasDash = false;
  context.lineJoin = 'round';
  for (const shape of shapes) {
    if (shape.alpha <= 0 || !meet(shape.box, sight)) continue;
    context.globalAlpha = shape.alpha;
    if (shape.kind === 'text') {
      if (shape.font !== font || shape.isItalic !== wasItalic) {
        context.font = fontText(shape.font, family, shape.isItalic, leastPx);
        font = shape.font;
        wasItalic = shape.isItalic;
      }
      context.textAlign = shape.align;
      context.fillStyle = shape.fill;
      context.fillText(shape.text, shape.x, shape.y);
      continue;
    }
    const outline = outlineOf(shape.d);
    if (shape.fill !== '') {
      context.fillStyle = shape.fill;
      context.fill(outline);
    }
    if (shape.stroke === '') continue;
    if (shape.dash.length > 0 || hasDash) context.setLineDash([...shape.dash]);
    hasDash = shape.dash.length > 0;
    context.strokeStyle = shape.stroke;
    context.lineWidth = shape.width;
    context.lineCap = shape.cap;
    context.stroke(outline);
  }
  if (hasDash) context.setLineDash([]);
  context.globalAlpha = 1;
}

function outlineOf(d: string): Path2D {
  const known = outlines.get(d);
  if (known !== undefined) return known;
  const outline = new Path2D(d);
  if (outlines.size >= MOST_OUTLINES) outlines.clear();
  outlines.set(d, outline);
  return outline;
}
