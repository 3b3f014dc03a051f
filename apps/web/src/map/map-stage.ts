import { paintShapes } from './paint/canvas-pen.ts';
import type { Colours, Look, Neighbourhood } from './paint/look.ts';
import { boxAround, grown, polyline, roundedBox } from './paint/path-data.ts';
import { pictureOf } from './paint/picture.ts';
import { stuckHeads } from './paint/stuck-heads.ts';
import { complaintsAboutText } from './paint/text-complaints.ts';
import { path, type FontName, type Shape } from './paint/shape.ts';
import type { Box, Point, Scene } from './layout/scene.ts';
import { MapSheet } from './map-sheet.ts';
import type { Staged } from './staged.ts';
import { MapMotion } from './map-motion.ts';
import { isFarBetween, sceneBetween } from './scene-between.ts';
import { between, boxOnCanvas, boxOnMap, leastTextPx, toCanvas, type Sight } from './sight.ts';

export interface StageLook {
  readonly colours: Colours;
  readonly family: string;
  readonly measure: (text: string, font: FontName) => number;
  readonly selectedEdge: string;
  readonly selectedNodes: ReadonlySet<string>;
  readonly isStale: boolean;
  /** Nothing moves by itself. */
  readonly isStill: boolean;
}

const FLIGHT_MS = 240;
const REST_MS = 120;
/** The way of cards to where they stand from now on. */
const GLIDE_MS = 400;

/**
 * Paints the map on one canvas: at most once a frame, and only when something changed. Where it is looked at is its own,
 * for it changes with every frame; what is shown comes from outside.
 */
export class MapStage {
  readonly #canvas: HTMLCanvasElement;
  readonly #sheet = new MapSheet();
  readonly #motion = new MapMotion();
  #arriving: ReadonlySet<string> = new Set();
  readonly #moved = new Set<(sight: Sight) => void>();
  #size = { width: 0, height: 0, ratio: 1 };
  #staged: Staged | undefined;
  #look: StageLook | undefined;
  #near: Neighbourhood | undefined;
  #marked: { readonly key: string; readonly kind: 'focus' | 'hover' } | undefined;
  #dragged: { readonly box: Box } | undefined;
  #shapes: readonly Shape[] | undefined;
  #sight: Sight = { scale: 1, x: 0, y: 0 };
  #flight: { readonly from: Sight; readonly to: Sight; readonly startMs: number } | undefined;
  #glide: { readonly from: Scene; readonly startMs: number } | undefined;
  #fade: { readonly before: HTMLCanvasElement; readonly startMs: number } | undefined;
  #frame = 0;
  #movedAtMs = -Infinity;
  #frames = 0;
  #free: Box = { left: 0, top: 0, width: 0, height: 0 };

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
  }

  get sight(): Sight {
    return this.#flight?.to ?? this.#sight;
  }

  /** As it is on the screen in this very frame. */
  get sightNow(): Sight {
    return this.#sight;
  }

  get staged(): Staged | undefined {
    return this.#staged;
  }

  /** Frames painted so far. */
  get frames(): number {
    return this.#frames;
  }

  /** Text of the picture that has too little room, as it is seen now: for proofs. */
  get textComplaints(): readonly string[] {
    if (this.#look === undefined || this.#shapes === undefined) return [];
    return complaintsAboutText(this.#shapes, this.#look.measure, leastTextPx(this.#sight.scale));
  }

  /** What the last painting of the whole picture took. */
  get paintMs(): number {
    return this.#sheet.paintMs;
  }

  readonly onMoved = (listener: (sight: Sight) => void): (() => void) => {
    this.#moved.add(listener);
    return () => void this.#moved.delete(listener);
  };

  resize(width: number, height: number, ratio: number): void {
    const before = this.#size;
    if (before.width === width && before.height === height && before.ratio === ratio) return;
    this.#size = { width, height, ratio };
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#sheet.forget();
    this.#paintSoon();
  }

  /** Another scene fades in over the one before when `fades`. */
  show(staged: Staged, fades: boolean): void {
    if (this.#staged?.scene === staged.scene && this.#staged.model === staged.model) return;
    const [before, nowMs] = [this.#staged, performance.now()];
    if (before !== undefined && this.#look?.isStill === false && before.scene.level === staged.scene.level) {
      this.#motion.change(before, staged, { ...this.#look, near: undefined }, nowMs);
    }
    if (before !== undefined && before.scene !== staged.scene) {
      const isGliding = this.#look?.isStill === false && isFarBetween(before.scene, staged.scene);
      this.#glide = isGliding ? { from: this.#sceneAt(nowMs) ?? before.scene, startMs: nowMs } : undefined;
    }
    if (fades && before !== undefined) {
      this.#fade = { before: this.#copy(), startMs: nowMs };
      this.#sheet.clear();
    }
    this.#staged = staged;
    if (before?.scene === staged.scene) this.#refresh();
    else this.#repaint();
  }

  dress(look: StageLook): void {
    this.#look = look;
    this.#repaint();
  }

  /** What steps forward; undefined for everything alike. */
  emphasise(near: Neighbourhood | undefined): void {
    if (this.#near === near) return;
    this.#near = near;
    this.#repaint();
  }

  /** A ring around a node or an edge's label. */
  mark(marked: { readonly key: string; readonly kind: 'focus' | 'hover' } | undefined): void {
    if (this.#marked?.key === marked?.key && this.#marked?.kind === marked?.kind) return;
    this.#marked = marked;
    this.#paintSoon();
  }

  /** The outline of a card on its way, in map coordinates. */
  drag(box: Box | undefined): void {
    this.#dragged = box && { box };
    this.#paintSoon();
  }

  /** What no panel covers: names of namespaces stay in it. */
  uncover(free: Box): void {
    this.#free = free;
    this.#paintSoon();
  }

  look(sight: Sight, how: 'at once' | 'flying' = 'at once'): void {
    if (how === 'flying' && this.#staged !== undefined) {
      this.#flight = { from: this.#sight, to: sight, startMs: performance.now() };
    } else {
      this.#flight = undefined;
      if (sight.scale !== this.#sight.scale) this.#movedAtMs = performance.now();
      this.#sight = sight;
      for (const listener of this.#moved) listener(sight);
    }
    this.#paintSoon();
  }

  /** Figures are others, and nothing stands elsewhere: the picture follows in the next frames. */
  #refresh(): void {
    this.#shapes = undefined;
    this.#sheet.outdate();
    this.#paintSoon();
  }

  #repaint(): void {
    this.#shapes = undefined;
    this.#sheet.forget();
    this.#paintSoon();
  }

  #paintSoon(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame((nowMs) => this.#paint(nowMs));
  }

  #paint(nowMs: number): void {
    this.#frame = 0;
    const [staged, look, context] = [this.#staged, this.#look, this.#canvas.getContext('2d', { alpha: false })];
    if (look === undefined || context === null || this.#size.width === 0) return;
    if (staged === undefined) {
      context.fillStyle = look.colours.land;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
      return;
    }
    this.#fly(nowMs);
    const arriving = this.#motion.arriving(nowMs);
    if (arriving !== this.#arriving) {
      this.#arriving = arriving;
      this.#shapes = undefined;
      this.#sheet.forget();
    }
    const full: Look = { ...look, near: this.#near, arriving };
    const scene = this.#sceneAt(nowMs) ?? staged.scene;
    if (scene !== staged.scene || this.#glide !== undefined) {
      this.#shapes = undefined;
      this.#sheet.forget();
      if (scene === staged.scene) this.#glide = undefined;
    }
    this.#shapes ??= pictureOf(scene, staged.model, full);
    const { width, height, ratio } = this.#size;
    const isMoving = this.#flight !== undefined || nowMs - this.#movedAtMs < REST_MS;
    const picture = {
      scene,
      look: full,
      shapes: this.#shapes,
      family: look.family,
      width,
      height,
      ratio,
    };
    const shown = this.#sheet.show(context, picture, this.#sight, isMoving);
    if (shown === 'nothing') return this.#paintWaiting(context, look, nowMs);
    const moving = this.#motion.shapesAt(nowMs, staged, full);
    if (moving !== undefined) this.#paintOnMap(context, moving, look.family);
    this.#paintHeads(context, full, look.family);
    this.#paintOver(context, look);
    const isFading = this.#paintFade(context, nowMs);
    this.#frames += 1;
    if (
      shown === 'in part' ||
      isFading ||
      moving !== undefined ||
      this.#flight !== undefined ||
      this.#glide !== undefined
    )
      this.#paintSoon();
  }

  /** What was seen before stays until there is something to fade to. */
  #paintWaiting(context: CanvasRenderingContext2D, { colours }: StageLook, nowMs: number): void {
    const { width, height } = this.#canvas;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = colours.land;
    context.fillRect(0, 0, width, height);
    if (this.#fade !== undefined && this.#fade.before.width === width) {
      context.drawImage(this.#fade.before, 0, 0);
      this.#fade = { ...this.#fade, startMs: nowMs };
    }
    this.#frames += 1;
    this.#paintSoon();
  }

  /** Where everything stands at a moment; the scene itself once it has come to rest. */
  #sceneAt(nowMs: number): Scene | undefined {
    const [glide, scene] = [this.#glide, this.#staged?.scene];
    if (glide === undefined || scene === undefined) return scene;
    const share = Math.min(1, Math.max(0, (nowMs - glide.startMs) / GLIDE_MS));
    return share === 1 ? scene : sceneBetween(glide.from, scene, 1 - (1 - share) ** 3);
  }

  #fly(nowMs: number): void {
    const flight = this.#flight;
    if (flight === undefined) return;
    const share = Math.min(1, Math.max(0, (nowMs - flight.startMs) / FLIGHT_MS));
    this.#sight = share === 1 ? flight.to : between(flight.from, flight.to, 1 - (1 - share) ** 3);
    if (share === 1) this.#flight = undefined;
    for (const listener of this.#moved) listener(this.#sight);
  }

  #paintOnMap(context: CanvasRenderingContext2D, shapes: readonly Shape[], family: string): void {
    const { ratio } = this.#size;
    const { scale, x, y } = this.#sight;
    context.setTransform(scale * ratio, 0, 0, scale * ratio, x * ratio, y * ratio);
    paintShapes(context, shapes, this.inSight, family, leastTextPx(scale));
  }

  /** Names of namespaces of which only a part is in sight. */
  #paintHeads(context: CanvasRenderingContext2D, look: Look, family: string): void {
    const { scene, model } = this.#staged ?? {};
    if (scene === undefined || model === undefined || this.#flight !== undefined) return;
    const onCanvas = (box: Box): Box => boxOnCanvas(this.#sight, box);
    const nodes = scene.nodes.map(({ box }) => onCanvas(box));
    const seen = scene.regions.map(({ key, box }) => ({
      title: model.regions.get(key)?.title ?? '',
      box: onCanvas(box),
    }));
    const { width, height, ratio } = this.#size;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintShapes(context, stuckHeads(seen, nodes, this.#free, look), { left: 0, top: 0, width, height }, family);
  }

  /** Rings and what is being dragged. */
  #paintOver(context: CanvasRenderingContext2D, { colours, family }: StageLook): void {
    const box = this.#markedBox();
    const walked = this.#walkedRoute();
    if (box === undefined && walked === undefined && this.#dragged === undefined) return;
    const { width, height, ratio } = this.#size;
    const shapes: Shape[] = [];
    if (box !== undefined) {
      const isFocus = this.#marked?.kind === 'focus';
      const around = grown(boxOnCanvas(this.#sight, box), isFocus ? 4 : 1);
      const stroke = isFocus ? colours.focus : colours['ink-3'];
      shapes.push(path(roundedBox(around, 11), grown(around, 3), { stroke, width: isFocus ? 2 : 1 }));
    }
    if (walked !== undefined) {
      const route = walked.map((point) => toCanvas(this.#sight, point));
      shapes.push(path(polyline(route), boxAround(route, 6), { stroke: colours.focus, width: 7, alpha: 0.35 }));
    }
    if (this.#dragged !== undefined) {
      const around = boxOnCanvas(this.#sight, this.#dragged.box);
      shapes.push(
        path(roundedBox(around, 9), grown(around, 3), { fill: colours.card, alpha: 0.7 }),
        path(roundedBox(around, 9), grown(around, 3), { stroke: colours.ink, width: 1.8, dash: [4, 3] }),
      );
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintShapes(context, shapes, { left: 0, top: 0, width, height }, family);
  }

  #markedBox(): Box | undefined {
    const key = this.#marked?.key;
    if (key === undefined || this.#staged === undefined) return undefined;
    const { nodes, labels } = this.#staged.scene;
    return (nodes.find((node) => node.key === key) ?? labels.find((label) => label.key === key))?.box;
  }

  /** The way of an edge that the keyboard is at. */
  #walkedRoute(): readonly Point[] | undefined {
    if (this.#marked?.kind !== 'focus') return undefined;
    return this.#staged?.scene.routes.find(({ key }) => key === this.#marked?.key)?.points;
  }

  #paintFade(context: CanvasRenderingContext2D, nowMs: number): boolean {
    const fade = this.#fade;
    if (fade === undefined) return false;
    const share = (nowMs - fade.startMs) / FLIGHT_MS;
    if (share >= 1 || fade.before.width !== this.#canvas.width) {
      this.#fade = undefined;
      return false;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = 1 - Math.max(0, share);
    context.drawImage(fade.before, 0, 0);
    context.globalAlpha = 1;
    return true;
  }

  #copy(): HTMLCanvasElement {
    const copy = document.createElement('canvas');
    copy.width = this.#canvas.width;
    copy.height = this.#canvas.height;
    copy.getContext('2d')?.drawImage(this.#canvas, 0, 0);
    return copy;
  }

  /** The part of the map that is on the canvas. */
  get inSight(): Box {
    const { width, height } = this.#size;
    return boxOnMap(this.#sight, { left: 0, top: 0, width, height });
  }

  /** A point of the screen as a point of the canvas. */
  pointOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
