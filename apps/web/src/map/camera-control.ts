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
  shiftInto,
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

/** What is moved. */
type Stage = Pick<MapStage, 'sight' | 'staged' | 'look'>;

const REST_MS = 300;
/** Of the free area around what is brought into sight. */
const AIR = 24;
/** px by which a map that makes room for a panel is narrower at least. */
const NARROWER = 24;
/** A long edge is shown whole if that does not take the map below this. */
const SMALLEST_REVEALED = 0.6;

/**
 * Decides where the map is looked at. Until somebody moves it, all of it is shown, and what is in sight stays where it
 * is while the map grows; from then on it is where they put it.
 */
export class CameraControl {
  readonly #stage: Stage;
  #hooks: CameraHooks = { onCamera: () => undefined, onLevel: () => undefined };
  #free: Box = { left: 0, top: 0, width: 0, height: 0 };
  #camera: Camera | undefined;
  /** The address named this camera, and nobody has moved since: it stays the middle of whatever area is free. */
  #isAddressed = false;
  #selected = '';
  /** What was selected before nothing was, and the camera then. */
  #left: { readonly selected: string; readonly camera: Camera | undefined } | undefined;
  /** What was selected last still has to be brought into sight. */
  #isSought = false;
  #anchor: { readonly level: Level; readonly at: Anchor } | undefined;
  /** What a change of level held on to, until the person moves again: it stays in its place while the new level fills. */
  #held: { readonly level: Level; readonly at: Anchor } | undefined;
  /** The scene and area for which the map chose by itself. */
  #chosen: { readonly place: string; readonly free: Box; readonly bounds: Box } | undefined;
  /** Where the map was looked at when something was selected; undefined when the person moved it since. */
  #home: { readonly sight: Sight; readonly free: Box; readonly isLeft: boolean } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStill = false;
  #hasLevels = true;

  constructor(stage: Stage) {
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

  /** What the address says, with what is selected there. What this control wrote there itself changes nothing. */
  restore(camera: Camera | undefined, selected: string): void {
    if (isSame(camera, this.#camera)) return;
    this.#camera = camera;
    this.#isAddressed = camera !== undefined;
    // Selected before, or by the same address: it is looked at as the address says.
    if (this.#isAddressed) this.#selected = selected;
    this.#anchor = undefined;
    this.#held = undefined;
    this.#chosen = undefined;
    const level = this.#stage.staged?.scene.level;
    if (camera !== undefined && camera.level === level) this.#go(sightOf(camera, this.#free));
  }

  /** Something else is selected, or nothing: what is shown may have to move for it, and comes back afterwards. */
  select(selected: string): void {
    if (selected === this.#selected) return;
    const isFirst = this.#selected === '';
    if (selected === '') this.#left = { selected: this.#selected, camera: this.#camera };
    this.#selected = selected;
    // The same again, and nobody moved meanwhile: it is looked at as it was.
    const isBack = selected !== '' && this.#left?.selected === selected && isSame(this.#left.camera, this.#camera);
    this.#isSought = selected !== '' && !(isBack && this.#camera !== undefined);
    if (selected !== '') this.#isAddressed = isBack && this.#camera !== undefined;
    if (selected === '') this.#comeBack();
    else if (isFirst) this.#leave();
  }

  #leave(): void {
    const { sight } = this.#stage;
    if (this.#home?.isLeft === true) this.#home = { ...this.#home, isLeft: false };
    else if (this.#free.width > 0) this.#home = { sight, free: this.#free, isLeft: false };
  }

  /** Back to where the map was looked at, once the same area of it is free again. */
  #comeBack(): void {
    if (this.#home === undefined) return;
    this.#home = { ...this.#home, isLeft: true };
    if (isSameBox(this.#home.free, this.#free)) this.#goHome();
  }

  /** A scene is about to be shown, or what covers the map changed. `place` names what the scene is a scene of. */
  settle(staged: Staged, free: Box, place: string, important: Box | undefined): void {
    const { scene, model } = staged;
    const isSameFree = isSameBox(free, this.#free);
    this.#free = free;
    if (free.width <= 0 || free.height <= 0) return;
    if (this.#anchor?.level === scene.level) {
      const sight = sightAt(this.#anchor.at, scene, model);
      this.#held = this.#anchor;
      this.#anchor = undefined;
      this.#chosen = { place, free, bounds: scene.bounds };
      this.#stage.look(reachable(this.#limited(sight, scene), scene.bounds, free));
      this.#report();
      return;
    }
    if (this.#held?.level === scene.level && isSameFree) {
      const sight = reachable(this.#limited(sightAt(this.#held.at, scene, model), scene), scene.bounds, free);
      if (isFarFrom(sight, this.#stage.sight)) {
        this.#go(sight);
        this.#report();
      }
      return;
    }
    this.#held = undefined;
    if (this.#chosen?.place === place && this.#home?.isLeft === true && isSameBox(this.#home.free, free)) {
      this.#chosen = { place, free, bounds: scene.bounds };
      return this.#goHome();
    }
    if (this.#camera !== undefined) {
      const isPlaced = this.#chosen?.place === place && isSameFree;
      if (this.#camera.level !== scene.level) {
        // Of another grouping, which has no such level; else the level is on its way.
        const isOther = this.#chosen === undefined ? !this.#hasLevels : this.#chosen.place !== place;
        if (!isOther) return;
        this.#chosen = { place, free, bounds: scene.bounds };
        return this.#stage.look(firstSight(scene.bounds, free, important));
      }
      if (isPlaced) return;
      if (this.#chosen?.place === place && this.#home !== undefined && !this.#isAddressed) {
        // A panel came up beside what a person is looking at: no more moves than is needed.
        this.#chosen = { place, free, bounds: scene.bounds };
        if (important !== undefined) this.reveal(important);
        return;
      }
      if (this.#chosen?.place !== place) {
        // Another map, as the address has it: what was selected with it is looked at from there, panel or not.
        this.#isAddressed = true;
        this.#isSought = false;
        this.#home = undefined;
      }
      this.#chosen = { place, free, bounds: scene.bounds };
      this.#stage.look(sightOf(this.#camera, free));
      return;
    }
    const before = this.#chosen;
    const isKept = before !== undefined && before.place === place && isSameBox(before.free, free);
    // The gaps give way to a panel, which takes the layout a moment.
    const isNarrowed = this.#home !== undefined && scene.bounds.width < (before?.bounds.width ?? 0) - NARROWER;
    if (isKept && !isNarrowed && !outgrew(scene.bounds, before.bounds)) return;
    this.#chosen = { place, free, bounds: scene.bounds };
    const isNew = before === undefined || before.place !== place;
    const isLarge = fittingScale(scene.bounds, free) < SMALLEST_FIRST;
    if (isNew) this.#stage.look(firstSight(scene.bounds, free, important));
    else if (!isLarge || !isSameFree || isNarrowed) this.#go(firstSight(scene.bounds, free, important));
    // A large map that grows stays where it is, but for what somebody selected.
    else if (important !== undefined && this.#home !== undefined) this.reveal(important);
  }

  pan(x: number, y: number): void {
    const staged = this.#stage.staged;
    if (staged === undefined) return;
    this.#home = undefined;
    this.#held = undefined;
    this.#stage.look(reachable(moved(this.#stage.sight, x, y), staged.scene.bounds, this.#free));
    this.#report();
  }

  /** By a factor, at a point of the canvas; without one, in the middle of the free area. */
  zoom(factor: number, at: Point | undefined): void {
    const staged = this.#stage.staged;
    if (staged === undefined || this.#anchor !== undefined) return;
    this.#home = undefined;
    this.#held = undefined;
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
    this.#held = undefined;
    this.#camera = undefined;
    this.#home = undefined;
    this.#hooks.onCamera(undefined);
    if (staged !== undefined) this.#go(wholeIn(staged.scene.bounds, this.#free));
  }

  /** What was selected stands here: it is brought into sight, once, and not where the address or the person said otherwise. */
  find(box: Box): void {
    if (!this.#isSought) return;
    this.#isSought = false;
    this.reveal(box);
  }

  /** Brings a part of the map to where nothing covers it, if it is not there, and nearer if that is far away. */
  reveal(box: Box): void {
    this.#held = undefined;
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
      moved(
        near,
        shiftInto(now.left, now.width, room.left, room.width),
        shiftInto(now.top, now.height, room.top, room.height),
      ),
    );
  }

  /** Nearer to a part of the map, as large as it can be seen whole. */
  zoomTo(box: Box): void {
    this.#home = undefined;
    this.#held = undefined;
    const { width, height } = this.#free;
    const scale = Math.min(
      1.4,
      Math.max(0.8, Math.min((width - 2 * AIR) / box.width, (height - 2 * AIR) / box.height)),
    );
    this.#go(placedAt(scale, middleOf(box), middleOf(this.#free)));
    this.#report();
  }

  #goHome(): void {
    const home = this.#home;
    this.#home = undefined;
    if (home !== undefined) this.#go(home.sight);
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
    this.#isSought = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const level = this.#stage.staged?.scene.level;
      // While another level is awaited, the address would call for this one again.
      if (level === undefined || this.#anchor !== undefined) return;
      this.#camera = cameraOf(this.#stage.sight, level, this.#free);
      this.#isAddressed = false;
      this.#hooks.onCamera(this.#camera);
    }, REST_MS);
  }
}

/** Further than it takes to notice, px. */
function isFarFrom(a: Sight, b: Sight): boolean {
  return Math.abs(a.x - b.x) > 4 || Math.abs(a.y - b.y) > 4;
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
