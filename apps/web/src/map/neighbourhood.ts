import type { MapModel } from './model/map-model.ts';
import type { Neighbourhood } from './paint/look.ts';

/** A node, its edges, and the nodes at their other ends. */
export function nodeNeighbourhood(model: MapModel, node: string): Neighbourhood {
  const edges = new Set<string>();
  const nodes = new Set<string>([node]);
  for (const { key, source, destination } of model.edges.values()) {
    if (source !== node && destination !== node) continue;
    edges.add(key);
    nodes.add(source).add(destination);
  }
  return { edges, nodes };
}

/** An edge and its ends. */
export function edgeNeighbourhood(model: MapModel, key: string): Neighbourhood {
  const edge = model.edges.get(key);
  return { edges: new Set([key]), nodes: new Set(edge === undefined ? [] : [edge.source, edge.destination]) };
}
