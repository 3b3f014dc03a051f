import { groundShapes } from './paint/ground-shapes.ts';
import { paintShapes } from './paint/canvas-pen.ts';
import type { Look } from './paint/look.ts';
import type { Shape } from './paint/shape.ts';
import type { Scene } from './layout/scene.ts';
import { boxOnMap, type Sight } from './sight.ts';

/** Around what is in sight, so that panning moves a finished picture. */
const MARGIN = 192;
/** A picture that takes longer than this to paint is stretched while one zooms, and painted when it rests. */
const STRETCH_ABOVE_MS = 9;

/**
 * The map as a picture a little larger than what is in sight:
 *
 *     +---------------------------+  sheet, painted once for one scale
 *     |    +-----------------+    |
 *     |    | what is in sight|    |  moves over it while one pans
 *     |    +-----------------+    |
 *     +---------------------------+
 */
export class MapSheet {
  readonly #canvas = document.createElement('canvas');
  /** What the sheet shows; undefined before it was painted, or when it is out of date. */
  #painted: Painted | undefined;
  #paintMs = 0;

  /** What is painted anew at the next look. */
  forget(): void {
    this.#painted = undefined;
  }

  get paintMs(): number {
    return this.#paintMs;
  }

  /** Copies what is in sight to `target`, and paints it first if it must. True if it is to be painted again at rest. */
  show(target: CanvasRenderingContext2D, picture: SheetPicture, sight: Sight, isMoving: boolean): boolean {
    const { width, height, ratio } = picture;
    const before = this.#painted;
    const stretch = before === undefined ? 1 : sight.scale / before.sight.scale;
    const canWait =
      before !== undefined && isMoving && this.#paintMs > STRETCH_ABOVE_MS && stretch > 0.8 && stretch < 1.6;
    const covers = before !== undefined && this.#covers(before, sight, width, height);
    if (before === undefined || !covers || (stretch !== 1 && !canWait)) this.#paint(picture, sight);
    const painted = this.#painted;
    if (painted === undefined) return false;
    const scale = sight.scale / painted.sight.scale;
    const left = sight.x - (painted.sight.x - painted.left) * scale;
    const top = sight.y - (painted.sight.y - painted.top) * scale;
    const round = (value: number): number => (scale === 1 ? Math.round(value * ratio) : value * ratio);
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.imageSmoothingEnabled = scale !== 1;
    target.drawImage(this.#canvas, round(left), round(top), this.#canvas.width * scale, this.#canvas.height * scale);
    return scale !== 1;
  }

  #covers(before: Painted, sight: Sight, width: number, height: number): boolean {
    const scale = sight.scale / before.sight.scale;
    const left = sight.x - (before.sight.x - before.left) * scale;
    const top = sight.y - (before.sight.y - before.top) * scale;
    const right = left + (width + 2 * MARGIN) * scale;
    const bottom = top + (height + 2 * MARGIN) * scale;
    return left <= 0.5 && top <= 0.5 && right >= width - 0.5 && bottom >= height - 0.5;
  }

  #paint({ scene, look, shapes, family, width, height, ratio }: SheetPicture, sight: Sight): void {
    const startMs = performance.now();
    const canvas = this.#canvas;
    const [wide, high] = [Math.ceil((width + 2 * MARGIN) * ratio), Math.ceil((height + 2 * MARGIN) * ratio)];
    if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return;
    // Whole device pixels, so that text is as sharp after a move as before it.
    const x = Math.round(sight.x * ratio) / ratio;
    const y = Math.round(sight.y * ratio) / ratio;
    const exact: Sight = { scale: sight.scale, x, y };
    const seen = boxOnMap(exact, { left: -MARGIN, top: -MARGIN, width: wide / ratio, height: high / ratio });
    const zoom = sight.scale * ratio;
    context.setTransform(zoom, 0, 0, zoom, (x + MARGIN) * ratio, (y + MARGIN) * ratio);
    paintShapes(context, groundShapes(scene, seen, look), seen, family);
    paintShapes(context, shapes, seen, family);
    this.#painted = { sight: exact, left: -MARGIN, top: -MARGIN };
    this.#paintMs = performance.now() - startMs;
  }
}

export interface SheetPicture {
  readonly scene: Scene;
  readonly look: Look;
  readonly shapes: readonly Shape[];
  readonly family: string;
  /** Of the canvas, in CSS pixels, and how many device pixels one of them has. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Where the sheet lies: its corner on the canvas at the moment it was painted. */
interface Painted {
  readonly sight: Sight;
  readonly left: number;
  readonly top: number;
}
