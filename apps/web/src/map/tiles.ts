import type { Point } from './layout/scene.ts';

/** Side of a tile of the map, in device pixels. */
export const TILE = 512;

export interface TilePlace {
  readonly key: string;
  readonly column: number;
  readonly row: number;
}

/** Which tiles a canvas shows, row by row, when the corner of the first one lies at `corner`. All in device pixels. */
export function tilesIn(
  { width, height }: { readonly width: number; readonly height: number },
  corner: Point,
  scale: number,
): readonly TilePlace[] {
  const side = TILE * scale;
  const places: TilePlace[] = [];
  for (let row = Math.floor(-corner.y / side); row * side + corner.y < height; row += 1) {
    for (let column = Math.floor(-corner.x / side); column * side + corner.x < width; column += 1) {
      places.push({ key: `${column} ${row}`, column, row });
    }
  }
  return places;
}

/** From where to where a tile reaches: whole pixels, where the next one begins, so that no seam is seen. */
export function tileSpan(
  corner: number,
  place: number,
  scale: number,
): { readonly from: number; readonly length: number } {
  const from = Math.round(corner + place * TILE * scale);
  return { from, length: Math.round(corner + (place + 1) * TILE * scale) - from };
}
