import type { EdgeVerdict } from '../../view/edge-verdict.ts';
import type { FontName } from './shape.ts';

/** How the map is painted, apart from what it says and where things stand. */
export interface Look {
  readonly colours: Colours;
  /** Width of a text in CSS pixels at zoom 1. */
  readonly measure: (text: string, font: FontName) => number;
  /** Keys of drawn edges and nodes. */
  readonly selectedEdge: string;
  /** Of the selected node, or of both ends of the selected edge. */
  readonly selectedNodes: ReadonlySet<string>;
  /** What the pointer or the keyboard is at; what is not near it steps back. */
  readonly near: Neighbourhood | undefined;
  /** Denied edges whose bar is painted elsewhere, while it moves. */
  readonly arriving?: ReadonlySet<string>;
  /** Old figures say "was". */
  readonly isStale: boolean;
}

export interface Neighbourhood {
  readonly edges: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
}

/** Custom properties of the page by the names that painting uses. */
export const COLOUR_NAMES = [
  'land',
  'sea',
  'sea-deep',
  'sea-line',
  'region',
  'region-line',
  'casing',
  'raised',
  'card',
  'card-line',
  'card-shade',
  'line',
  'ink',
  'ink-2',
  'ink-3',
  'road',
  'road-strong',
  'denied',
  'denied-ink',
  'on-denied',
  'audit',
  'audit-ink',
  'fail',
  'fail-ink',
  'focus',
] as const;
export type ColourName = (typeof COLOUR_NAMES)[number];
export type Colours = Readonly<Record<ColourName, string>>;

/** Of strokes and signs. */
export const VERDICT_COLOURS: Readonly<Record<EdgeVerdict, ColourName>> = {
  denied: 'denied',
  mixed: 'denied',
  audited: 'audit',
  failing: 'fail',
  forwarded: 'road-strong',
};

/** Of text. */
export const VERDICT_INKS: Readonly<Record<EdgeVerdict, ColourName>> = {
  denied: 'denied-ink',
  mixed: 'denied-ink',
  audited: 'audit-ink',
  failing: 'fail-ink',
  forwarded: 'ink-2',
};
