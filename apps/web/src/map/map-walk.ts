import type { Point, Scene } from './layout/scene.ts';
import type { MapModel } from './model/map-model.ts';
import { middleOf } from './sight.ts';

/** What the keyboard is at. */
export type Focus =
  | { readonly kind: 'node'; readonly key: string }
  | { readonly kind: 'edge'; readonly key: string; readonly from: string };
export type Direction = 'left' | 'right' | 'up' | 'down';

const UNIT: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
};
/** How much worse it is to be beside the way than to be farther along it. */
const ASIDE = 2.2;

/** The nearest node in a direction; without one, the same. From nowhere, the one at the top left. */
export function nodeTowards(scene: Scene, from: string | undefined, direction: Direction): string | undefined {
  const start = scene.nodes.find(({ key }) => key === from);
  if (start === undefined) return firstNode(scene);
  const here = middleOf(start.box);
  const unit = UNIT[direction];
  let best = start.key;
  let least = Infinity;
  for (const { key, box } of scene.nodes) {
    const there = middleOf(box);
    const [x, y] = [there.x - here.x, there.y - here.y];
    const along = x * unit.x + y * unit.y;
    if (key === start.key || along <= 1) continue;
    const cost = along + ASIDE * Math.abs(x * unit.y - y * unit.x);
    if (cost < least) [best, least] = [key, cost];
  }
  return best;
}

/** The edges of a node go round: the worst first, then by name. */
export function edgeBeside(model: MapModel, focus: Focus, step: 1 | -1): Focus | undefined {
  const node = focus.kind === 'node' ? focus.key : focus.from;
  const keys = [...model.edges.values()]
    .filter(({ source, destination }) => source === node || destination === node)
    .toSorted((a, b) => Number(b.isTroubled) - Number(a.isTroubled) || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key);
  if (keys.length === 0) return undefined;
  const at = focus.kind === 'edge' ? keys.indexOf(focus.key) + step : step === 1 ? 0 : keys.length - 1;
  const key = keys[(at + keys.length) % keys.length];
  return key === undefined ? undefined : { kind: 'edge', key, from: node };
}

function firstNode({ nodes }: Scene): string | undefined {
  return nodes.toSorted((a, b) => a.box.left + a.box.top - b.box.left - b.box.top)[0]?.key;
}
