import { LayoutClient } from './layout-client.ts';
import type { Point } from './layout/scene.ts';
import type { Topology } from './layout/topology.ts';
import { readMemory, writeMemory, writeWaiting } from './map-memory.ts';
import { outlineOf } from './map-outline.ts';
import type { Staged } from './staged.ts';
import type { MapModel } from './model/map-model.ts';
import { sameTopology, topologyOf, type Measure } from './model/topology-of.ts';
import { openLayoutWorker } from './open-layout-worker.ts';

export interface PlacedMap {
  /** The newest scene, and what it says; of one plan. */
  readonly staged: Staged | undefined;
  /** Of the scene that is staged: what is looked at and how near. */
  readonly plan: string;
  /** What the scene is a scene of. */
  readonly topology: Topology | undefined;
  /** Scenes placed so far. */
  readonly scenes: number;
  /** Nodes that a person put somewhere. */
  readonly pins: readonly string[];
}

const NOTHING: PlacedMap = { staged: undefined, plan: '', topology: undefined, scenes: 0, pins: [] };

/**
 * Has models placed by the worker whenever something would move. Scene and model are always of one plan: while the
 * scene of another plan is on its way, what was shown stays. Where things stand is kept by the browser.
 */
export class SceneStore {
  readonly #listeners = new Set<() => void>();
  #client: LayoutClient | undefined;
  #placed = NOTHING;
  #plan = '';
  #model: MapModel | undefined;
  #topology: Topology | undefined;
  #viewport = { width: 0, height: 0 };

  get placed(): PlacedMap {
    return this.#placed;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  open(): void {
    this.#client = new LayoutClient({
      open: openLayoutWorker,
      onScene: ({ plan, topology, scene, memory }) => {
        if (plan !== this.#plan || this.#model === undefined) return;
        const scenes = this.#placed.scenes + 1;
        const staged = { scene, model: this.#model };
        writeMemory(plan, memory, outlineOf(staged));
        this.#publish({ staged, plan, topology, scenes, pins: Object.keys(memory.pins) });
      },
      onError: (message) => reportError(new Error(`the map could not be laid out: ${message}`)),
    });
    this.#client.start();
    addEventListener('pagehide', writeWaiting);
    if (this.#plan !== '') this.#restore();
    this.#place();
  }

  close(): void {
    removeEventListener('pagehide', writeWaiting);
    writeWaiting();
    this.#client?.close();
    this.#client = undefined;
  }

  show(
    model: MapModel,
    measure: Measure,
    plan: string,
    viewport: { readonly width: number; readonly height: number },
  ): void {
    const next = topologyOf(model, measure);
    const isOtherPlan = plan !== this.#plan;
    const isSame = !isOtherPlan && this.#topology !== undefined && sameTopology(this.#topology, next);
    const isSameView = viewport.width === this.#viewport.width && viewport.height === this.#viewport.height;
    this.#model = model;
    this.#plan = plan;
    this.#viewport = viewport;
    if (!isSame) this.#topology = next;
    if (isOtherPlan) this.#restore();
    if (!isSame || !isSameView) this.#place();
    const { staged } = this.#placed;
    if (staged === undefined || this.#placed.plan !== plan || staged.model === model) return;
    this.#publish({ ...this.#placed, staged: { scene: staged.scene, model } });
  }

  /** Arranges everything anew, but for what is pinned. */
  readonly tidy = (): void => this.#client?.tidy(this.#plan);

  /** Puts the middle of a node there; undefined lets it go. */
  readonly pin = (node: string, middle: Point | undefined): void => this.#client?.pin(this.#plan, node, middle);

  #restore(): void {
    const memory = readMemory(this.#plan);
    if (memory !== undefined) this.#client?.restore(this.#plan, memory);
  }

  #place(): void {
    const { width, height } = this.#viewport;
    if (this.#topology === undefined || this.#topology.nodes.length === 0 || width <= 0 || height <= 0) return;
    this.#client?.place(this.#plan, this.#topology, { width, height });
  }

  #publish(placed: PlacedMap): void {
    this.#placed = placed;
    for (const listener of this.#listeners) listener();
  }
}
