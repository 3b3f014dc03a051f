import type { MapModel } from './model/map-model.ts';
import type { Box, Point, Scene } from './layout/scene.ts';
import type { Level } from './layout/topology.ts';
import { LARGEST, middleOf, placedAt, SMALLEST, type Sight } from './sight.ts';

const LEVELS: readonly Level[] = ['far', 'middle', 'near'];
/** Between the limits of neighbouring levels lies a fair way, so that a level does not flicker. */
const SCALE_COMING_NEARER = 0.95;
const SCALE_GOING_FARTHER = 1.1;
const LARGEST_OF_ALL = 2;

/** What a change of level holds on to: something under the pointer, and where it was on the canvas. */
export interface Anchor {
  readonly onCanvas: Point;
  readonly scale: number;
  /** Key of an end, and its namespace; '' where there is none. */
  readonly end: string;
  readonly namespace: string;
  /** Of the bounds, where neither is found again. */
  readonly share: Point;
}

/** The level that shows the map best at a scale, or the same. */
export function levelAt(level: Level, scale: number): Level {
  if (scale > LARGEST) return nearer(level);
  if (scale < SMALLEST) return farther(level);
  return level;
}

export function nearer(level: Level): Level {
  return LEVELS[LEVELS.indexOf(level) + 1] ?? level;
}

export function farther(level: Level): Level {
  return LEVELS[LEVELS.indexOf(level) - 1] ?? level;
}

/** How far a level can be scaled; the last ones reach as far as there is something to see. */
export function scaleLimits(level: Level, fitting: number): { readonly least: number; readonly most: number } {
  return {
    least: level === 'far' ? Math.min(SMALLEST, fitting * 0.9) : SMALLEST,
    most: level === 'near' ? LARGEST_OF_ALL : LARGEST,
  };
}

export function anchorAt(onCanvas: Point, onMap: Point, scene: Scene, model: MapModel, to: Level): Anchor {
  const node = nearest(onMap, scene.nodes);
  const end = model.nodes.get(node?.key ?? '')?.ends[0];
  const isNearer = LEVELS.indexOf(to) > LEVELS.indexOf(scene.level);
  const { left, top, width, height } = scene.bounds;
  return {
    onCanvas,
    scale: isNearer ? SCALE_COMING_NEARER : SCALE_GOING_FARTHER,
    end: end?.key ?? '',
    namespace: end?.namespace ?? '',
    share: { x: (onMap.x - left) / Math.max(1, width), y: (onMap.y - top) / Math.max(1, height) },
  };
}

/** Where to look at the new scene so that the anchor is where it was. */
export function sightAt({ onCanvas, scale, end, namespace, share }: Anchor, scene: Scene, model: MapModel): Sight {
  const key = model.nodeOf.get(end) ?? '';
  const box = scene.nodes.find((node) => node.key === key)?.box ?? regionBox(namespace, scene, model);
  if (box !== undefined) return placedAt(scale, middleOf(box), onCanvas);
  const { left, top, width, height } = scene.bounds;
  return placedAt(scale, { x: left + share.x * width, y: top + share.y * height }, onCanvas);
}

function regionBox(namespace: string, scene: Scene, model: MapModel): Box | undefined {
  if (namespace === '') return undefined;
  return scene.regions.find(({ key }) => model.regions.get(key)?.namespace === namespace)?.box;
}

function nearest(point: Point, nodes: Scene['nodes']): Scene['nodes'][number] | undefined {
  let best: Scene['nodes'][number] | undefined;
  let least = Infinity;
  for (const node of nodes) {
    const { x, y } = middleOf(node.box);
    const away = Math.hypot(Math.max(0, Math.abs(point.x - x) - node.box.width / 2), Math.abs(point.y - y));
    if (away < least) [best, least] = [node, away];
  }
  return best;
}
