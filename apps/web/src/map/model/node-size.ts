import { reserved, type Measure } from './measure.ts';
import type { MapNode } from './map-model.ts';

const CARD_HEIGHTS = { L: 40, M: 28, S: 24 } as const;
export const ROW_HEIGHT = 20;
export const SQUARES_PER_ROW = 16;
export const SQUARE_PITCH = 5.5;

/** A line of its own below the others: "+6 in". */
export const FAN_LINE = 12;

export const CARD_PADDING = 10;
const CARD_PADDING_OF_RATE = 7;
const LEAST_CARD_WIDTH = 64;
const GATE_HEIGHT = 24;
const GATE_PADDING = 9;
/** The point of a gate, in which nothing is written. */
const GATE_TIP = 6;
const MARK_HEIGHT = 24;
const MARK_HEIGHT_WITH_SUBTITLE = 32;
/** The largest that small text is written, in units of the map, on a map that is seen smaller: see `leastTextPx`. */
export const LARGEST_SMALL_TEXT_PX = 13.5;
/** Of the width of small text: marks are written in 12 px, which is not measured, or larger on a smaller map. */
const PLAIN = LARGEST_SMALL_TEXT_PX / 11;
const MARK_GLYPH = 12;
const MARK_GAP = 12;
const REGION_NODE_HEIGHT = 40;
const SMALL_REGION_HEIGHT = 25;
export const SMALL_REGION_GAP = 7;
const REGION_NODE_PADDING = 8;
const QUIET_HEIGHT = 26;
const QUIET_PADDING = 12;
const ROW_PADDING = 10;
export const ROW_GAP = 12;
/** Text of a row is written a little larger on a map that is seen smaller. */
const ROW_GROWN = 1.05;
const ROW_SIGN = 16;
const ROW_NOTE = 46;
const WIDEST_RATE = '88.8k conn/min';

/** The room that a node takes, without its rows. */
export function nodeSize(
  node: MapNode,
  measure: Measure,
  crowded: boolean,
): { readonly width: number; readonly height: number } {
  const { shape, size, title, subtitle, fan, squares } = node;
  const fanWidth = fan === '' ? 0 : measure(reserved(fan, 2), 'small');
  const fanLine = fan === '' ? 0 : FAN_LINE;
  switch (shape) {
    case 'card': {
      const name = measure(title, size === 'L' ? 'name' : 'strong');
      const rate = size === 'L' ? measure(WIDEST_RATE, 'small') : 0;
      if (node.rows.length > 0) {
        const beside = fan === '' ? 0 : measure(' · ', 'small') + fanWidth;
        return {
          width: Math.max(LEAST_CARD_WIDTH, name + ROW_GAP + rate + beside + 2 * CARD_PADDING),
          height: CARD_HEIGHTS.L,
        };
      }
      const isListed = size === 'L' ? fanLine : 0;
      const below = size === 'L' ? Math.max(rate, fanWidth) + 2 * CARD_PADDING_OF_RATE : 0;
      return {
        width: Math.max(LEAST_CARD_WIDTH, name + 2 * CARD_PADDING, below),
        height: CARD_HEIGHTS[size] + isListed,
      };
    }
    case 'region': {
      if (crowded) return smallRegionSize(node, measure);
      const text = Math.max(measure(title, 'name'), measure(reserved(subtitle, 2), 'small'), fanWidth);
      const width = Math.max(text, Math.min(squares.length, SQUARES_PER_ROW) * SQUARE_PITCH);
      const height = REGION_NODE_HEIGHT + fanLine + squaresHeight(squares.length);
      return { width: Math.max(LEAST_CARD_WIDTH, width + 2 * REGION_NODE_PADDING), height };
    }
    case 'quiet': {
      const beside = fan === '' ? 0 : measure(' · ', 'small') + fanWidth;
      return { width: measure(reserved(title, 2), 'small') + beside + 2 * QUIET_PADDING, height: QUIET_HEIGHT };
    }
    case 'gate': {
      const text = Math.max(measure(title, 'strong'), fanWidth);
      return { width: text + 2 * GATE_PADDING + GATE_TIP, height: GATE_HEIGHT + fanLine };
    }
    case 'mark': {
      const below = [subtitle, fan].filter((part) => part !== '').join(' · ');
      const name = measure(node.isInferred ? `~ ${title}` : title, 'small') * PLAIN;
      const text = Math.max(name, measure(reserved(below, 2), 'small'));
      return { width: MARK_GLYPH + MARK_GAP + text, height: below === '' ? MARK_HEIGHT : MARK_HEIGHT_WITH_SUBTITLE };
    }
  }
}

/** Its name and how many it has on one line, and its fan below. */
function smallRegionSize(node: MapNode, measure: Measure): { readonly width: number; readonly height: number } {
  const { title, squares, fan } = node;
  const text = measure(title, 'strong') + SMALL_REGION_GAP + measure(reserved(smallRegionNote(node), 2), 'small');
  const below = fan === '' ? 0 : measure(reserved(fan, 2), 'small');
  const width = Math.max(text, below, Math.min(squares.length, SQUARES_PER_ROW) * SQUARE_PITCH);
  const height = SMALL_REGION_HEIGHT + (fan === '' ? 0 : FAN_LINE) + squaresHeight(squares.length);
  return { width: width + 2 * REGION_NODE_PADDING, height };
}

/** "13" of "13 workloads". */
export function smallRegionNote({ subtitle }: MapNode): string {
  return /^[\d,]+/.exec(subtitle)?.[0] ?? '';
}

export function rowsWidth({ rows }: MapNode, measure: Measure): number {
  const widths = rows.map(
    ({ title, rate, note, verdict }) =>
      (verdict === 'forwarded' ? measure(title, 'small') : ROW_SIGN + measure(title, 'strong')) * ROW_GROWN +
      ROW_GAP +
      measure(reserved(rate), 'small') +
      (note === '' ? 0 : Math.max(ROW_NOTE, ROW_GAP + measure(reserved(note, 3), 'small'))),
  );
  return Math.max(...widths) + 2 * ROW_PADDING;
}

/** Of the rows of squares below the words, and the gap around them. */
export function squaresHeight(squares: number): number {
  return squares === 0 ? 0 : Math.ceil(Math.ceil(squares / SQUARES_PER_ROW) * SQUARE_PITCH) + 4;
}
