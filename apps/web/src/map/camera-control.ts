import type { Camera } from '../view/url-state.ts';
import { anchorAt, levelAt, scaleLimits, sightAt, type Anchor } from './level-change.ts';
import type { Box, Point } from './layout/scene.ts';
import type { Level } from './layout/topology.ts';
import type { MapStage } from './map-stage.ts';
import type { Staged } from './staged.ts';
import {
  boxOnCanvas,
  cameraOf,
  firstSight,
  fittingScale,
  middleOf,
  moved,
  placedAt,
  reachable,
  scaledAt,
  SMALLEST_FIRST,
  sightOf,
  toMap,
  wholeIn,
  type Sight,
} from './sight.ts';

export interface CameraHooks {
  /** The person moved the map, and it rests; undefined for "as the map chooses". */
  readonly onCamera: (camera: Camera | undefined) => void;
  /** Another level is wanted; its scene is to be placed. */
  readonly onLevel: (level: Level) => void;
}

const REST_MS = 300;
/** Of the free area around what is brought into sight. */
const AIR = 24;
/** A long edge is shown whole if that does not take the map below this. */
const SMALLEST_REVEALED = 0.6;

/**
 * Decides where the map is looked at. Until somebody moves it, all of it is shown, and what is in sight stays where it
 * is while the map grows; from then on it is where they put it.
 */
export class CameraControl {
  readonly #stage: MapStage;
  #hooks: CameraHooks = { onCamera: () => undefined, onLevel: () => undefined };
  #free: Box = { left: 0, top: 0, width: 0, height: 0 };
  #camera: Camera | undefined;
  #anchor: { readonly level: Level; readonly at: Anchor } | undefined;
  /** The scene and area for which the map chose by itself. */
  #chosen: { readonly place: string; readonly free: Box; readonly bounds: Box } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStill = false;
  #hasLevels = true;

  constructor(stage: MapStage) {
    this.#stage = stage;
  }

  /** Who is told, whether the camera jumps instead of flying, and whether there is more to see from nearer. */
  listen(hooks: CameraHooks, isStill: boolean, hasLevels: boolean): void {
    this.#hooks = hooks;
    this.#isStill = isStill;
    this.#hasLevels = hasLevels;
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get free(): Box {
    return this.#free;
  }

  /** What the address says. What this control wrote there itself changes nothing. */
  restore(camera: Camera | undefined): void {
    if (isSame(camera, this.#camera)) return;
    this.#camera = camera;
    this.#anchor = undefined;
    this.#chosen = undefined;
    const level = this.#stage.staged?.scene.level;
    if (camera !== undefined && camera.level === level) this.#go(sightOf(camera, this.#free));
  }

  /** A scene is about to be shown, or what covers the map changed. `place` names what the scene is a scene of. */
  settle(staged: Staged, free: Box, place: string, important: Box | undefined): void {
    const { scene, model } = staged;
    const isSameFree = isSameBox(free, this.#free);
    this.#free = free;
    if (free.width <= 0 || free.height <= 0) return;
    if (this.#anchor?.level === scene.level) {
      const sight = sightAt(this.#anchor.at, scene, model);
      this.#anchor = undefined;
      this.#stage.look(reachable(this.#limited(sight, scene), scene.bounds, free));
      this.#report();
      return;
    }
    if (this.#camera !== undefined) {
      const isPlaced = this.#chosen?.place === place && isSameFree;
      if (this.#camera.level !== scene.level || isPlaced) return;
      this.#chosen = { place, free, bounds: scene.bounds };
      this.#stage.look(sightOf(this.#camera, free));
      return;
    }
    const before = this.#chosen;
    const isKept = before !== undefined && before.place === place && isSameBox(before.free, free);
    if (isKept && !outgrew(scene.bounds, before.bounds)) return;
    this.#chosen = { place, free, bounds: scene.bounds };
    const isNew = before === undefined || before.place !== place;
    if (isNew) this.#stage.look(firstSight(scene.bounds, free, important && middleOf(important)));
    else if (fittingScale(scene.bounds, free) >= SMALLEST_FIRST) this.#go(wholeIn(scene.bounds, free));
    else if (important !== undefined) this.reveal(important);
  }

  pan(x: number, y: number): void {
    const staged = this.#stage.staged;
    if (staged === undefined) return;
    this.#stage.look(reachable(moved(this.#stage.sight, x, y), staged.scene.bounds, this.#free));
    this.#report();
  }

  /** By a factor, at a point of the canvas; without one, in the middle of the free area. */
  zoom(factor: number, at: Point | undefined): void {
    const staged = this.#stage.staged;
    if (staged === undefined || this.#anchor !== undefined) return;
    const { scene, model } = staged;
    const point = at ?? middleOf(this.#free);
    const wanted = this.#stage.sight.scale * factor;
    const isOutward = factor < 1;
    const level = this.#hasLevels ? levelAt(scene.level, wanted) : scene.level;
    const isWay = isOutward === wanted < 1;
    if (level !== scene.level && isWay) {
      const anchor = anchorAt(point, toMap(this.#stage.sight, point), scene, model, level);
      this.#anchor = { level, at: anchor };
      this.#hooks.onLevel(level);
      return;
    }
    const sight = scaledAt(this.#stage.sight, this.#limitedScale(wanted, scene.level, scene.bounds), point);
    const reached = reachable(sight, scene.bounds, this.#free);
    if (at === undefined) this.#go(reached);
    else this.#stage.look(reached);
    this.#report();
  }

  /** Everything, as at the beginning. */
  fit(): void {
    clearTimeout(this.#timer);
    const staged = this.#stage.staged;
    this.#anchor = undefined;
    this.#camera = undefined;
    this.#hooks.onCamera(undefined);
    if (staged !== undefined) this.#go(wholeIn(staged.scene.bounds, this.#free));
  }

  /** Brings a part of the map to where nothing covers it, if it is not there, and nearer if that is far away. */
  reveal(box: Box): void {
    const shown = boxOnCanvas(this.#stage.sight, box);
    const { left, top, width, height } = this.#free;
    const isInside =
      shown.left >= left &&
      shown.top >= top &&
      shown.left + shown.width <= left + width &&
      shown.top + shown.height <= top + height;
    if (isInside || this.#stage.staged === undefined) return;
    const room: Box = { left: left + AIR, top: top + AIR, width: width - 2 * AIR, height: height - 2 * AIR };
    const { scale } = this.#stage.sight;
    const fitting = Math.max(SMALLEST_REVEALED, Math.min(scale, room.width / box.width, room.height / box.height));
    const near = fitting === scale ? this.#stage.sight : scaledAt(this.#stage.sight, fitting, middleOf(room));
    const now = boxOnCanvas(near, box);
    this.#go(
      moved(near, shift(now.left, now.width, room.left, room.width), shift(now.top, now.height, room.top, room.height)),
    );
  }

  /** Nearer to a part of the map, as large as it can be seen whole. */
  zoomTo(box: Box): void {
    const { width, height } = this.#free;
    const scale = Math.min(
      1.4,
      Math.max(0.8, Math.min((width - 2 * AIR) / box.width, (height - 2 * AIR) / box.height)),
    );
    this.#go(placedAt(scale, middleOf(box), middleOf(this.#free)));
    this.#report();
  }

  #go(sight: Sight): void {
    this.#stage.look(sight, this.#isStill ? 'at once' : 'flying');
  }

  #limited(sight: Sight, { level, bounds }: Staged['scene']): Sight {
    const scale = this.#limitedScale(sight.scale, level, bounds);
    return scale === sight.scale ? sight : scaledAt(sight, scale, middleOf(this.#free));
  }

  #limitedScale(scale: number, level: Level, bounds: Box): number {
    const { least, most } = scaleLimits(level, fittingScale(bounds, this.#free));
    return Math.min(most, Math.max(least, scale));
  }

  #report(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const level = this.#stage.staged?.scene.level;
      if (level === undefined) return;
      this.#camera = cameraOf(this.#stage.sight, level, this.#free);
      this.#hooks.onCamera(this.#camera);
    }, REST_MS);
  }
}

/** The least way that brings a stretch into a room; one that is too long comes to lie in its middle. */
function shift(start: number, length: number, from: number, room: number): number {
  if (length > room) return from + (room - length) / 2 - start;
  return Math.max(0, from - start) + Math.min(0, from + room - start - length);
}

/** More than a little larger than when it was chosen. */
function outgrew(now: Box, before: Box): boolean {
  return (
    now.left < before.left - 8 ||
    now.top < before.top - 8 ||
    now.left + now.width > before.left + before.width + 8 ||
    now.top + now.height > before.top + before.height + 8
  );
}

function isSameBox(a: Box, b: Box): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}

function isSame(a: Camera | undefined, b: Camera | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.level === b.level && a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}
