import { paintShapes } from './paint/canvas-pen.ts';
import { groundShapes } from './paint/ground-shapes.ts';
import type { Look } from './paint/look.ts';
import { grown } from './paint/path-data.ts';
import type { Shape } from './paint/shape.ts';
import type { Scene } from './layout/scene.ts';
import { leastTextPx } from './sight.ts';
import { TILE, type TilePlace } from './tiles.ts';

/** Lines reach a little out of the box of what they draw. */
const LINE = 2;

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

export interface Tile {
  readonly canvas: HTMLCanvasElement;
  /** Of the figures that it shows. */
  readonly edition: number;
}

/** Tiles of one scale. Canvases come from, and go back to, those that are spare: there were never more in use. */
export class TileSet {
  /** Device pixels for one of the map. */
  readonly zoom: number;
  readonly #tiles = new Map<string, Tile>();
  readonly #spare: HTMLCanvasElement[];

  constructor(zoom: number, spare: HTMLCanvasElement[]) {
    this.zoom = zoom;
    this.#spare = spare;
  }

  get size(): number {
    return this.#tiles.size;
  }

  get(place: TilePlace): Tile | undefined {
    return this.#tiles.get(place.key);
  }

  has(places: readonly TilePlace[]): boolean {
    return places.every(({ key }) => this.#tiles.has(key));
  }

  /** Paints a tile, over the one that is there. Browsers only note what is painted, until it is copied somewhere. */
  paint({ scene, look, shapes, family, ratio }: SheetPicture, place: TilePlace, edition: number): Tile {
    const canvas = this.#tiles.get(place.key)?.canvas ?? this.#spare.pop() ?? document.createElement('canvas');
    if (canvas.width !== TILE) [canvas.width, canvas.height] = [TILE, TILE];
    const tile: Tile = { canvas, edition };
    this.#tiles.set(place.key, tile);
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) return tile;
    const { zoom } = this;
    const [left, top, side] = [(place.column * TILE) / zoom, (place.row * TILE) / zoom, TILE / zoom];
    const seen = grown({ left, top, width: side, height: side }, LINE);
    context.setTransform(zoom, 0, 0, zoom, -place.column * TILE, -place.row * TILE);
    paintShapes(context, groundShapes(scene, seen, look), seen, family);
    paintShapes(context, shapes, seen, family, leastTextPx(zoom / ratio));
    return tile;
  }

  keepOnly(places: readonly TilePlace[]): void {
    const kept = new Set(places.map(({ key }) => key));
    for (const [key, { canvas }] of this.#tiles) {
      if (kept.has(key)) continue;
      this.#tiles.delete(key);
      this.#spare.push(canvas);
    }
  }

  giveBack(): void {
    this.keepOnly([]);
  }
}
