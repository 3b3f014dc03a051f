import { isChanged } from '../../view/edge-change.ts';
import type { MapEdge, MapModel } from '../model/map-model.ts';
import type { Route, Scene } from '../layout/scene.ts';
import { changeShapes } from './change-shapes.ts';
import { arrow, closureBar, DASHES, shortened } from './line-ends.ts';
import { VERDICT_COLOURS, type Look } from './look.ts';
import { boxAround, pointAlong, roundedRoute } from './path-data.ts';
import { signOf, signShapes } from './sign-shapes.ts';
import { path, type PathShape, type Shape } from './shape.ts';

const QUIET_RADIUS = 18;
const TROUBLED_RADIUS = 16;
/** On each side of a line, in the colour of the ground, so that a crossing reads as over and under. */
const CASING = 2.4;
const QUIET_CASING = 1.8;
/** Dash and gap of `mixed` together. */
const MIXED_PERIOD = 44;
const LEAST_DENIED_SHARE = 0.2;
const LARGEST_DENIED_SHARE = 0.8;
/** Quiet edges while another is selected, and what is not near the pointer. */
const BESIDE_SELECTED = 0.72;
const AWAY = 0.18;
const TROUBLE_AWAY = 0.4;
/** Where two ranges are compared, what did not change, or may have by luck. */
const AS_IT_WAS = 0.55;

/**
 * Every edge along its whole length, quiet ones below, the worst on top. Quiet edges of one source are cased together,
 * so that a fork is a fork and a crossing is a crossing.
 */
export function edgeShapes(scene: Scene, model: MapModel, look: Look): Shape[] {
  const quiet = new Map<string, Shape[][]>();
  const above: { readonly rank: number; readonly shapes: Shape[] }[] = [];
  const unlabelled = new Set(scene.unlabelled);
  for (const route of scene.routes) {
    const edge = model.edges.get(route.key);
    if (edge === undefined || route.points.length < 2) continue;
    const isAbove = look.selectedEdge === edge.key || (look.near !== undefined && look.near.edges.has(edge.key));
    if (edge.verdict === 'forwarded' && !isAbove && !isChanged(edge.change)) {
      const [casings = [], lines = []] = quiet.get(edge.source) ?? [];
      const [casing, ...rest] = quietShapes(edge, route, look);
      quiet.set(edge.source, [
        [...casings, ...(casing === undefined ? [] : [casing])],
        [...lines, ...rest],
      ]);
    } else {
      const rank = RANKS[edge.verdict] + (isChanged(edge.change) ? CHANGED : 0) + (isAbove ? ABOVE : 0);
      const shapes = isChanged(edge.change)
        ? changeShapes(edge, route, look, unlabelled.has(edge.key), dimming(edge, look, 1))
        : edge.verdict === 'forwarded'
          ? quietShapes(edge, route, look)
          : troubledShapes(edge, route, look, unlabelled.has(edge.key));
      above.push({ rank, shapes });
    }
  }
  above.sort((a, b) => a.rank - b.rank);
  return [...quiet.values(), above.map(({ shapes }) => shapes)].flat(2);
}

const RANKS = { forwarded: 0, failing: 1, audited: 2, mixed: 3, denied: 4 } as const;
/** What is selected or near the pointer lies above everything else; where ranges are compared, what changed next to it. */
const ABOVE = 16;
const CHANGED = 8;

function quietShapes(edge: MapEdge, { points }: Route, look: Look): PathShape[] {
  const { colours, near, selectedEdge } = look;
  const isSelected = selectedEdge === edge.key;
  const isLifted = isSelected || edge.isNew || (near !== undefined && near.edges.has(edge.key));
  const alpha = isSelected ? 1 : edge.freshness * dimming(edge, look, BESIDE_SELECTED);
  const box = boxAround(points, 10);
  const d = roundedRoute(points, QUIET_RADIUS);
  const width = strokeWidth(edge);
  const stroke = colours[isLifted ? 'road-strong' : 'road'];
  const shapes = [
    path(d, box, { stroke: colours.casing, width: width + 2 * QUIET_CASING, alpha: alpha < 0.3 ? alpha : 1 }),
    path(d, box, { stroke, width: isSelected ? width + 1 : width, alpha }),
    path(arrow(points), box, { stroke: colours['road-strong'], width: 1.5, cap: 'round', alpha }),
  ];
  if (!isSelected) return shapes;
  const [casing, ...lines] = shapes;
  const halo = path(d, box, { stroke: colours.ink, width: 14, cap: 'round', alpha: 0.1 });
  return casing === undefined ? [] : [casing, halo, ...lines];
}

/** Casing, halo, line, end, and its sign where its label found no room. */
function troubledShapes(edge: MapEdge, { points }: Route, look: Look, isUnlabelled: boolean): Shape[] {
  const { colours, selectedEdge } = look;
  const isSelected = selectedEdge === edge.key;
  const colour = colours[VERDICT_COLOURS[edge.verdict]];
  const alpha = edge.freshness * dimming(edge, look, 1);
  const box = boxAround(points, 14);
  const isStopped = edge.verdict === 'denied';
  const d = roundedRoute(isStopped ? shortened(points, 5) : points, TROUBLED_RADIUS);
  const width = troubledWidth(edge, isSelected);
  const along = (change: Partial<PathShape>): PathShape => path(d, box, { alpha, ...change });
  const shapes: Shape[] = [along({ stroke: colours.casing, width: width + 2 * CASING })];
  if (isSelected) shapes.push(along({ stroke: colour, width: 14, cap: 'round', alpha: 0.14 }));
  if (edge.verdict === 'mixed') {
    const dash = Math.max(LEAST_DENIED_SHARE, Math.min(LARGEST_DENIED_SHARE, edge.deniedShare)) * MIXED_PERIOD;
    shapes.push(
      along({ stroke: colours['road-strong'], width }),
      along({ stroke: colour, width: width + 1.4, dash: [dash, MIXED_PERIOD - dash] }),
    );
  } else {
    shapes.push(along({ stroke: colour, width, dash: DASHES[edge.verdict] }));
  }
  const end = isStopped ? closureBar(points) : arrow(points);
  const stroke = edge.verdict === 'mixed' ? colours['road-strong'] : colour;
  const isOnItsWay = isStopped && look.arriving?.has(edge.key) === true;
  if (!isOnItsWay) shapes.push(path(end, box, { stroke, width: isStopped ? 3.5 : 2, cap: 'round', alpha }));
  if (isUnlabelled) shapes.push(...signShapes(signOf(edge), pointAlong(points, 0.5), colour, colours.raised));
  return shapes;
}

function dimming(edge: MapEdge, look: Look, besideSelected: number): number {
  const { change } = edge;
  const isAsItWas = (change?.kind === 'same' || change?.isRare === true) && look.selectedEdge !== edge.key;
  return besides(edge, look, besideSelected) * (isAsItWas ? AS_IT_WAS : 1);
}

function besides(edge: MapEdge, { near, selectedEdge }: Look, besideSelected: number): number {
  if (near !== undefined) return near.edges.has(edge.key) ? 1 : edge.isTroubled ? TROUBLE_AWAY : AWAY;
  return selectedEdge !== '' && selectedEdge !== edge.key ? besideSelected : 1;
}

function strokeWidth({ attemptsPerMinute }: MapEdge): number {
  return Math.min(2.4, Math.max(1, 0.5 + 0.5 * Math.log10(Math.max(1, attemptsPerMinute))));
}

function troubledWidth(edge: MapEdge, isSelected: boolean): number {
  if (isSelected) return 4;
  if (edge.verdict === 'denied') return 2.5;
  return Math.min(3, Math.max(2.2, 1 + 0.6 * Math.log10(Math.max(1, edge.attemptsPerMinute))));
}
