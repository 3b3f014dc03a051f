import type { Topology, TopologyEdge, TopologyNode, TopologyRegion } from '../layout/topology.ts';
import { isEqual } from './keep-identity.ts';
import type { MapEdge, MapModel, MapNode, MapRegion } from './map-model.ts';

/**
 * Fonts of the map, by what they write: `name` 13 px semibold, `strong` 12 px semibold, `small` 11 px, `mono` 11 px of
 * fixed width.
 */
export type MapFont = 'name' | 'strong' | 'small' | 'mono';

/** Width of a text in CSS pixels. */
export type Measure = (text: string, font: MapFont) => number;

const CARD_HEIGHTS = { L: 40, M: 28, S: 24 } as const;
export const ROW_HEIGHT = 20;
const REGION_HEAD_HEIGHT = 28;
export const SQUARES_PER_ROW = 16;
export const SQUARE_PITCH = 6;

const CARD_PADDING = 10;
const LEAST_CARD_WIDTH = 64;
const GATE_HEIGHT = 24;
const GATE_PADDING = 12;
const MARK_HEIGHT = 24;
const MARK_HEIGHT_WITH_SUBTITLE = 32;
const MARK_GLYPH = 12;
const MARK_GAP = 12;
const REGION_NODE_HEIGHT = 44;
const REGION_NODE_PADDING = 14;
const QUIET_HEIGHT = 26;
const QUIET_PADDING = 12;
const ROW_PADDING = 10;
const ROW_GAP = 12;
const ROW_SIGN = 16;
const ROW_NOTE = 46;
const LABEL_HEIGHT = 22;
const LABEL_HEIGHT_OF_TWO = 36;
const LABEL_PADDING = 9;
const LABEL_GAP = 6;
const LABEL_GLYPH = 20;
const WIDEST_LABEL = 220;

/** What is to be laid out of a model: sizes, not words. In the order of keys. */
export function topologyOf(model: MapModel, measure: Measure): Topology {
  return {
    level: model.level,
    regions: [...model.regions.values()].map((region) => topologyRegion(region, measure)),
    nodes: [...model.nodes.values()].map((node) => topologyNode(node, measure)),
    edges: [...model.edges.values()].map((edge) => topologyEdge(edge, measure)),
  };
}

/** True when nothing would move. The weights of edges are for the next time that something does. */
export function sameTopology(a: Topology, b: Topology): boolean {
  return (
    a === b ||
    (a.level === b.level &&
      isSameList(a.regions, b.regions) &&
      isSameList(a.nodes, b.nodes) &&
      isSameList(a.edges, b.edges.map(weighed(a.edges))))
  );
}

function weighed(before: readonly TopologyEdge[]): (edge: TopologyEdge, place: number) => TopologyEdge {
  return (edge, place) => {
    const weight = before[place]?.weight ?? edge.weight;
    return weight === edge.weight ? edge : { ...edge, weight };
  };
}

function isSameList(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((item, place) => isEqual(item, b[place]));
}

function topologyRegion({ key, title, workloads }: MapRegion, measure: Measure): TopologyRegion {
  const headWidth = Math.ceil(measure(title, 'name') + ROW_GAP + measure(reserved(String(workloads)), 'small'));
  return { key, headWidth: headWidth + 2 * CARD_PADDING, headHeight: REGION_HEAD_HEIGHT };
}

function topologyNode(node: MapNode, measure: Measure): TopologyNode {
  const { key, region, side, rows } = node;
  const { width, height } = nodeSize(node, measure);
  const isListed = rows.length > 0;
  return {
    key,
    region,
    side,
    width: Math.ceil(isListed ? Math.max(width, rowsWidth(node, measure)) : width),
    height: height + rows.length * ROW_HEIGHT,
    headHeight: height,
    rows: rows.length,
    rowHeight: isListed ? ROW_HEIGHT : 0,
  };
}

function nodeSize(node: MapNode, measure: Measure): { readonly width: number; readonly height: number } {
  const { shape, size, title, subtitle, fan, squares } = node;
  const fanWidth = fan === '' ? 0 : measure(` · ${reserved(fan, 2)}`, 'small');
  switch (shape) {
    case 'card': {
      const name = measure(title, size === 'L' ? 'name' : 'strong');
      const rate = size === 'L' ? measure(WIDEST_RATE, 'small') + fanWidth : 0;
      const text = node.rows.length > 0 ? name + ROW_GAP + rate : Math.max(name, rate);
      return { width: Math.max(LEAST_CARD_WIDTH, text + 2 * CARD_PADDING), height: CARD_HEIGHTS[size] };
    }
    case 'region': {
      const text = Math.max(measure(title, 'name'), measure(reserved(subtitle, 2), 'small') + fanWidth);
      const width = Math.max(text, Math.min(squares.length, SQUARES_PER_ROW) * SQUARE_PITCH);
      const height = REGION_NODE_HEIGHT + squaresHeight(squares.length);
      return { width: Math.max(LEAST_CARD_WIDTH, width + 2 * REGION_NODE_PADDING), height };
    }
    case 'quiet':
      return { width: measure(reserved(title, 2), 'small') + fanWidth + 2 * QUIET_PADDING, height: QUIET_HEIGHT };
    case 'gate':
      return { width: measure(title, 'strong') + fanWidth + 2 * GATE_PADDING + CARD_PADDING, height: GATE_HEIGHT };
    case 'mark': {
      const text = Math.max(measure(title, 'strong') + fanWidth, measure(reserved(subtitle, 2), 'small'));
      return { width: MARK_GLYPH + MARK_GAP + text, height: subtitle === '' ? MARK_HEIGHT : MARK_HEIGHT_WITH_SUBTITLE };
    }
  }
}

function rowsWidth({ rows }: MapNode, measure: Measure): number {
  const widths = rows.map(
    ({ title, rate, note, verdict }) =>
      (verdict === 'forwarded' ? measure(title, 'small') : ROW_SIGN + measure(title, 'strong')) +
      ROW_GAP +
      measure(reserved(rate), 'small') +
      (note === '' ? 0 : Math.max(ROW_NOTE, ROW_GAP + measure(reserved(note, 3), 'small'))),
  );
  return Math.max(...widths) + 2 * ROW_PADDING;
}

/** Of the rows of squares below the words, and the gap above them. */
function squaresHeight(squares: number): number {
  return squares === 0 ? 0 : (Math.ceil(squares / SQUARES_PER_ROW) + 1) * SQUARE_PITCH;
}

function topologyEdge(edge: MapEdge, measure: Measure): TopologyEdge {
  const { key, source, destination, destinationRow, weight, isTroubled, label } = edge;
  return {
    key,
    source,
    destination,
    destinationRow,
    weight,
    isTroubled,
    label: label && labelSize(edge, label, measure),
  };
}

/** Denied and mixed say it on two lines, others on one. */
function hasTwoLines({ verdict, members }: Pick<MapEdge, 'verdict' | 'members'>): boolean {
  return members[0]?.verdict === 'mixed' || verdict === 'denied' || verdict === 'mixed';
}

function labelSize(
  edge: MapEdge,
  { strong, weak }: NonNullable<MapEdge['label']>,
  measure: Measure,
): { readonly width: number; readonly height: number } {
  const first = LABEL_GLYPH + measure(reserved(strong), 'strong');
  const second = measure(reserved(weak, 2), 'small');
  const isTwo = hasTwoLines(edge);
  const text = isTwo ? Math.max(first, second) : first + LABEL_GAP + second;
  const width = Math.min(WIDEST_LABEL, Math.ceil(text + 2 * LABEL_PADDING));
  return { width, height: isTwo ? LABEL_HEIGHT_OF_TWO : LABEL_HEIGHT };
}

const WIDEST_RATE = '88.8k conn/min';

/** The widest text of the kind: numbers of at least `digits` digits, all of them eights. A figure that grows moves nothing. */
export function reserved(text: string, digits = 4): string {
  return text.replace(/<?\d[\d,]*(?:\.\d+)?[kMG]?/g, (figure) => {
    const written = figure.replace(/\D/g, '').length;
    const eights = '8'.repeat(Math.max(digits, written));
    return eights.length > 3 ? `8,${eights.slice(1)}` : eights;
  });
}
