import { GROWN, labelForms, STRONG_GROWN } from '../model/label-forms.ts';
import type { MapEdge, MapModel } from '../model/map-model.ts';
import type { Box, PlacedLabel, Point, Scene } from '../layout/scene.ts';
import { VERDICT_COLOURS, VERDICT_INKS, type Look } from './look.ts';
import { boxAround, circle, grown, line, roundedBox } from './path-data.ts';
import { SIGN_SIZE, signOf, signShapes } from './sign-shapes.ts';
import { path, text, type Shape } from './shape.ts';

const PADDING = 8;
const GAP = 6;

/** What is written on edges: denied filled, everything else outlined. Not wider than its text, in the middle of its room. */
export function labelShapes({ labels }: Scene, model: MapModel, look: Look): Shape[] {
  return labels.flatMap((label) => {
    const edge = model.edges.get(label.key);
    if (edge?.label === undefined) return [];
    const shapes = oneLabel(edge, edge.label, label, look);
    const isAway = look.near !== undefined && !look.near.edges.has(edge.key);
    return isAway ? shapes.map((shape) => ({ ...shape, alpha: shape.alpha * 0.35 })) : shapes;
  });
}

function oneLabel(edge: MapEdge, words: NonNullable<MapEdge['label']>, placed: PlacedLabel, look: Look): Shape[] {
  const { colours, isStale, measure } = look;
  const form = labelForms(edge)[placed.form];
  const isTwo = form === 'two lines';
  const weak = form === 'figure' ? '' : words.weak;
  const colour = colours[VERDICT_COLOURS[edge.verdict]];
  const isFilled = edge.verdict === 'denied';
  const ground = isFilled ? colour : colours.raised;
  const strongFont = isTwo || form === 'figure' ? 'strong' : 'smallStrong';
  const room = placed.box.width - 2 * PADDING - SIGN_SIZE - GAP;
  const strong = isStale ? pastTense(words.strong, (text) => measure(text, strongFont) <= room) : words.strong;
  const strongWidth = measure(strong, 'strong') * STRONG_GROWN;
  const weakWidth = measure(weak, 'small') * GROWN;
  const first = SIGN_SIZE + GAP + strongWidth;
  const wanted = 2 * PADDING + (isTwo ? Math.max(first, weakWidth) : first + (weak === '' ? 0 : GAP + weakWidth));
  const box = narrowed(placed.box, wanted);
  const ink = isFilled ? colours['on-denied'] : colours[VERDICT_INKS[edge.verdict]];
  const weakInk = isFilled ? colours['on-denied'] : colours['ink-2'];
  const left = box.left + PADDING;
  const firstLine = isTwo ? box.top + box.height / 2 - 4 : box.top + box.height / 2 + 4;
  const radius = isTwo ? 9 : 11;
  const casing = path(roundedBox(grown(box, 2.5), radius + 2), grown(box, 4), { fill: colours.region });
  const plate = path(roundedBox(box, radius), grown(box, 4), {
    fill: ground,
    stroke: look.selectedEdge === edge.key && !isFilled ? colours.ink : colour,
    width: 1.2,
  });
  const right = box.left + box.width - 2;
  const toRight = (from: number): Box => ({ ...box, left: from, width: right - from });
  const from = toRight(left + SIGN_SIZE + GAP);
  const second = isTwo ? toRight(left) : toRight(from.left + strongWidth + GAP);
  return [
    ...leaderShapes(placed.leader, box, colour),
    casing,
    plate,
    ...signShapes(
      signOf(edge),
      { x: left + SIGN_SIZE / 2, y: firstLine - 4 },
      isFilled ? colours['on-denied'] : colour,
      ground,
    ),
    text(strong, from, firstLine, { font: strongFont, fill: ink }),
    text(weak, second, isTwo ? firstLine + 14 : firstLine, { font: 'small', fill: weakInk }),
  ];
}

/** "was 312 /min denied"; without its last word where that finds no room, for sign and colour say it, too. */
function pastTense(strong: string, fits: (text: string) => boolean): string {
  const whole = `was ${strong}`;
  return fits(whole) ? whole : whole.replace(/ denied$/, '');
}

/** From a label that lies beside its edge, with a dot where it is meant. It begins at the plate, however narrow that is. */
function leaderShapes(leader: readonly [Point, Point] | undefined, plate: Box, colour: string): Shape[] {
  if (leader === undefined) return [];
  const [from, edge] = leader;
  const start: Point = {
    x: Math.min(Math.max(from.x, plate.left), plate.left + plate.width),
    y: Math.min(Math.max(from.y, plate.top), plate.top + plate.height),
  };
  const around = boxAround([start, edge], 4);
  return [
    path(line(start, edge), around, { stroke: colour, width: 1.5 }),
    path(circle(edge, 3), around, { fill: colour }),
  ];
}

function narrowed(box: Box, wanted: number): Box {
  const width = Math.min(box.width, Math.ceil(wanted));
  return { ...box, left: box.left + (box.width - width) / 2, width };
}
