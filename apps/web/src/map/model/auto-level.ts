import type { GroupedGraph } from '../../view/grouped-graph.ts';
import type { Level } from '../layout/topology.ts';

/** More cards than this are not read, but searched. */
const MOST_CARDS = 120;

/** The level at which a map opens by itself. */
export function autoLevel({ ends }: GroupedGraph): Level {
  let cards = 0;
  for (const { namespace, kind } of ends.values()) if (namespace !== '' && kind !== 'namespace') cards += 1;
  return cards > MOST_CARDS ? 'far' : 'middle';
}
