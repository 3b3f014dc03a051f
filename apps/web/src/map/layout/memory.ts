import type { Arrangement } from './arrangement.ts';
import type { KeptWidths } from './column-widths.ts';
import type { RegionPart } from './arrangement.ts';
import type { GraphIndex } from './graph-index.ts';
import type { KeptLabel } from './place-labels.ts';
import type { Point } from './scene.ts';

/**
 * What the layout remembers so that nothing moves which need not: plain data that can be written as JSON. Places of
 * nodes that went stay until another one takes them, so that who comes back finds its place.
 */
export interface LayoutMemory {
  readonly version: 1;
  /** Columns of the arrangement, the outer two included; 0 before anything was placed. */
  readonly columns: number;
  readonly rowGap: number;
  /** How many nodes there were when all was arranged. */
  readonly arranged: number;
  readonly places: Readonly<Record<string, KeptPlace>>;
  readonly regions: readonly RegionPart[];
  readonly widths: KeptWidths | undefined;
  readonly labels: Readonly<Record<string, KeptLabel>>;
  /** Where a person put the middle of a node, in the scene as it was. */
  readonly pins: Readonly<Record<string, Point>>;
}

export interface KeptPlace {
  readonly column: number;
  readonly y: number;
  readonly region: string;
}

/** Before anything was placed. */
export const NO_MEMORY: LayoutMemory = {
  version: 1,
  columns: 0,
  rowGap: 0,
  arranged: 0,
  places: {},
  regions: [],
  widths: undefined,
  labels: {},
  pins: {},
};

/** Absent nodes whose places are kept. */
const ABSENT_MOST = 2000;

/** The memory after something was placed. */
export function remembered(
  memory: LayoutMemory,
  arrangement: Arrangement,
  graph: GraphIndex,
  seen: Pick<LayoutMemory, 'widths' | 'labels'>,
): LayoutMemory {
  const places: Record<string, KeptPlace> = {};
  const absent = Object.entries(memory.places).filter(([key]) => !graph.nodes.has(key));
  for (const [key, place] of absent.slice(-ABSENT_MOST)) places[key] = place;
  for (const [key, { column, y }] of arrangement.places) {
    const node = graph.nodes.get(key);
    const region = node?.side === 'inside' && graph.members.has(node.region) ? node.region : '';
    places[key] = { column, y, region };
  }
  const { columns, regions } = arrangement;
  return { ...memory, columns, places, regions, ...seen };
}

/** Forgets every place but those that a person chose. */
export function tidied(memory: LayoutMemory): LayoutMemory {
  return { ...NO_MEMORY, pins: memory.pins };
}
