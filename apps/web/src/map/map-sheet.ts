import type { Point } from './layout/scene.ts';
import type { Sight } from './sight.ts';
import { TileSet, type SheetPicture } from './tile-set.ts';
import { tilesIn, tileSpan } from './tiles.ts';

/** Tiles that are kept, each of a megabyte; beyond it those out of sight go. */
const MOST_TILES = 48;
/** What of the picture was there to be copied. */
export type Shown = 'whole' | 'in part' | 'nothing';

/** Of one frame, for what can be painted in the next one. */
const SPARE_MS = 4;
/** A picture that takes longer than this to paint is stretched while one zooms, and painted behind what is seen. */
const HEAVY_MS = 9;
/** One of more shapes is taken to be such before it was painted. */
const HEAVY_SHAPES = 1500;
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
 *
 * Another picture, or another scale, that takes long is painted behind the one that is seen, a few tiles in each frame,
 * and takes its place when it is whole.
 */
export class MapSheet {
  /** Canvases without a place, to be used again: as many as there were tiles at most. */
  readonly #spare: HTMLCanvasElement[] = [];
  #front = new TileSet(0, this.#spare);
  #back: TileSet | undefined;
  #isOutOfDate = false;
  #edition = 0;
  #paintMs = 0;
  #backMs = 0;

  /** What is painted anew: it is another picture. */
  forget(): void {
    this.#isOutOfDate = true;
    this.#back?.giveBack();
    this.#back = undefined;
  }

  /** Nothing of what is painted lies where it belongs: it is a picture of another place. */
  clear(): void {
    this.forget();
    this.#front.giveBack();
    this.#front = new TileSet(0, this.#spare);
  }

  /** What is painted anew at the next looks, a little with each. */
  outdate(): void {
    this.#edition += 1;
  }

  /** What the last painting of all that is in sight took. */
  get paintMs(): number {
    return this.#paintMs;
  }

  /** Copies what is in sight to `target`, and paints what it must. */
  show(target: CanvasRenderingContext2D, picture: SheetPicture, sight: Sight, isMoving: boolean): Shown {
    const zoom = sight.scale * picture.ratio;
    const isHeavy = this.#paintMs > HEAVY_MS || picture.shapes.length > HEAVY_SHAPES;
    if (this.#back !== undefined || this.#isNewWanted(zoom, isMoving, isHeavy)) {
      if (isHeavy) this.#paintBehind(target, picture, sight, (this.#back ??= new TileSet(zoom, this.#spare)));
      else this.#begin(zoom);
      this.#isOutOfDate = false;
    }
    if (this.#front.zoom === 0) return 'nothing';
    const isOld = this.#copy(target, picture, sight);
    return isOld || this.#back !== undefined || this.#front.zoom !== zoom ? 'in part' : 'whole';
  }

  /** A picture of another scale will do while one zooms, as long as it is not stretched by much. */
  #isNewWanted(zoom: number, isMoving: boolean, isHeavy: boolean): boolean {
    const stretch = zoom / this.#front.zoom;
    if (this.#isOutOfDate || this.#front.zoom === 0) return true;
    if (stretch === 1) return false;
    const canWait = isMoving && isHeavy && stretch > LEAST_STRETCH && stretch < LARGEST_STRETCH;
    return !canWait;
  }

  #begin(zoom: number): void {
    this.#back?.giveBack();
    this.#back = undefined;
    this.#front.giveBack();
    this.#front = new TileSet(zoom, this.#spare);
  }

  #paintBehind(target: CanvasRenderingContext2D, picture: SheetPicture, sight: Sight, back: TileSet): void {
    const startMs = performance.now();
    const places = this.#placesIn(back, picture, sight).places;
    for (const place of places) {
      if (back.get(place) !== undefined) continue;
      const { canvas } = back.paint(picture, place, this.#edition);
      // Copied out of sight, so that it is painted now, and not with all the others in the frame that shows them.
      target.drawImage(canvas, 0, 0, 1, 1, 0, 0, 1, 1);
      if (performance.now() - startMs > SPARE_MS) break;
    }
    this.#backMs += performance.now() - startMs;
    if (!back.has(places)) return;
    this.#front.giveBack();
    this.#front = back;
    this.#back = undefined;
    this.#paintMs = this.#backMs;
    this.#backMs = 0;
  }

  /** True if something that was copied shows figures of a moment ago. */
  #copy(target: CanvasRenderingContext2D, picture: SheetPicture, sight: Sight): boolean {
    const front = this.#front;
    const startMs = performance.now();
    const { places, corner, scale } = this.#placesIn(front, picture, sight);
    const isEmpty = front.size === 0;
    target.setTransform(1, 0, 0, 1, 0, 0);
    target.imageSmoothingEnabled = scale !== 1;
    let [isOld, painted] = [false, 0];
    for (const place of places) {
      let tile = front.get(place);
      const hasTime = isEmpty || painted === 0 || performance.now() - startMs < SPARE_MS;
      if (hasTime && (tile === undefined || (tile.edition !== this.#edition && this.#back === undefined))) {
        tile = front.paint(picture, place, this.#edition);
        painted += 1;
      }
      if (tile?.edition !== this.#edition) isOld = true;
      const across = tileSpan(corner.x, place.column, scale);
      const down = tileSpan(corner.y, place.row, scale);
      if (tile === undefined) {
        target.fillStyle = picture.look.colours.land;
        target.fillRect(across.from, down.from, across.length, down.length);
        continue;
      }
      target.drawImage(tile.canvas, across.from, down.from, across.length, down.length);
    }
    if (isEmpty) this.#paintMs = performance.now() - startMs;
    if (front.size > MOST_TILES) front.keepOnly(places);
    return isOld;
  }

  #placesIn({ zoom }: TileSet, { width, height, ratio }: SheetPicture, sight: Sight) {
    const scale = (sight.scale * ratio) / zoom;
    // Whole device pixels, so that text is as sharp after a move as before it.
    const round = (value: number): number => (scale === 1 ? Math.round(value) : value);
    const corner: Point = { x: round(sight.x * ratio), y: round(sight.y * ratio) };
    return { places: tilesIn({ width: width * ratio, height: height * ratio }, corner, scale), corner, scale };
  }
}
