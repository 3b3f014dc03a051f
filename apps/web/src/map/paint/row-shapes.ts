import type { MapNode, MapRow } from '../model/map-model.ts';
import { shortTitle } from '../model/node-title.ts';
import { ROW_HEIGHT } from '../model/node-size.ts';
import type { Box } from '../layout/scene.ts';
import { VERDICT_COLOURS, VERDICT_INKS, type Look } from './look.ts';
import { line } from './path-data.ts';
import { signShapes } from './sign-shapes.ts';
import { path, text, type FontName, type Shape } from './shape.ts';

/** Room for "403" or "188 ms" at the right end of a row. */
const NOTE_WIDTH = 46;
const NOTE_GAP = 12;
/** Between a name and its rate, at the least. */
const NAME_GAP = 4;
/** Letters that are left of a name, at the least. */
const FEWEST = 5;

/** A card that is near: its name, and below it each port, method and path with its rate. */
export function rowShapes(node: MapNode, box: Box, look: Look): Shape[] {
  const { colours } = look;
  const head = box.height - node.rows.length * ROW_HEIGHT;
  const words: Box = { left: box.left + 10, top: box.top, width: box.width - 20, height: head };
  const y = box.top + head / 2 + 4.5;
  const shapes: Shape[] = [
    text(node.title, words, y, { font: 'name', fill: colours.ink, isItalic: node.isInferred }),
    text([node.subtitle, node.fan].filter((part) => part !== '').join(' · '), words, y, {
      font: 'small',
      fill: colours['ink-3'],
      align: 'right',
    }),
  ];
  for (const [i, row] of node.rows.entries()) {
    const top = box.top + head + i * ROW_HEIGHT;
    shapes.push(...oneRow(row, { ...words, top, height: ROW_HEIGHT }, look));
  }
  return shapes;
}

function oneRow(row: MapRow, box: Box, look: Look): Shape[] {
  const { colours } = look;
  const isTroubled = row.verdict !== 'forwarded';
  const y = box.top + 14;
  const ink = colours[isTroubled ? VERDICT_INKS[row.verdict] : 'ink'];
  const hasNote = row.note !== '';
  const sign = isTroubled
    ? signShapes(row.verdict, { x: box.left + 5, y: box.top + 10 }, colours[VERDICT_COLOURS[row.verdict]], colours.card)
    : [];
  const name: Box = { ...box, left: box.left + (isTroubled ? 16 : 0) };
  const noteWidth = hasNote ? Math.max(NOTE_WIDTH, NOTE_GAP + look.measure(row.note, 'small')) : 0;
  const rate: Box = { ...box, width: box.width - noteWidth };
  const font = isTroubled ? 'smallStrong' : 'small';
  const room = rate.left + rate.width - look.measure(row.rate, 'small') - NAME_GAP - name.left;
  const separator = line({ x: box.left - 9, y: box.top }, { x: box.left + box.width + 9, y: box.top });
  return [
    path(separator, box, { stroke: colours.line }),
    ...sign,
    text(cutTo(row.title, room, font, look), name, y, { font, fill: ink }),
    text(row.rate, rate, y, { font: 'small', fill: isTroubled ? ink : colours['ink-2'], align: 'right' }),
    ...(hasNote ? [text(row.note, box, y, { font: 'small', fill: colours['ink-3'], align: 'right' })] : []),
  ];
}

/** Shorter, with an ellipsis, where a row has less room than it was laid out for: its card is about to grow. */
function cutTo(title: string, room: number, font: FontName, { measure }: Look): string {
  const width = measure(title, font);
  if (width <= room) return title;
  let letters = Math.floor((title.length * room) / width);
  while (letters > FEWEST && measure(shortTitle(title, letters), font) > room) letters -= 1;
  return shortTitle(title, Math.max(FEWEST, letters));
}
