import { verdictOf } from '../view/edge-verdict.ts';
import { Grouper } from '../view/group-graph.ts';
import type { GroupedGraph, Grouping } from '../view/grouped-graph.ts';
import { troublesOf, type Trouble, type TroubleOptions } from '../view/trouble.ts';
import type { LiveGraph } from './live-graph.ts';

/** What is made of one graph for list, map, table and matrix: all of one moment. */
export interface Reading {
  readonly graph: LiveGraph;
  readonly grouped: GroupedGraph;
  /** Worst first. */
  readonly troubles: readonly Trouble[];
  readonly options: TroubleOptions;
}

export interface ReadingWish {
  readonly graph: LiveGraph;
  readonly grouping: Grouping;
  readonly layer7: TroubleOptions['layer7'];
  /** What is shown is held, or stale: nothing newer follows soon. */
  readonly isHeld: boolean;
}

export interface ReadingOptions {
  /** Runs work in a task of its own; what comes back calls it off. */
  readonly nextTask: (work: () => void) => () => void;
  readonly after: (ms: number, work: () => void) => () => void;
  readonly nowMs: () => number;
  /** Something is being dragged or zoomed: every frame counts. */
  readonly isHandAtWork: () => boolean;
}

const CALM_MS = 1000;
const CALM_AT_WORK_MS = 5000;
/** How soon it is noticed that a hand came to rest. */
const LOOK_AGAIN_MS = 250;
/** Where more edges than this are in trouble, another one can wait for its second. */
const FEW_TROUBLES = 24;

/**
 * Reads the newest graph at most once a second, so that figures can be read, less often while a hand moves the map, and
 * at once when something else was asked or there is other trouble. Each step is a task of its own:
 *
 *     want ── wait ──► group ──► troubles ──► readers are told
 */
export class ReadingStore {
  readonly #options: ReadingOptions;
  readonly #grouper = new Grouper();
  readonly #listeners = new Set<() => void>();
  #current: Reading | undefined;
  #currentWish: ReadingWish | undefined;
  #troubled = 0;
  #toldAtMs = -Infinity;
  #wish: ReadingWish | undefined;
  #state: 'idle' | 'waiting' | 'reading' = 'idle';
  #callOff: () => void = () => undefined;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  get current(): Reading | undefined {
    return this.#current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Of several wishes the newest counts; what is being read is told before. */
  want(wish: ReadingWish): void {
    this.#wish = wish;
    if (this.#state !== 'reading') this.#plan();
  }

  close(): void {
    this.#callOff();
    this.#state = 'idle';
  }

  #plan(): void {
    this.#callOff();
    this.#state = 'idle';
    const wish = this.#wish;
    if (wish === undefined || isSame(wish, this.#currentWish)) return;
    const { nowMs, after, isHandAtWork } = this.#options;
    const isAtWork = isHandAtWork();
    const waitMs = this.#toldAtMs + (isAtWork ? CALM_AT_WORK_MS : CALM_MS) - nowMs();
    if (waitMs <= 0 || this.#isPressing(wish)) this.#group(wish);
    else {
      this.#state = 'waiting';
      this.#callOff = after(isAtWork ? Math.min(waitMs, LOOK_AGAIN_MS) : waitMs, () => this.#plan());
    }
  }

  #isPressing({ graph, grouping, isHeld }: ReadingWish): boolean {
    const before = this.#currentWish;
    if (before === undefined || before.grouping !== grouping || before.isHeld !== isHeld) return true;
    const { query, windowSeconds, isPast, edges } = before.graph;
    if (query !== graph.query || windowSeconds !== graph.windowSeconds) return true;
    // Somebody asked for each stretch of the past.
    if (isPast !== graph.isPast || (isPast && before.graph !== graph)) return true;
    if ((edges.size === 0) !== (graph.edges.size === 0)) return true;
    // What ended can wait for its second.
    return this.#troubled <= FEW_TROUBLES && troubledIn(graph) > this.#troubled;
  }

  #group(wish: ReadingWish): void {
    this.#state = 'reading';
    this.#callOff = this.#options.nextTask(() => {
      const grouped = this.#grouper.group(wish.graph, wish.grouping);
      this.#callOff = this.#options.nextTask(() => this.#judge(wish, grouped));
    });
  }

  #judge(wish: ReadingWish, grouped: GroupedGraph): void {
    const { graph, layer7 } = wish;
    const listeningSinceMs = graph.status?.listeningSinceMs || undefined;
    const options: TroubleOptions = { listeningSinceMs, ...(layer7 === undefined ? {} : { layer7 }) };
    const troubles = troublesOf(grouped, options);
    const troubled = troubledIn(graph);
    this.#callOff = this.#options.nextTask(() => {
      this.#currentWish = wish;
      this.#current = { graph, grouped, troubles, options: keptOptions(this.#current?.options, options) };
      this.#troubled = troubled;
      this.#toldAtMs = this.#options.nowMs();
      this.#plan();
      for (const listener of this.#listeners) listener();
    });
  }
}

function isSame(a: ReadingWish, b: ReadingWish | undefined): boolean {
  return a.graph === b?.graph && a.grouping === b.grouping && a.layer7 === b.layer7 && a.isHeld === b.isHeld;
}

/** The same object while it says the same. */
function keptOptions(before: TroubleOptions | undefined, now: TroubleOptions): TroubleOptions {
  return before?.listeningSinceMs === now.listeningSinceMs && before?.layer7 === now.layer7 ? (before ?? now) : now;
}

function troubledIn({ edges }: LiveGraph): number {
  let troubled = 0;
  for (const edge of edges.values()) if (verdictOf(edge) !== 'forwarded') troubled += 1;
  return troubled;
}
