import { bottomOf, grown, isWithin, lengthInside, overlaps, rightOf } from './box.ts';
import { isShortAndStraight, labelledRoute } from './label-ground.ts';
import { LABEL_CLEARANCE } from './measures.ts';
import type { Box, PlacedNode, Point, Route, Scene } from './scene.ts';
import type { Topology, TopologyEdge, TopologyNode } from './topology.ts';

/** Everything that a scene must not have, as sentences; empty for a good one. For tests, and for the map as it is seen. */
export function complaintsAboutScene(topology: Topology, scene: Scene): string[] {
  const picture = new Picture(topology, scene);
  return [
    ...missing(picture),
    ...overlapping(picture),
    ...outsideOfRegion(picture),
    ...wrongRoutes(picture),
    ...hiddenByLabels(picture),
    ...outOfBounds(picture),
  ];
}

class Picture {
  readonly topology: Topology;
  readonly scene: Scene;
  readonly nodes: ReadonlyMap<string, TopologyNode>;
  readonly placed: ReadonlyMap<string, PlacedNode>;
  readonly routes: ReadonlyMap<string, Route>;
  /** The heads of the regions, across their whole width. */
  readonly heads: readonly { readonly key: string; readonly box: Box }[];

  constructor(topology: Topology, scene: Scene) {
    this.topology = topology;
    this.scene = scene;
    this.nodes = new Map(topology.nodes.map((node) => [node.key, node]));
    this.placed = new Map(scene.nodes.map((node) => [node.key, node]));
    this.routes = new Map(scene.routes.map((route) => [route.key, route]));
    const heights = new Map(topology.regions.map(({ key, headHeight }) => [key, headHeight]));
    this.heads = scene.regions.map(({ key, box }) => ({ key, box: { ...box, height: heights.get(key) ?? 0 } }));
  }

  get routable(): readonly TopologyEdge[] {
    return this.topology.edges.filter(
      ({ source, destination }) => this.nodes.has(source) && this.nodes.has(destination),
    );
  }
}

function missing({ topology, scene, placed, routes, routable }: Picture): string[] {
  const told = new Set([...scene.labels.map(({ key }) => key), ...scene.unlabelled]);
  return [
    ...topology.nodes.filter(({ key }) => !placed.has(key)).map(({ key }) => `${key} has no place`),
    ...routable.filter(({ key }) => !routes.has(key)).map(({ key }) => `edge ${key} has no route`),
    ...routable
      .filter(({ key, label }) => label !== undefined && !told.has(key))
      .map(({ key }) => `the label of edge ${key} is neither placed nor left out`),
    ...(placed.size === topology.nodes.length
      ? []
      : [`${scene.nodes.length} nodes are placed, of ${topology.nodes.length}`]),
  ];
}

interface Thing {
  readonly name: string;
  readonly kind: 'node' | 'region' | 'label';
  readonly box: Box;
  readonly region: string;
}

function overlapping({ scene, heads }: Picture): string[] {
  const things: Thing[] = [
    ...scene.nodes.map(({ key, region, box }) => ({ name: `node ${key}`, kind: 'node' as const, box, region })),
    ...scene.regions.map(({ key, box }) => ({ name: `region ${key}`, kind: 'region' as const, box, region: key })),
    ...scene.labels.map(({ key, box }) => ({
      name: `label of ${key}`,
      kind: 'label' as const,
      box: grown(box, LABEL_CLEARANCE - 0.01),
      region: '',
    })),
  ];
  const complaints: string[] = [];
  for (const [a, b] of meetings(things)) {
    if (a.kind === 'label' && b.kind === 'label') {
      if (overlaps(a.box, grown(b.box, -LABEL_CLEARANCE))) complaints.push(`${a.name} lies on ${b.name}`);
    } else if (a.kind !== b.kind && (a.kind === 'region' || b.kind === 'region')) {
      const [region, other] = a.kind === 'region' ? [a, b] : [b, a];
      if (other.kind === 'node' && other.region !== region.region)
        complaints.push(`${other.name} lies on ${region.name}`);
    } else complaints.push(`${a.name} lies on ${b.name}`);
  }
  const labels = things.filter(({ kind }) => kind === 'label');
  for (const { key, box } of heads) {
    for (const label of labels)
      if (overlaps(label.box, box)) complaints.push(`${label.name} lies on the head of ${key}`);
  }
  return complaints;
}

/** Pairs whose boxes overlap, found from left to right. */
function meetings(things: readonly Thing[]): (readonly [Thing, Thing])[] {
  const sorted = things.toSorted((a, b) => a.box.left - b.box.left);
  const pairs: (readonly [Thing, Thing])[] = [];
  for (const [at, a] of sorted.entries()) {
    for (let next = at + 1; next < sorted.length && sorted[next].box.left < rightOf(a.box); next++) {
      if (overlaps(a.box, sorted[next].box)) pairs.push([a, sorted[next]]);
    }
  }
  return pairs;
}

function outsideOfRegion({ topology, scene, nodes }: Picture): string[] {
  const heads = new Map(topology.regions.map(({ key, headHeight }) => [key, headHeight]));
  return scene.nodes.flatMap(({ key, region, box }) => {
    const wanted = nodes.get(key);
    const belongs = wanted !== undefined && wanted.side === 'inside' && heads.has(wanted.region) ? wanted.region : '';
    if (region !== belongs) return [`node ${key} is said to be in region ${region}, not ${belongs}`];
    if (wanted !== undefined && (wanted.width !== box.width || wanted.height !== box.height)) {
      return [`node ${key} has another size than it wants`];
    }
    if (region === '') return [];
    const grounds = scene.regions.filter((ground) => ground.key === region);
    const head = heads.get(region) ?? 0;
    const isInside = grounds.some((ground) =>
      isWithin(box, { ...ground.box, top: ground.box.top + head, height: ground.box.height - head }),
    );
    return isInside ? [] : [`node ${key} is not below the head of its region`];
  });
}

function wrongRoutes(picture: Picture): string[] {
  const { scene, heads, routes, placed, nodes, routable } = picture;
  const walls = [
    ...scene.nodes.map(({ key, box }) => ({ key, box })),
    ...heads.map(({ key, box }) => ({ key: `the head of ${key}`, box })),
  ];
  const sorted = walls.toSorted((a, b) => a.box.left - b.box.left);
  const widest = Math.max(0, ...walls.map(({ box }) => box.width));
  return routable.flatMap((edge) => {
    const route = routes.get(edge.key);
    if (route === undefined) return [];
    const complaints: string[] = [];
    const { points } = route;
    for (const [at, to] of points.slice(1).entries()) {
      const from = points[at];
      if (from.x !== to.x && from.y !== to.y) complaints.push(`edge ${edge.key} runs askew`);
      for (const { key, box } of crossed(sorted, widest, from, to)) {
        if (lengthInside(box, from, to) > 0) complaints.push(`edge ${edge.key} runs through ${key}`);
      }
    }
    const source = placed.get(edge.source);
    const destination = placed.get(edge.destination);
    if (source !== undefined && !touches(source.box, points[0]))
      complaints.push(`edge ${edge.key} does not begin at ${edge.source}`);
    const last = points[points.length - 1];
    if (destination !== undefined && !touches(destination.box, last)) {
      complaints.push(`edge ${edge.key} does not end at ${edge.destination}`);
    }
    const node = nodes.get(edge.destination);
    if (
      node !== undefined &&
      destination !== undefined &&
      edge.destinationRow >= 0 &&
      edge.destinationRow < node.rows
    ) {
      const rowTop = destination.box.top + node.headHeight + edge.destinationRow * node.rowHeight;
      if (last.y < rowTop || last.y > rowTop + node.rowHeight)
        complaints.push(`edge ${edge.key} does not end at its row`);
    }
    return complaints;
  });
}

function* crossed(
  walls: readonly { readonly key: string; readonly box: Box }[],
  widest: number,
  from: Point,
  to: Point,
) {
  const left = Math.min(from.x, to.x) - widest;
  const right = Math.max(from.x, to.x);
  let low = 0;
  let high = walls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (walls[middle].box.left < left) low = middle + 1;
    else high = middle;
  }
  for (let at = low; at < walls.length && walls[at].box.left <= right; at++) yield walls[at];
}

/** On the border, between the corners. */
function touches(box: Box, { x, y }: Point): boolean {
  const isBeside = (x === box.left || x === rightOf(box)) && y > box.top && y < bottomOf(box);
  const isAbove = (y === box.top || y === bottomOf(box)) && x > box.left && x < rightOf(box);
  return isBeside || isAbove;
}

function hiddenByLabels({ scene, topology, routes }: Picture): string[] {
  const troubled = topology.edges.filter(({ isTroubled }) => isTroubled);
  const ends = troubled.flatMap(({ key }) => {
    const points = routes.get(key)?.points ?? [];
    return points.length === 0 ? [] : [points[0], points[points.length - 1]].map((point) => ({ key, point }));
  });
  return scene.labels.flatMap(({ key, box, leader }) => {
    const complaints = ends
      .filter(
        (end) => end.key !== key && overlaps(box, { left: end.point.x - 1, top: end.point.y - 1, width: 2, height: 2 }),
      )
      .map((end) => `the label of ${key} hides an end of edge ${end.key}`);
    const route = routes.get(key);
    const isOnEnd =
      route !== undefined && labelledRoute(route).lastStretch.some(({ from, to }) => lengthInside(box, from, to) > 0);
    if (isOnEnd) complaints.push(`the label of ${key} hides where its edge ends`);
    if (leader !== undefined && !isShortAndStraight(leader)) complaints.push(`the label of ${key} has a bad leader`);
    return complaints;
  });
}

function outOfBounds({ scene }: Picture): string[] {
  const things = [
    ...scene.nodes.map(({ key, box }) => ({ key, box })),
    ...scene.regions.map(({ key, box }) => ({ key: `region ${key}`, box })),
    ...scene.labels.map(({ key, box }) => ({ key: `label of ${key}`, box })),
    ...scene.routes.flatMap(({ key, points }) =>
      points.map(({ x, y }) => ({ key: `edge ${key}`, box: { left: x, top: y, width: 0, height: 0 } })),
    ),
  ];
  return things.filter(({ box }) => !isWithin(box, scene.bounds)).map(({ key }) => `${key} is out of bounds`);
}
