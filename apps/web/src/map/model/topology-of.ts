import { READABLE } from '../layout/measures.ts';
import type { Topology, TopologyEdge, TopologyNode, TopologyRegion } from '../layout/topology.ts';
import { isEqual } from './keep-identity.ts';
import { labelRoom } from './label-forms.ts';
import { reserved, type Measure } from './measure.ts';
import { CARD_PADDING, nodeSize, ROW_GAP, ROW_HEIGHT, rowsWidth } from './node-size.ts';
import type { MapEdge, MapModel, MapNode, MapRegion } from './map-model.ts';

const REGION_HEAD_HEIGHT = 28;

/** What a node takes in a map that can be read, with what is around it, square pixels. */
const GROUND_OF_NODE = 14_200;

/** Whether collapsed namespaces must be content with less for all of them to be seen at once. */
export function isCrowded(
  { level, nodes }: MapModel,
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  return level === 'far' && nodes.size * GROUND_OF_NODE > (width * height) / READABLE ** 2;
}

/** What is to be laid out of a model: sizes, not words. In the order of keys. */
export function topologyOf(model: MapModel, measure: Measure, crowded = false): Topology {
  return {
    level: model.level,
    regions: [...model.regions.values()].map((region) => topologyRegion(region, measure)),
    nodes: [...model.nodes.values()].map((node) => topologyNode(node, measure, crowded)),
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

function topologyNode(node: MapNode, measure: Measure, crowded: boolean): TopologyNode {
  const { key, region, side, rows } = node;
  const { width, height } = nodeSize(node, measure, crowded);
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

function topologyEdge(edge: MapEdge, measure: Measure): TopologyEdge {
  const { key, source, destination, destinationRow, weight, isTroubled, label } = edge;
  return {
    key,
    source,
    destination,
    destinationRow,
    weight,
    isTroubled,
    label: label && labelRoom(edge, label, measure),
  };
}
