import type { Box, PlacedNode, PlacedRegion, Point, Route, Scene } from './layout/scene.ts';

/** Cards that come to stand further from where they stood glide there, px. */
const FAR = 40;
/** A larger map is shown where it stands at once: it could not be painted often enough. */
const MOST_NODES = 400;

/** Whether so much of a map stands elsewhere that one would lose it from sight. */
export function isFarBetween(from: Scene, to: Scene): boolean {
  if (from.level !== to.level || to.nodes.length > MOST_NODES) return false;
  const before = byKey(from.nodes);
  return to.nodes.some(({ key, box }) => {
    const was = before.get(key)?.box;
    return was !== undefined && Math.hypot(box.left - was.left, box.top - was.top) > FAR;
  });
}

/** A scene on its way to another one: 0 where it was, 1 where it will be. What is new stands where it will be. */
export function sceneBetween(from: Scene, to: Scene, share: number): Scene {
  const nodes = byKey(from.nodes);
  const routes = byKey(from.routes);
  const labels = byKey(from.labels);
  const grounds = byKey(from.regions.map(numbered(from.regions)));
  const mix = (a: number, b: number): number => a + (b - a) * share;
  const box = (a: Box | undefined, b: Box): Box =>
    a === undefined
      ? b
      : {
          left: mix(a.left, b.left),
          top: mix(a.top, b.top),
          width: mix(a.width, b.width),
          height: mix(a.height, b.height),
        };
  const point = (a: Point, b: Point): Point => ({ x: mix(a.x, b.x), y: mix(a.y, b.y) });
  return {
    ...to,
    insideLeft: mix(from.insideLeft, to.insideLeft),
    insideRight: mix(from.insideRight, to.insideRight),
    nodes: to.nodes.map((node): PlacedNode => ({ ...node, box: box(nodes.get(node.key)?.box, node.box) })),
    regions: to.regions.map((region, at): PlacedRegion => ({
      ...region,
      box: box(grounds.get(numbered(to.regions)(region, at).key)?.box, region.box),
    })),
    routes: to.routes.map(({ key, points }): Route => {
      const was = routes.get(key)?.points ?? [];
      return { key, points: was.length === 0 ? points : pointsBetween(was, points, point) };
    }),
    labels: to.labels.map((label) => {
      const was = labels.get(label.key);
      const [start, end] = [was?.leader, label.leader];
      const leader = start && end ? ([point(start[0], end[0]), point(start[1], end[1])] as const) : undefined;
      return { ...label, box: box(was?.box, label.box), leader };
    }),
  };
}

/** The shorter way waits at its last corner for the longer one. */
function pointsBetween(
  from: readonly Point[],
  to: readonly Point[],
  point: (a: Point, b: Point) => Point,
): readonly Point[] {
  const corners = Math.max(from.length, to.length);
  return Array.from({ length: corners }, (_, at) =>
    point(from[Math.min(at, from.length - 1)], to[Math.min(at, to.length - 1)]),
  );
}

/** The grounds of one region, told apart by their order. */
function numbered(regions: readonly PlacedRegion[]): (region: PlacedRegion, at: number) => PlacedRegion {
  return ({ key, box }, at) => {
    const before = regions.slice(0, at).filter((other) => other.key === key).length;
    return { key: `${before} ${key}`, box };
  };
}

function byKey<Item extends { readonly key: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.key, item]));
}
