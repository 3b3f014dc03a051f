import { compare } from './layers.ts';
import type { LabelledRoute, Piece } from './label-ground.ts';
import { labelledRoute, LabelGround, LEADER, leaderOf } from './label-ground.ts';
import type { Box, PlacedLabel, Point, Route } from './scene.ts';
import type { LabelRoom, TopologyEdge } from './topology.ts';

/** Where a label was and along which route: it stays there as long as the route does. */
export interface KeptLabel {
  readonly route: string;
  readonly form: PlacedLabel['form'];
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
  readonly forms: readonly Size[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A label whose size is settled. */
type Sized = Pick<Wanted, 'route'> & Size;

interface Put {
  readonly form: PlacedLabel['form'];
  readonly box: Box;
}

interface Candidate {
  readonly box: Box;
  /** Without what it would hide. */
  readonly cost: number;
}

/** Candidates along a route are this far apart, farther on long ones. */
const STEP = { least: 8, most: 90 } as const;
/** Beside a route fewer are tried. */
const STEP_BESIDE = { least: 8, most: 24 } as const;
/** How far a label beside its route may be shifted along it, in parts of its size. */
const SHIFTS = [0, -0.4, 0.4] as const;
/** Of a label on its route, at least so much lies on both sides of it. */
const ASTRIDE = 8;
/** With more labels than this they are placed once only. */
const TRIED_AGAIN_MOST = 60;
const TRIES = 4;
const FORMS = [0, 1, 2] as const;
const COST = { leader: 46, leaderLength: 1.4, shift: 30, fromMiddle: 0.35, upright: 10, aside: 0.15 } as const;
const BESIDE_LEAST = COST.leader + COST.leaderLength * LEADER.least;

/**
 * Puts each label on its route or beside it, clear of everything that can be read; troubled and heavy ones first. Where
 * one finds no room, those without room are tried before the others.
 */
export function placeLabels(
  edges: readonly TopologyEdge[],
  routes: readonly Route[],
  walls: readonly Box[],
  before: Readonly<Record<string, KeptLabel>>,
): LabelledScene {
  const troubled = new Set(edges.flatMap(({ key, isTroubled }) => (isTroubled ? [key] : [])));
  let wanted = wantedOf(edges, routes);
  let best: LabelledScene | undefined;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const found = placed(wanted, new LabelGround(routes, troubled, walls), before);
    if (best === undefined || lossOf(found) < lossOf(best)) best = found;
    if (lossOf(found) === 0 || wanted.length > TRIED_AGAIN_MOST) break;
    const failed = new Set([
      ...found.unlabelled,
      ...found.labels.flatMap(({ key, form }) => (form === 2 ? [key] : [])),
    ]);
    wanted = wanted.toSorted((a, b) => Number(failed.has(b.edge.key)) - Number(failed.has(a.edge.key)));
  }
  return best ?? { labels: [], unlabelled: [], kept: {} };
}

/** What is not said at all is worse than what is said in fewer words. */
function lossOf({ labels, unlabelled }: LabelledScene): number {
  return 10 * unlabelled.length + labels.filter(({ form }) => form === 2).length;
}

function placed(
  wanted: readonly Wanted[],
  ground: LabelGround,
  before: Readonly<Record<string, KeptLabel>>,
): LabelledScene {
  const labels: PlacedLabel[] = [];
  const unlabelled: string[] = [];
  const kept: Record<string, KeptLabel> = {};
  const put = ({ edge, route, course }: Wanted, { form, box }: Put) => {
    const label = { key: edge.key, form, box, leader: leaderOf(box, route) };
    ground.add(label);
    labels.push(label);
    kept[edge.key] = { route: course, form, left: box.left, top: box.top };
  };
  const moved = wanted.filter((label) => {
    const last = Object.hasOwn(before, label.edge.key) ? before[label.edge.key] : undefined;
    const size = last === undefined ? undefined : label.forms[last.form];
    if (last === undefined || size === undefined || last.route !== label.course) return true;
    const box = { left: last.left, top: last.top, ...size };
    if (!ground.isFree(box, label.route)) return true;
    put(label, { form: last.form, box });
    return false;
  });
  for (const label of moved) {
    const found = firstOf(label, ground);
    if (found === undefined) unlabelled.push(label.edge.key);
    else put(label, found);
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
      return [{ edge, route: labelledRoute(route), course, forms: formsOf(edge.label) }];
    })
    .toSorted(
      ({ edge: a }, { edge: b }) =>
        Number(b.isTroubled) - Number(a.isTroubled) || b.weight - a.weight || compare(a.key, b.key),
    );
}

function formsOf({ width, height, otherWidth, otherHeight, leastWidth, leastHeight }: LabelRoom): Size[] {
  const forms = [{ width, height }];
  if (otherWidth !== undefined && otherHeight !== undefined) forms.push({ width: otherWidth, height: otherHeight });
  if (leastWidth !== undefined && leastHeight !== undefined) forms.push({ width: leastWidth, height: leastHeight });
  return forms;
}

/** The first form that finds room. */
function firstOf({ route, forms }: Wanted, ground: LabelGround): Put | undefined {
  for (const form of FORMS) {
    const size = forms[form];
    const box = size && bestOf({ route, ...size }, ground);
    if (box !== undefined) return { form, box };
  }
  return undefined;
}

/** On the route; if that is not cheaper than the shortest leader, also beside it. */
function bestOf(label: Sized, ground: LabelGround): Box | undefined {
  const on = cheapest(spotsOf(label.route, STEP), (spot) => onRoute(label, spot, ground), undefined, label, ground);
  if (on !== undefined && on.cost <= BESIDE_LEAST) return on.box;
  const spots = spotsOf(label.route, STEP_BESIDE).map((spot) => ({ ...spot, cost: spot.cost + BESIDE_LEAST }));
  return cheapest(spots, (spot) => besideRoute(label, spot, ground), on, label, ground)?.box;
}

/** Spots are looked at from the cheapest on, until no other can be cheaper than the best. */
function cheapest(
  spots: readonly Spot[],
  candidatesAt: (spot: Spot) => readonly Candidate[],
  known: Candidate | undefined,
  { route }: Sized,
  ground: LabelGround,
): Candidate | undefined {
  let best = known;
  for (const spot of spots.toSorted((a, b) => a.cost - b.cost)) {
    if (best !== undefined && spot.cost >= best.cost) break;
    for (const { box, cost } of candidatesAt(spot)) {
      if ((best !== undefined && cost >= best.cost) || !ground.isFree(box, route)) continue;
      const whole = cost + ground.costOf(box, route);
      if (best === undefined || whole < best.cost) best = { box, cost: whole };
    }
  }
  return best;
}

interface Spot extends Point {
  readonly isUpright: boolean;
  readonly cost: number;
}

/** Points along a route, and how gladly a label would be there: the middle of the longest piece is best. */
function spotsOf({ pieces, length: whole }: LabelledRoute, { least, most }: typeof STEP | typeof STEP_BESIDE): Spot[] {
  const step = Math.max(least, whole / most);
  const spots: Spot[] = [];
  const wished = middleOfLongest(pieces);
  let before = 0;
  for (const { from, to, length } of pieces) {
    const isUpright = from.x === to.x;
    const first = length / 2 - Math.floor(length / 2 / step) * step;
    for (let at = first; at <= length; at += step) {
      const x = from.x + ((to.x - from.x) * at) / length;
      const y = from.y + ((to.y - from.y) * at) / length;
      const cost = COST.fromMiddle * Math.abs(before + at - wished) + (isUpright ? COST.upright : 0);
      spots.push({ x, y, isUpright, cost });
    }
    before += length;
  }
  return spots;
}

/** How far along the route that is. A horizontal piece is read more easily. */
function middleOfLongest(pieces: readonly Piece[]): number {
  let best = { at: 0, length: 0 };
  let before = 0;
  for (const { from, to, length } of pieces) {
    const seeming = from.x === to.x ? length * 0.6 : length;
    if (seeming > best.length) best = { at: before + length / 2, length: seeming };
    before += length;
  }
  return best.at;
}

/** In its middle, or moved aside as little as it takes to be clear of cards, so that the route still runs under it. */
function onRoute({ width, height }: Size, { x, y, isUpright, cost }: Spot, ground: LabelGround): Candidate[] {
  const found: Candidate[] = [];
  const middle = boxAt(x - width / 2, y - height / 2, width, height);
  const reach = { least: 0, most: (isUpright ? width : height) / 2 - ASTRIDE };
  for (const side of [-1, 1] as const) {
    const room = ground.nearestRoom(middle, isUpright, side, reach);
    if (room === undefined) continue;
    found.push({ box: room.box, cost: cost + COST.aside * room.away });
    if (room.away === 0) break;
  }
  return found;
}

/** As near beside the route as there is room. */
function besideRoute({ width, height }: Size, { x, y, isUpright, cost }: Spot, ground: LabelGround): Candidate[] {
  const found: Candidate[] = [];
  for (const shift of SHIFTS) {
    for (const side of [-1, 1] as const) {
      const box = isUpright
        ? boxAt(side < 0 ? x - width : x, y + shift * 2 * height - height / 2, width, height)
        : boxAt(x + shift * width - width / 2, side < 0 ? y - height : y, width, height);
      const room = ground.nearestRoom(box, isUpright, side, LEADER);
      if (room === undefined) continue;
      const more = COST.leaderLength * (room.away - LEADER.least) + Math.abs(shift) * COST.shift;
      found.push({ box: room.box, cost: cost + more });
    }
  }
  return found;
}

function boxAt(left: number, top: number, width: number, height: number): Box {
  return { left: Math.round(left), top: Math.round(top), width, height };
}
