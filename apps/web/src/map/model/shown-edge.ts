import type { MapEdge, MapModel } from './map-model.ts';

/**
 * The drawn edge that shows a grouped edge, by its key. Undefined for what is folded into a fan, too light to be drawn,
 * or inside of one node.
 */
export function shownEdge({ edges }: MapModel, key: string): MapEdge | undefined {
  const alone = edges.get(key);
  if (alone !== undefined) return alone;
  for (const edge of edges.values()) if (edge.members.some((member) => member.key === key)) return edge;
  return undefined;
}
