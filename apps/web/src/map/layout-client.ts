import type { Viewport } from './layout/arrange.ts';
import type { LayoutAnswer, LayoutRequest } from './layout/layout-request.ts';
import type { LayoutMemory } from './layout/memory.ts';
import { NO_MEMORY, tidied } from './layout/memory.ts';
import type { Point, Scene } from './layout/scene.ts';
import type { Topology } from './layout/topology.ts';
import type { LayoutPort, LayoutPortEvents } from './open-layout-worker.ts';

/** A topology that was laid out, and what to keep so that the next one stays still. */
export interface Placed {
  /** Name of the plan: what is looked at and how near. Each plan has its own memory. */
  readonly plan: string;
  readonly topology: Topology;
  readonly scene: Scene;
  readonly memory: LayoutMemory;
}

export interface LayoutClientOptions {
  readonly open: (events: LayoutPortEvents) => LayoutPort;
  readonly onScene: (placed: Placed) => void;
  /** A layout failed; the last scene stays. */
  readonly onError: (message: string) => void;
}

interface Wish {
  readonly plan: string;
  readonly topology: Topology;
  readonly viewport: Viewport;
  readonly isYoung: boolean;
}

/** Plans whose memory is held; beyond it the one that was not used longest is forgotten. */
const PLANS_MOST = 16;

/** The door to the worker. At most one request is running and one waiting; a newer wish takes the place of the waiting. */
export class LayoutClient {
  readonly #options: LayoutClientOptions;
  readonly #memories = new Map<string, LayoutMemory>();
  #port: LayoutPort | undefined;
  #last: Wish | undefined;
  #waiting: Wish | undefined;
  #running: { readonly id: number; readonly wish: Wish; readonly memory: LayoutMemory } | undefined;
  #requests = 0;

  constructor(options: LayoutClientOptions) {
    this.#options = options;
  }

  /** Has the worker loaded before there is anything to lay out. */
  start(): void {
    this.#worker();
  }

  place(plan: string, topology: Topology, viewport: Viewport, isYoung = false): void {
    this.#want({ plan, topology, viewport, isYoung });
  }

  /** What was kept from an earlier visit. */
  restore(plan: string, memory: LayoutMemory): void {
    this.#remember(plan, memory);
  }

  /** Places everything of the plan anew, but for what a person pinned. */
  tidy(plan: string): void {
    this.#change(plan, tidied(this.#memoryOf(plan)));
  }

  /** Puts the middle of a node where a person dropped it, as near as there is room; undefined lets it go. */
  pin(plan: string, key: string, at: Point | undefined): void {
    const memory = this.#memoryOf(plan);
    const pins = Object.fromEntries(Object.entries(memory.pins).filter(([pinned]) => pinned !== key));
    this.#change(plan, { ...memory, pins: at === undefined ? pins : { ...pins, [key]: at } });
  }

  /** Lets all nodes of the plan go. */
  unpin(plan: string): void {
    this.#change(plan, { ...this.#memoryOf(plan), pins: {} });
  }

  close(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#running = undefined;
    this.#waiting = undefined;
  }

  #change(plan: string, memory: LayoutMemory): void {
    this.#remember(plan, memory);
    if (this.#last?.plan === plan) this.#want({ ...this.#last, isYoung: false });
  }

  #want(wish: Wish): void {
    this.#last = wish;
    this.#waiting = wish;
    this.#next();
  }

  #next(): void {
    const wish = this.#waiting;
    if (this.#running !== undefined || wish === undefined) return;
    this.#waiting = undefined;
    const memory = this.#memoryOf(wish.plan);
    this.#running = { id: ++this.#requests, wish, memory };
    const { topology, viewport, isYoung } = wish;
    const request: LayoutRequest = { id: this.#requests, topology, viewport, memory, isYoung };
    this.#worker().ask(request);
  }

  #worker(): LayoutPort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#options.open({
      onAnswer: (answer) => this.#answered(answer),
      // A worker that died answers nothing any more: the next wish gets a new one.
      onEnd: (message) => {
        port.close();
        if (this.#port !== port) return;
        this.#port = undefined;
        this.#running = undefined;
        this.#options.onError(message === '' ? 'the layout could not be loaded' : message);
      },
    });
    this.#port = port;
    return port;
  }

  #answered(answer: LayoutAnswer): void {
    const running = this.#running;
    if (running?.id !== answer.id) return;
    this.#running = undefined;
    if (answer.kind === 'failed') this.#options.onError(answer.error);
    else {
      const { plan, topology } = running.wish;
      // What a person changed meanwhile stays changed.
      const isChanged = this.#memories.has(plan) && this.#memoryOf(plan) !== running.memory;
      if (!isChanged) this.#remember(plan, answer.memory);
      this.#options.onScene({ plan, topology, scene: answer.scene, memory: this.#memoryOf(plan) });
    }
    this.#next();
  }

  #memoryOf(plan: string): LayoutMemory {
    return this.#memories.get(plan) ?? NO_MEMORY;
  }

  #remember(plan: string, memory: LayoutMemory): void {
    this.#memories.delete(plan);
    this.#memories.set(plan, memory);
    for (const old of this.#memories.keys()) {
      if (this.#memories.size <= PLANS_MOST) break;
      this.#memories.delete(old);
    }
  }
}
