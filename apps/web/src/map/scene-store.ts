import { LayoutClient } from './layout-client.ts';
import type { Point } from './layout/scene.ts';
import type { Topology } from './layout/topology.ts';
import { readMemory, writeMemory, writeWaiting } from './map-memory.ts';
import { outlineOf } from './map-outline.ts';
import type { Staged } from './staged.ts';
import type { MapModel } from './model/map-model.ts';
import type { Measure } from './model/measure.ts';
import { isCrowded, sameTopology, topologyOf } from './model/topology-of.ts';
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

/** What the person has asked for, and done. */
export interface PersonsPart {
  /** Filter, window, and what is opened and closed: who changes it expects another picture. */
  readonly question: string;
  /** The map was moved, or something is selected: what is looked at stays. */
  readonly isTouched: boolean;
}

/**
 * For so long a picture is young: it was hardly looked at, and may be arranged anew where it would otherwise get worse. Its
 * time begins with the visit, with another grouping or level, and with another question.
 */
const YOUNG_MS = 20_000;

const NO_ROOM = { width: 0, height: 0 };
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
  #viewport = NO_ROOM;
  /** The most there was of it: a panel that opens does not change what a namespace looks like. */
  #roomiest = NO_ROOM;
  #question = '';
  #isTouched = false;
  #bornMs = 0;

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
    { question, isTouched }: PersonsPart,
  ): void {
    const isOtherPlan = plan !== this.#plan;
    const { width, height } = isOtherPlan ? NO_ROOM : this.#roomiest;
    this.#roomiest = { width: Math.max(width, viewport.width), height: Math.max(height, viewport.height) };
    const next = topologyOf(model, measure, isCrowded(model, this.#roomiest));
    const isSame = !isOtherPlan && this.#topology !== undefined && sameTopology(this.#topology, next);
    const isSameView = viewport.width === this.#viewport.width && viewport.height === this.#viewport.height;
    if (isOtherPlan || question !== this.#question) this.#bornMs = performance.now();
    this.#question = question;
    this.#isTouched = isTouched;
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
    const isYoung = !this.#isTouched && performance.now() - this.#bornMs < YOUNG_MS;
    this.#client?.place(this.#plan, this.#topology, { width, height }, isYoung);
  }

  #publish(placed: PlacedMap): void {
    this.#placed = placed;
    for (const listener of this.#listeners) listener();
  }
}
