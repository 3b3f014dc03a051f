import type { Box } from '../layout/scene.ts';
import { FONTS, type Shape } from './shape.ts';

/** What an exported picture says about itself. */
export interface PictureWords {
  readonly title: string;
  readonly description: string;
}

/** The shapes as an SVG document of its own: no script, no style, nothing from elsewhere, all text escaped. */
export function svgPicture(shapes: readonly Shape[], view: Box, family: string, words: PictureWords): string {
  const { left, top, width, height } = view;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${n(left)} ${n(top)} ${n(width)} ${n(height)}" ` +
      `width="${n(width)}" height="${n(height)}" role="img" font-family="${escaped(family)}">`,
    `<title>${escaped(words.title)}</title>`,
    `<desc>${escaped(words.description)}</desc>`,
    ...shapes.map(element),
    '</svg>\n',
  ].join('\n');
}

function element(shape: Shape): string {
  const alpha = shape.alpha < 1 ? ` opacity="${n(shape.alpha)}"` : '';
  if (shape.kind === 'path') {
    const dash = shape.dash.length === 0 ? '' : ` stroke-dasharray="${shape.dash.map(n).join(' ')}"`;
    const stroke =
      shape.stroke === ''
        ? ''
        : ` stroke="${escaped(shape.stroke)}" stroke-width="${n(shape.width)}" stroke-linejoin="round" stroke-linecap="${shape.cap}"${dash}`;
    return `<path d="${escaped(shape.d)}" fill="${shape.fill === '' ? 'none' : escaped(shape.fill)}"${stroke}${alpha}/>`;
  }
  const { weight, px } = FONTS[shape.font];
  const italic = shape.isItalic ? ' font-style="italic"' : '';
  return (
    `<text x="${n(shape.x)}" y="${n(shape.y)}" font-size="${px}" font-weight="${weight}"${italic} ` +
    `text-anchor="${ANCHORS[shape.align]}" fill="${escaped(shape.fill)}"${alpha}>${escaped(shape.text)}</text>`
  );
}

const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also drops what XML cannot hold. */
function escaped(text: string): string {
  return text.replace(NOT_XML, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
