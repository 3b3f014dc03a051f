import type { LabelRoom } from '../layout/topology.ts';
import type { MapEdge } from './map-model.ts';
import { reserved, type Measure } from './measure.ts';

/** How the words of a label stand: one below the other, side by side, or how much alone. */
export type LabelForm = 'two lines' | 'one line' | 'figure';

const HEIGHTS: Readonly<Record<LabelForm, number>> = { 'two lines': 36, 'one line': 22, figure: 22 };
const PADDING = 9;
const GAP = 6;
const GLYPH = 20;
/** Small text is written larger on a map that is seen smaller. */
export const GROWN = 1.17;
/** So is what stands first, which is larger. */
export const STRONG_GROWN = 1.08;

/** Forms of a label, the best first: denied and mixed say it on two lines, others on one. */
export function labelForms({ verdict, members }: Pick<MapEdge, 'verdict' | 'members'>): readonly LabelForm[] {
  const isOfTwo = members[0]?.verdict === 'mixed' || verdict === 'denied' || verdict === 'mixed';
  return isOfTwo ? ['two lines', 'one line', 'figure'] : ['one line', 'two lines', 'figure'];
}

/** The room that each of them takes. */
export function labelRoom(edge: MapEdge, { strong, weak }: NonNullable<MapEdge['label']>, measure: Measure): LabelRoom {
  const first = GLYPH + measure(reserved(strong), 'strong') * STRONG_GROWN;
  const second = measure(reserved(weak, 2), 'small') * GROWN;
  const widths: Readonly<Record<LabelForm, number>> = {
    'two lines': Math.max(first, second),
    'one line': first + (weak === '' ? 0 : GAP + second),
    figure: first,
  };
  const [width, otherWidth, leastWidth] = labelForms(edge).map((form) => Math.ceil(widths[form] + 2 * PADDING));
  const [height, otherHeight, leastHeight] = labelForms(edge).map((form) => HEIGHTS[form]);
  return { width, height, otherWidth, otherHeight, leastWidth, leastHeight };
}
