/**
 * Fonts of the map, by what they write: `name` 13 px semibold, `strong` 12 px semibold, `small` 11 px, `mono` 11 px of
 * fixed width.
 */
export type MapFont = 'name' | 'strong' | 'small' | 'mono';

/** Width of a text in CSS pixels. */
export type Measure = (text: string, font: MapFont) => number;

/** The widest text of the kind: numbers of at least `digits` digits, all of them eights. A figure that grows moves nothing. */
export function reserved(text: string, digits = 4): string {
  return text.replace(/<?\d[\d,]*(?:\.\d+)?[kMG]?/g, (figure) => {
    const written = figure.replace(/\D/g, '').length;
    const eights = '8'.repeat(Math.max(digits, written));
    return eights.length > 3 ? `8,${eights.slice(1)}` : eights;
  });
}
