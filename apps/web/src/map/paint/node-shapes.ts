import type { MapModel, MapNode } from '../model/map-model.ts';
import {
  FAN_LINE,
  SMALL_REGION_GAP,
  smallRegionNote,
  SQUARE_PITCH,
  SQUARES_PER_ROW,
  squaresHeight,
} from '../model/node-size.ts';
import type { Box, Point, Scene } from '../layout/scene.ts';
import { VERDICT_COLOURS, type Look } from './look.ts';
import { circle, diamond, grown, roundedBox, signpost } from './path-data.ts';
import { rowShapes } from './row-shapes.ts';
import { path, text, type Shape, type TextLook } from './shape.ts';

/** Cards, collapsed namespaces, gates and marks. Never in the colour of a verdict: trouble belongs to the edge. */
export function nodeShapes({ nodes }: Scene, model: MapModel, look: Look): Shape[] {
  return nodes.flatMap(({ key, box }) => {
    const node = model.nodes.get(key);
    if (node === undefined) return [];
    const shapes = [...shapesOf(node, box, look)];
    if (look.near === undefined || look.near.nodes.has(key)) return shapes;
    return shapes.map((shape) => ({ ...shape, alpha: shape.alpha * FAR_AWAY }));
  });
}

/** What is not near the pointer. */
const FAR_AWAY = 0.45;

function shapesOf(node: MapNode, box: Box, look: Look): Shape[] {
  switch (node.shape) {
    case 'card':
      return cardShapes(node, box, look);
    case 'region':
      return collapsedShapes(node, box, look);
    case 'quiet':
      return quietShapes(node, box, look);
    case 'gate':
      return gateShapes(node, box, look);
    case 'mark':
      return markShapes(node, box, look);
  }
}

function cardShapes(node: MapNode, box: Box, look: Look): Shape[] {
  const { colours } = look;
  const radius = node.size === 'L' || node.rows.length > 0 ? 10 : 8;
  const shapes = plateShapes(node, box, radius, colours.card, colours['card-line'], look);
  if (node.rows.length > 0) return [...shapes, ...rowShapes(node, box, look)];
  return [...shapes, ...captionShapes(node, box, look)];
}

/** Name in the middle, and below it what it does and how many edges are folded into it, where there is room. */
function captionShapes(node: MapNode, box: Box, { colours, isStale }: Look): Shape[] {
  const middle = box.top + box.height / 2;
  const font = node.size === 'L' ? 'name' : node.size === 'M' ? 'strong' : 'plain';
  const figures = isStale ? pastTense(node.subtitle) : node.subtitle;
  const lines = box.height < 36 ? [] : [figures, node.fan].filter((line) => line !== '');
  const look = { font, fill: colours.ink, align: 'center', isItalic: node.isInferred } as const;
  if (lines.length === 0) return [text(node.title, box, middle + 4.3, look)];
  const first = middle - 2 - ((lines.length - 1) * FAN_LINE) / 2;
  return [
    text(node.title, box, first, look),
    ...lines.map((line, at) =>
      text(line, box, first + 15 + at * FAN_LINE, { font: 'small', fill: colours['ink-2'], align: 'center' }),
    ),
  ];
}

/** "was 499 req/min", "called 70/min". */
function pastTense(subtitle: string): string {
  if (subtitle.startsWith('calls ')) return `called ${subtitle.slice('calls '.length)}`;
  return subtitle === '' ? '' : `was ${subtitle}`;
}

/** What it says, and how many edges are folded into it. */
function joined(words: string, fan: string): string {
  return [words, fan].filter((part) => part !== '').join(' · ');
}

function collapsedShapes(node: MapNode, box: Box, look: Look): Shape[] {
  const { colours } = look;
  const plate = plateShapes(node, box, 18, colours.region, colours['region-line'], look);
  const height = box.height - squaresHeight(node.squares.length);
  if (height - (node.fan === '' ? 0 : FAN_LINE) < TWO_LINES)
    return [...plate, ...smallRegionShapes(node, box, height, look)];
  const lines = [node.subtitle, node.fan].filter((line) => line !== '');
  const first = box.top + height / 2 - 1 - ((lines.length - 1) * FAN_LINE) / 2;
  const below: TextLook = { font: 'small', fill: colours['ink-2'], align: 'center' };
  return [
    ...plate,
    text(node.title, box, first, { font: 'strong', fill: colours.ink, align: 'center' }),
    ...lines.map((line, at) => text(line, box, first + 14 + at * FAN_LINE, below)),
    ...squareShapes(node, { ...box, top: box.top + height - 4 }, look),
  ];
}

/** Name and count beside each other, where there is room for one line. */
function smallRegionShapes(node: MapNode, box: Box, height: number, look: Look): Shape[] {
  const { colours, measure } = look;
  const note = smallRegionNote(node);
  const [name, count] = [measure(node.title, 'strong'), measure(note, 'small')];
  const left = box.left + (box.width - name - SMALL_REGION_GAP - count) / 2;
  const right = left + name + SMALL_REGION_GAP + count;
  const hasFan = node.fan !== '';
  const y = box.top + height / 2 + (hasFan ? -1 : 5);
  const words: Box = { ...box, left: left - 4, width: right - left + 8 };
  return [
    text(node.title, { ...words, left }, y, { font: 'strong', fill: colours.ink }),
    text(note, { ...words, width: right - words.left }, y, { font: 'small', fill: colours['ink-2'], align: 'right' }),
    ...(hasFan ? [text(node.fan, box, y + FAN_LINE, { font: 'small', fill: colours['ink-2'], align: 'center' })] : []),
    ...squareShapes(node, { ...box, top: box.top + height - 3 }, look),
  ];
}

/** Less height than this holds one line. */
const TWO_LINES = 36;
const SQUARE = 3.4;

/** One small square for each workload, the troubled ones first and in their colour. */
function squareShapes({ squares }: MapNode, { left, top, width, height }: Box, { colours }: Look): Shape[] {
  const data = new Map<string, string>();
  for (const [i, verdict] of squares.entries()) {
    const row = Math.floor(i / SQUARES_PER_ROW);
    const inRow = Math.min(SQUARES_PER_ROW, squares.length - row * SQUARES_PER_ROW);
    const x = left + (width - inRow * SQUARE_PITCH) / 2 + (i % SQUARES_PER_ROW) * SQUARE_PITCH;
    const colour = verdict === 'forwarded' ? colours.road : colours[VERDICT_COLOURS[verdict]];
    const square = `M${x.toFixed(1)} ${(top + row * SQUARE_PITCH).toFixed(1)}h${SQUARE}v${SQUARE}h-${SQUARE}Z`;
    data.set(colour, (data.get(colour) ?? '') + square);
  }
  return [...data].map(([fill, d]) => path(d, { left, top, width, height }, { fill }));
}

function quietShapes(node: MapNode, box: Box, { colours, selectedNodes }: Look): Shape[] {
  const isSelected = selectedNodes.has(node.key);
  return [
    path(roundedBox(box, 11), box, {
      fill: colours.region,
      stroke: isSelected ? colours.ink : colours['card-line'],
      width: isSelected ? 1.8 : 1,
      dash: [3, 3],
    }),
    text(joined(node.title, node.fan), box, box.top + box.height / 2 + 4, {
      font: 'small',
      fill: colours['ink-2'],
      align: 'center',
    }),
  ];
}

function gateShapes(node: MapNode, box: Box, { colours, selectedNodes }: Look): Shape[] {
  const isSelected = selectedNodes.has(node.key);
  const words: Box = { ...box, width: box.width - 6 };
  const middle = box.top + box.height / 2;
  const look: TextLook = { font: 'small', fill: colours.ink, align: 'center' };
  return [
    path(signpost(box), grown(box, 2), {
      fill: colours.card,
      stroke: isSelected ? colours.ink : colours['card-line'],
      width: isSelected ? 1.8 : 1,
    }),
    text(node.title, words, node.fan === '' ? middle + 4 : middle - 2, look),
    ...(node.fan === '' ? [] : [text(node.fan, words, middle + 11, { ...look, fill: colours['ink-2'] })]),
  ];
}

/** A sign of its kind at the left of its box, and its name beside it, on the water. */
function markShapes(node: MapNode, box: Box, look: Look): Shape[] {
  const { colours, selectedNodes } = look;
  const middle: Point = { x: box.left + 6, y: box.top + box.height / 2 };
  const isSelected = selectedNodes.has(node.key);
  const sign = path(markData(node, middle), grown(box, 2), {
    fill: colours.card,
    stroke: isSelected ? colours.ink : colours['road-strong'],
    width: isSelected ? 2.6 : 2,
  });
  const words: Box = { ...box, left: box.left + 24, width: box.width - 24 };
  const below = joined(node.subtitle, node.fan);
  const isTwo = below !== '' && box.height >= 28;
  const title = node.isInferred ? `~ ${node.title}` : node.title;
  const name = text(title, words, middle.y + (isTwo ? -2 : 4), {
    font: 'plain',
    fill: colours.ink,
    isItalic: node.isInferred,
  });
  if (!isTwo) return [sign, name];
  return [sign, name, text(below, words, middle.y + 12, { font: 'small', fill: colours['ink-2'] })];
}

/** Circle for a DNS name, diamond for an address range, dot for the nameless world, square for what belongs to the cluster. */
function markData({ kind }: MapNode, middle: Point): string {
  switch (kind) {
    case 'fqdn':
      return circle(middle, 5);
    case 'cidr':
      return diamond(middle, 6);
    case 'world':
    case 'other':
    case 'unknown':
      return circle(middle, 3.2);
    default:
      return roundedBox({ left: middle.x - 5, top: middle.y - 5, width: 10, height: 10 }, 2.5);
  }
}

/** A plate with the slightest shadow. The selected one has an outline of ink. */
function plateShapes(node: MapNode, box: Box, radius: number, fill: string, stroke: string, look: Look): Shape[] {
  const isSelected = look.selectedNodes.has(node.key);
  const shade: Box = { ...box, top: box.top + 1.5 };
  const around = grown(box, 3);
  return [
    path(roundedBox(shade, radius), around, { fill: look.colours['card-shade'] }),
    path(roundedBox(box, radius), around, {
      fill,
      stroke: isSelected ? look.colours.ink : stroke,
      width: isSelected ? 1.8 : 1,
    }),
  ];
}
