import { withoutPiles } from '../../base/plain-text.ts';
import type { Box } from '../layout/scene.ts';

/** One thing that is painted, in map coordinates. The canvas and the exported picture are made of the same shapes. */
export type Shape = PathShape | TextShape;

export interface PathShape {
  readonly kind: 'path';
  /** SVG path data. */
  readonly d: string;
  /** Colours as CSS writes them; '' for none. */
  readonly fill: string;
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
  readonly cap: 'butt' | 'round';
  readonly alpha: number;
  /** What it covers at most; what lies out of sight is not painted. */
  readonly box: Box;
}

export interface TextShape {
  readonly kind: 'text';
  readonly text: string;
  /** Of the baseline. */
  readonly x: number;
  readonly y: number;
  readonly font: FontName;
  readonly fill: string;
  readonly align: 'left' | 'center' | 'right';
  readonly isItalic: boolean;
  readonly alpha: number;
  readonly box: Box;
}

/** Nothing is smaller than this at zoom 1, nor on the screen while a map is seen as small as it may open. */
export const SMALLEST_TEXT_PX = 11;
export const FONTS = {
  name: { weight: 600, px: 13 },
  strong: { weight: 600, px: 12 },
  plain: { weight: 400, px: 12 },
  smallStrong: { weight: 600, px: 11 },
  small: { weight: 400, px: 11 },
} as const;
export type FontName = keyof typeof FONTS;

/** As canvas and SVG take it; `leastPx` where small text must not shrink with the map. */
export function fontText(font: FontName, family: string, isItalic = false, leastPx = 0): string {
  const { weight, px } = FONTS[font];
  return `${isItalic ? 'italic ' : ''}${weight} ${Math.max(px, leastPx)}px ${family}`;
}

type PathLook = Partial<Omit<PathShape, 'kind' | 'd' | 'box'>>;

export function path(d: string, box: Box, look: PathLook): PathShape {
  return { kind: 'path', fill: '', stroke: '', width: 1, dash: [], cap: 'butt', alpha: 1, ...look, d, box };
}

export type TextLook = { readonly font: FontName; readonly fill: string } & Partial<
  Omit<TextShape, 'kind' | 'text' | 'box'>
>;

/** Text that stands in `box`, aligned to it; its baseline is `y`. */
export function text(words: string, box: Box, y: number, look: TextLook): TextShape {
  const align = look.align ?? 'left';
  const x = align === 'left' ? box.left : align === 'right' ? box.left + box.width : box.left + box.width / 2;
  const shown = withoutPiles(words);
  return { kind: 'text', text: shown, isItalic: false, alpha: 1, x, ...look, y, align, box };
}
