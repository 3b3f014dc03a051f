import { edgeShapes } from './paint/edge-shapes.ts';
import { closureBar } from './paint/line-ends.ts';
import type { Look } from './paint/look.ts';
import { boxAround } from './paint/path-data.ts';
import { path, type Shape } from './paint/shape.ts';
import type { Staged } from './staged.ts';

const LEAVE_MS = 1000;
const ARRIVE_MS = 240;
/** From how far a bar drops, px. */
const DROP = 12;
/** When more change at once, nothing moves: it would be noise. */
const MOST = 40;

/**
 * What moves by itself on the map, once and then never again: an edge that left the window fades, and the bar of an edge
 * that is denied since now drops in. Figures and everything else change in place.
 */
export class MapMotion {
  #leaving: { readonly shapes: readonly Shape[]; readonly startMs: number } | undefined;
  #arriving: { readonly keys: ReadonlySet<string>; readonly startMs: number } | undefined;

  /** Edges whose bar is still on its way, and is not painted with the others. */
  arriving(nowMs: number): ReadonlySet<string> {
    if (this.#arriving !== undefined && nowMs - this.#arriving.startMs >= ARRIVE_MS) this.#arriving = undefined;
    return this.#arriving?.keys ?? NONE;
  }

  /** Compares what is shown next with what was shown, of the same level. */
  change(before: Staged, next: Staged, look: Look, nowMs: number): void {
    const gone = new Set<string>();
    const denied = new Set<string>();
    for (const key of before.model.edges.keys()) if (!next.model.edges.has(key)) gone.add(key);
    for (const { key, verdict } of next.model.edges.values()) {
      if (verdict === 'denied' && before.model.edges.get(key)?.verdict !== 'denied') denied.add(key);
    }
    if (gone.size > 0 && gone.size <= MOST) {
      const routes = before.scene.routes.filter(({ key }) => gone.has(key));
      this.#leaving = { shapes: edgeShapes({ ...before.scene, routes }, before.model, look), startMs: nowMs };
    }
    if (denied.size > 0 && denied.size <= MOST) this.#arriving = { keys: denied, startMs: nowMs };
  }

  /** What is painted over the map at a moment, in map coordinates; undefined when everything rests. */
  shapesAt(nowMs: number, { scene }: Staged, { colours }: Look): readonly Shape[] | undefined {
    const shapes: Shape[] = [];
    const left = this.#leaving === undefined ? 1 : (nowMs - this.#leaving.startMs) / LEAVE_MS;
    if (this.#leaving !== undefined && left < 1) {
      for (const shape of this.#leaving.shapes) shapes.push({ ...shape, alpha: shape.alpha * (1 - left) });
    } else this.#leaving = undefined;
    if (this.#arriving !== undefined) {
      const share = Math.min(1, (nowMs - this.#arriving.startMs) / ARRIVE_MS);
      const fallen = 1 - (1 - share) ** 3;
      for (const { key, points } of scene.routes) {
        if (!this.#arriving.keys.has(key)) continue;
        const dropped = points.map(({ x, y }) => ({ x, y: y - DROP * (1 - fallen) }));
        const look = { stroke: colours.denied, width: 3.5, cap: 'round', alpha: fallen } as const;
        shapes.push(path(closureBar(dropped), boxAround(dropped, 10), look));
      }
    }
    return this.#leaving === undefined && this.#arriving === undefined ? undefined : shapes;
  }
}

const NONE: ReadonlySet<string> = new Set();
