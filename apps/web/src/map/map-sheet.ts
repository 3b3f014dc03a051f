import { groundShapes } from './paint/ground-shapes.ts';
import { paintShapes } from './paint/canvas-pen.ts';
import type { Look } from './paint/look.ts';
import { grown } from './paint/path-data.ts';
import type { Shape } from './paint/shape.ts';
import type { Scene } from './layout/scene.ts';
import { leastTextPx, type Sight } from './sight.ts';
import { tilesIn, tileSpan, TILE, type TilePlace } from './tiles.ts';

/** Tiles that are kept, each of a megabyte; beyond it those out of sight go. */
const MOST_TILES = 48;
/** Lines reach a little out of the box of what they draw. */
const LINE = 2;
/** Of one frame, for tiles whose figures are of a moment ago. */
const SPARE_MS = 4;
/** A picture that takes longer than this to paint is stretched while one zooms, and painted when it rests. */
const STRETCH_ABOVE_MS = 9;
const LEAST_STRETCH = 0.7;
const LARGEST_STRETCH = 1.6;

/**
 * The map as tiles, painted for one scale, that move while one pans:
 *
 *     +-----+-----+-----+-----+
 *     |  +--------------+     |    painted once, when they come into sight; anew when what they
 *     +--|--+-----+-----|-----+    show is another picture, or, a few in each frame, when only
 *     |  | in sight     |     |    figures are others
 *     +--+--------------+-----+
 */
export class MapSheet {
  readonly #tiles = new Map<string, Tile>();
  /** Canvases without a place, to be used again: as many as there were tiles at most. */
  readonly #spare: HTMLCanvasElement[] = [];
  /** Device pixels for one of the map, in all tiles. */
  #zoom = 0;
  #edition = 0;
  #paintMs = 0;

  /** What is painted anew at the next look. */
  forget(): void {
    for (const { canvas } of this.#tiles.values()) this.#spare.push(canvas);
    this.#tiles.clear();
  }

  /** What is painted anew at the next looks, a little with each. */
  outdate(): void {
    this.#edition += 1;
  }

  /** What the last painting of all that is in sight took. */
  get paintMs(): number {
    return this.#paintMs;
  }

  /** Copies what is in sight to `target`, and paints it first if it must. True if there is more to be painted. */
  show(target: CanvasRenderingContext2D, picture: SheetPicture, sight: Sight, isMoving: boolean): boolean {
    const { width, height, ratio } = picture;
    const startMs = performance.now();
    const zoom = sight.scale * ratio;
    const stretch = this.#tiles.size === 0 ? 0 : zoom / this.#zoom;
    const canWait =
      isMoving && this.#paintMs > STRETCH_ABOVE_MS && stretch > LEAST_STRETCH && stretch < LARGEST_STRETCH;
    if (stretch !== 1 && !canWait) {
      this.forget();
      this.#zoom = zoom;
    }
    const scale = zoom / this.#zoom;
    // Whole device pixels, so that text is as sharp after a move as before it.
    const round = (value: number): number => (scale === 1 ? Math.round(value) : value);
    const corner = { x: round(sight.x * ratio), y: round(sight.y * ratio) };
    const places = tilesIn({ width: width * ratio, height: height * ratio }, corner, scale);
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.imageSmoothingEnabled = scale !== 1;
    let [isAllNew, isOld, painted] = [true, false, 0];
    for (const place of places) {
      let tile = this.#tiles.get(place.key);
      const hasTime = painted === 0 || performance.now() - startMs < SPARE_MS;
      if (tile !== undefined) isAllNew = false;
      if (tile === undefined || (tile.edition !== this.#edition && hasTime)) {
        tile = this.#paint(picture, place, tile?.canvas);
        painted += 1;
      }
      if (tile.edition !== this.#edition) isOld = true;
      const across = tileSpan(corner.x, place.column, scale);
      const down = tileSpan(corner.y, place.row, scale);
      // Browsers note what is painted, and do it here.
      target.drawImage(tile.canvas, across.from, down.from, across.length, down.length);
    }
    if (isAllNew) this.#paintMs = performance.now() - startMs;
    if (this.#tiles.size > MOST_TILES) this.#keepOnly(places);
    return isOld || scale !== 1;
  }

  #paint(
    { scene, look, shapes, family, ratio }: SheetPicture,
    place: TilePlace,
    old: HTMLCanvasElement | undefined,
  ): Tile {
    const canvas = old ?? this.#spare.pop() ?? document.createElement('canvas');
    if (canvas.width !== TILE) [canvas.width, canvas.height] = [TILE, TILE];
    const tile: Tile = { canvas, edition: this.#edition };
    this.#tiles.set(place.key, tile);
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return tile;
    const zoom = this.#zoom;
    const [left, top, side] = [(place.column * TILE) / zoom, (place.row * TILE) / zoom, TILE / zoom];
    const seen = grown({ left, top, width: side, height: side }, LINE);
    context.setTransform(zoom, 0, 0, zoom, -place.column * TILE, -place.row * TILE);
    paintShapes(context, groundShapes(scene, seen, look), seen, family);
    paintShapes(context, shapes, seen, family, leastTextPx(zoom / ratio));
    return tile;
  }

  #keepOnly(places: readonly TilePlace[]): void {
    const kept = new Set(places.map(({ key }) => key));
    for (const [key, { canvas }] of this.#tiles) {
      if (kept.has(key)) continue;
      this.#tiles.delete(key);
      this.#spare.push(canvas);
    }
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

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly edition: number;
}
