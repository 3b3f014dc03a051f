import type { MapModel } from '../model/map-model.ts';
import type { Box, Point, Scene } from '../layout/scene.ts';
import type { Look } from './look.ts';
import { polyline, roundedBox } from './path-data.ts';
import { path, text, type Shape } from './shape.ts';

const REGION_RADIUS = 26;
/** The water begins this far right of the last thing inside: where the marks stand. */
const SHORE = 12;
/** Marks and their names take more; without any there is no water. */
const LEAST_WATER = 32;
/** And is deeper from here on. */
const DEEP = 34;
/** A point of the shoreline each so many pixels. */
const STEP = 8;

/** What lies under everything: land, and water where something outside is called, as far as `sight` reaches. */
export function groundShapes(scene: Scene, sight: Box, { colours }: Look): Shape[] {
  const land = path(rectangle(sight), sight, { fill: colours.land });
  const { left, width } = scene.bounds;
  if (left + width - scene.insideRight < LEAST_WATER) return [land];
  const edge = scene.insideRight + SHORE;
  return [
    land,
    path(water(edge, sight), sight, { fill: colours.sea }),
    path(water(edge + DEEP, sight), sight, { fill: colours['sea-deep'], alpha: 0.45 }),
    path(polyline(shoreline(edge, sight)), sight, { stroke: colours['sea-line'], width: 1.5 }),
  ];
}

/** A namespace around its nodes: hull, name and count. */
export function regionShapes({ regions }: Scene, model: MapModel, { colours }: Look): Shape[] {
  return regions.flatMap(({ key, box }) => {
    const region = model.regions.get(key);
    if (region === undefined) return [];
    const hull = path(roundedBox(box, REGION_RADIUS), box, { fill: colours.region, stroke: colours['region-line'] });
    const head: Box = { left: box.left + 16, top: box.top, width: box.width - 32, height: 28 };
    const y = box.top + 20;
    const name = text(region.title, head, y, { font: 'name', fill: colours['ink-2'] });
    if (region.workloads === 0) return [hull, name];
    return [
      hull,
      name,
      text(String(region.workloads), head, y, { font: 'small', fill: colours['ink-3'], align: 'right' }),
    ];
  });
}

function rectangle({ left, top, width, height }: Box): string {
  return `M${left} ${top}H${left + width}V${top + height}H${left}Z`;
}

function water(edge: number, sight: Box): string {
  const right = Math.max(sight.left + sight.width, edge) + 20;
  const bottom = sight.top + sight.height;
  return `${polyline(shoreline(edge, sight))}L${right} ${bottom + STEP}L${right} ${sight.top - STEP}Z`;
}

/** The same at every look: a sum of two waves. */
function shoreline(edge: number, { top, height }: Box): Point[] {
  const points: Point[] = [];
  const last = Math.ceil((top + height) / STEP) + 1;
  for (let i = Math.floor(top / STEP) - 1; i <= last; i += 1) {
    const y = i * STEP;
    points.push({ x: edge + Math.sin(y / 97) * 5 + Math.sin(y / 41 + 1) * 2.5, y });
  }
  return points;
}
