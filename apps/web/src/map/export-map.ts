import { clockTime } from '../base/numbers.ts';
import { plainText } from '../base/plain-text.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import { windowText } from '../view/time-window.ts';
import type { Box } from './layout/scene.ts';
import type { Staged } from './staged.ts';
import { paintShapes } from './paint/canvas-pen.ts';
import { grown } from './paint/path-data.ts';
import { wholePicture } from './paint/picture.ts';
import type { Look } from './paint/look.ts';
import { text, type Shape } from './paint/shape.ts';
import { svgPicture, type PictureWords } from './paint/svg-picture.ts';

/** What a picture was taken of. */
export interface ExportFacts {
  readonly query: string;
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly grouping: Grouping;
  readonly completenessText: string;
}

interface Dress {
  readonly look: Look;
  readonly family: string;
}

const MARGIN = 16;
const FOOT = 34;
/** Browsers refuse larger canvases; a larger map gets fewer pixels. */
const MOST_PIXELS = 64_000_000;

/** Saves the whole map as a file, as it is laid out now, with a line that says what it shows. */
export async function exportMap(
  format: 'svg' | 'png',
  staged: Staged,
  dress: Dress,
  facts: ExportFacts,
): Promise<void> {
  const { shapes, view, words } = exportedPicture(staged, dress.look, facts);
  const blob =
    format === 'svg'
      ? new Blob([svgPicture(shapes, view, dress.family, words)], { type: 'image/svg+xml' })
      : await pngPicture(shapes, view, dress.family);
  if (blob !== undefined) save(blob, fileName(facts.timeMs, format));
}

/** The map and its foot line. */
export function exportedPicture(
  { scene, model }: Staged,
  look: Look,
  facts: ExportFacts,
): { readonly shapes: readonly Shape[]; readonly view: Box; readonly words: PictureWords } {
  const words = pictureWords(facts, model.edges.size);
  const around = grown(scene.bounds, MARGIN);
  const view: Box = { ...around, height: around.height + FOOT };
  const foot: Box = {
    left: view.left + MARGIN,
    top: around.top + around.height,
    width: view.width - 2 * MARGIN,
    height: FOOT,
  };
  const lines = [
    text(words.title, foot, foot.top + 12, { font: 'strong', fill: look.colours.ink }),
    text(words.description, foot, foot.top + 27, { font: 'small', fill: look.colours['ink-2'] }),
  ];
  return { shapes: [...wholePicture(scene, model, look, view), ...lines], view, words };
}

function pictureWords(
  { query, timeMs, windowSeconds, grouping, completenessText }: ExportFacts,
  edges: number,
): PictureWords {
  const minutes = windowSeconds / 60;
  const isWhole = Number.isInteger(minutes) && minutes < 60;
  const length = isWhole ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}` : windowText(windowSeconds);
  const filter = query === '' ? 'no filter' : `filter ${plainText(query)}`;
  return {
    title: `Service map by ${grouping}, ${dayOf(timeMs).join('-')} ${clockTime(timeMs)}`,
    description:
      `${length} up to then, ${filter}, ${edges} edges drawn` +
      (completenessText === '' ? '' : `, ${plainText(completenessText)}`),
  };
}

async function pngPicture(shapes: readonly Shape[], view: Box, family: string): Promise<Blob | undefined> {
  const canvas = document.createElement('canvas');
  const ratio = Math.min(2, Math.sqrt(MOST_PIXELS / (view.width * view.height)));
  canvas.width = Math.ceil(view.width * ratio);
  canvas.height = Math.ceil(view.height * ratio);
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return undefined;
  context.setTransform(ratio, 0, 0, ratio, -view.left * ratio, -view.top * ratio);
  paintShapes(context, shapes, view, family);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'));
}

/** `orrery-map-20260102-031204.svg`, in the browser's time zone. */
function fileName(timeMs: number, format: string): string {
  return `orrery-map-${dayOf(timeMs).join('')}-${clockTime(timeMs).replaceAll(':', '')}.${format}`;
}

/** Year, month and day, of the same time zone as the clock. */
function dayOf(timeMs: number): readonly string[] {
  const date = new Date(timeMs);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'));
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(blob);
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
