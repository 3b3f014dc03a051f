import { compare } from './layers.ts';
import type { LabelledRoute } from './label-ground.ts';
import { labelledRoute, LabelGround, leaderOf } from './label-ground.ts';
import type { Box, PlacedLabel, Route } from './scene.ts';
import type { TopologyEdge } from './topology.ts';

/** Where a label was and along which route: it stays there as long as the route does. */
export interface KeptLabel {
  readonly route: string;
  readonly left: number;
  readonly top: number;
}

export interface LabelledScene {
  readonly labels: readonly PlacedLabel[];
  readonly unlabelled: readonly string[];
  readonly kept: Readonly<Record<string, KeptLabel>>;
}

interface Wanted {
  readonly edge: TopologyEdge;
  readonly route: LabelledRoute;
  /** Tells whether the route is the same as before. */
  readonly course: string;
  readonly width: number;
  readonly height: number;
}

interface Candidate {
  readonly box: Box;
  /** Without what it would hide. */
  readonly cost: number;
}

/** Candidates along a route are this far apart, farther on long ones. */
const STEP = { least: 8, most: 90 } as const;
/** How far beside its route a label may stand, on a leader. */
const BESIDE = [12, 24, 40, 60, 84] as const;
/** How far such a label may be shifted along the route, in parts of its size. */
const SHIFTS = [0, -0.4, 0.4] as const;
const COST = { leader: 46, shift: 30, fromMiddle: 0.35, upright: 10 } as const;

/** Puts each label on its route or beside it, clear of everything that can be read; troubled and heavy ones first. */
export function placeLabels(
  edges: readonly TopologyEdge[],
  routes: readonly Route[],
  walls: readonly Box[],
  before: Readonly<Record<string, KeptLabel>>,
): LabelledScene {
  const troubled = new Set(edges.flatMap(({ key, isTroubled }) => (isTroubled ? [key] : [])));
  const ground = new LabelGround(routes, troubled, walls);
  const labels: PlacedLabel[] = [];
  const unlabelled: string[] = [];
  const kept: Record<string, KeptLabel> = {};
  const put = ({ edge, route, course }: Wanted, box: Box) => {
    const label = { key: edge.key, box, leader: leaderOf(box, route) };
    ground.add(label);
    labels.push(label);
    kept[edge.key] = { route: course, left: box.left, top: box.top };
  };
  const wanted = wantedOf(edges, routes);
  const moved = wanted.filter((label) => {
    const last = Object.hasOwn(before, label.edge.key) ? before[label.edge.key] : undefined;
    if (last === undefined || last.route !== label.course) return true;
    const box = { left: last.left, top: last.top, width: label.width, height: label.height };
    if (!ground.isFree(box, label.route)) return true;
    put(label, box);
    return false;
  });
  for (const label of moved) {
    const box = bestOf(candidatesOf(label), label.route, ground);
    if (box === undefined) unlabelled.push(label.edge.key);
    else put(label, box);
  }
  return { labels: labels.toSorted((a, b) => compare(a.key, b.key)), unlabelled: unlabelled.toSorted(compare), kept };
}

function wantedOf(edges: readonly TopologyEdge[], routes: readonly Route[]): Wanted[] {
  const routeOf = new Map(routes.map((route) => [route.key, route]));
  return edges
    .flatMap((edge) => {
      const route = routeOf.get(edge.key);
      if (edge.label === undefined || route === undefined) return [];
      const course = route.points.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).join(' ');
      return [{ edge, route: labelledRoute(route), course, width: edge.label.width, height: edge.label.height }];
    })
    .toSorted(
      ({ edge: a }, { edge: b }) =>
        Number(b.isTroubled) - Number(a.isTroubled) || b.weight - a.weight || compare(a.key, b.key),
    );
}

function bestOf(candidates: readonly Candidate[], route: LabelledRoute, ground: LabelGround): Box | undefined {
  let best: Candidate | undefined;
  for (const { box, cost } of candidates) {
    if (best !== undefined && cost >= best.cost) break;
    if (!ground.isFree(box, route)) continue;
    const whole = cost + ground.costOf(box, route);
    if (best === undefined || whole < best.cost) best = { box, cost: whole };
  }
  return best?.box;
}

/** Places on the route and beside it, cheapest first. */
function candidatesOf({ route, width, height }: Wanted): Candidate[] {
  const found: Candidate[] = [];
  const step = Math.max(STEP.least, route.length / STEP.most);
  let before = 0;
  for (const { from, to, length } of route.pieces) {
    const isUpright = from.x === to.x;
    const add = (x: number, y: number, cost: number) => {
      found.push({ box: { left: Math.round(x - width / 2), top: Math.round(y - height / 2), width, height }, cost });
    };
    for (let at = Math.min(step, length / 2); at <= length; at += step) {
      const x = from.x + ((to.x - from.x) * at) / length;
      const y = from.y + ((to.y - from.y) * at) / length;
      const cost = COST.fromMiddle * Math.abs(before + at - route.length / 2) + (isUpright ? COST.upright : 0);
      add(x, y, cost);
      for (const beside of BESIDE) {
        for (const shift of SHIFTS) {
          const more = cost + COST.leader + 1.4 * beside + Math.abs(shift) * COST.shift;
          for (const side of [-1, 1]) {
            if (isUpright) add(x + side * (width / 2 + beside), y + shift * 2 * height, more);
            else add(x + shift * width, y + side * (height / 2 + beside), more);
          }
        }
      }
    }
    before += length;
  }
  return found.toSorted((a, b) => a.cost - b.cost);
}
