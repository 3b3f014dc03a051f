import { FONTS, type FontName, type Shape, type TextShape } from './shape.ts';

/** Widths are told by rounded glyphs; so much is not seen. */
const SLACK = 1;
/** Lines whose baselines are nearer than this are one line. */
const LINE = 8;

interface Stretch {
  readonly words: string;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/**
 * Text that is wider than its room, or that runs into other text, as sentences; empty for a good picture. `measure` is of
 * zoom 1, `leastPx` what text is not smaller than.
 */
export function complaintsAboutText(
  shapes: readonly Shape[],
  measure: (text: string, font: FontName) => number,
  leastPx: number,
): string[] {
  const texts = shapes.filter((shape) => shape.kind === 'text' && shape.text !== '' && shape.alpha > 0) as TextShape[];
  const complaints: string[] = [];
  const stretches: Stretch[] = [];
  for (const shape of texts) {
    const { px } = FONTS[shape.font];
    const width = (measure(shape.text, shape.font) * Math.max(px, leastPx)) / px;
    const left = shape.align === 'left' ? shape.x : shape.align === 'right' ? shape.x - width : shape.x - width / 2;
    stretches.push({ words: shape.text, left, right: left + width, y: shape.y });
    const isInside = left >= shape.box.left - SLACK && left + width <= shape.box.left + shape.box.width + SLACK;
    if (!isInside)
      complaints.push(`"${shape.text}" is ${Math.round(width)} px wide, in ${Math.round(shape.box.width)}`);
  }
  stretches.sort((a, b) => a.y - b.y);
  for (const [at, a] of stretches.entries()) {
    for (let next = at + 1; next < stretches.length && stretches[next].y - a.y < LINE; next++) {
      const b = stretches[next];
      if (a.left < b.right - SLACK && b.left < a.right - SLACK) complaints.push(`"${a.words}" runs into "${b.words}"`);
    }
  }
  return complaints;
}
