import type { PastShown } from '../view/past-shown.ts';
import { relayState } from '../view/relay-state.ts';
import { missingSinceMs } from '../view/time-bars.ts';
import type { LiveGraph } from './live-graph.ts';
import type { Live, LiveStore } from './live-store.ts';

/** What the readers of the page see. */
export interface Shown {
  readonly graph: LiveGraph | undefined;
  /** What is shown is not what is so now, and nobody asked for that. */
  readonly isStale: boolean;
  /** While the relay is away: since when, on the server's clock. */
  readonly awaySinceMs: number | undefined;
  /** While a person holds the picture: the server's clock of what is shown. */
  readonly pausedMs: number | undefined;
  /** While a person looks at the past: what was asked for, and whether the graph is of it already. */
  readonly past: PastShown | undefined;
}

/**
 * Stands between the live store and those who read its graph. It follows, or holds what it has, or shows the past:
 *
 *     past ◄── showPast ── following ── pause ──► paused      until resume, or until something else is asked of the server
 *       │                     │ ▲
 *       └──── until ────►     ▼ │ the relay is back
 *          something else   relay away                        figures of a window into which nothing flows would only fade
 *
 * The live store goes on in all of them.
 */
export class ShownStore {
  readonly #store: LiveStore;
  readonly #listeners = new Set<() => void>();
  #current: Shown;

  constructor(store: LiveStore) {
    this.#store = store;
    this.#current = following(store.current, FIRST);
    store.subscribe(() => this.#follow());
  }

  get current(): Shown {
    return this.#current;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Holds what is shown. Nothing to hold is not held, and what is past holds by itself. */
  pause(): void {
    const { graph, pausedMs, past } = this.#current;
    if (graph === undefined || pausedMs !== undefined || past !== undefined) return;
    this.#become({ ...FIRST, graph, pausedMs: graph.timeMs });
  }

  resume(): void {
    if (this.#current.pausedMs !== undefined) this.#become(following(this.#store.current, FIRST));
  }

  /**
   * Shows a stretch of the past, or with undefined what is now. While it is read what was shown stays; what cannot be
   * read shows nothing.
   */
  showPast(past: PastShown | undefined, graph?: LiveGraph): void {
    if (past === undefined) {
      if (this.#current.past !== undefined) this.#become(following(this.#store.current, FIRST));
      return;
    }
    const shown = graph ?? (past.kind === 'reading' ? this.#current.graph : undefined);
    this.#become({ ...FIRST, graph: shown, past });
  }

  #follow(): void {
    const { graph, pausedMs, past } = this.#current;
    const live = this.#store.current;
    if (past !== undefined || (pausedMs !== undefined && isSameQuestion(graph, live.graph))) return;
    this.#become(following(live, this.#current));
  }

  #become(shown: Shown): void {
    const { graph, isStale, awaySinceMs, pausedMs, past } = this.#current;
    const isSame = shown.graph === graph && shown.isStale === isStale && shown.awaySinceMs === awaySinceMs;
    if (isSame && shown.pausedMs === pausedMs && shown.past === past) return;
    this.#current = shown;
    for (const listener of this.#listeners) listener();
  }
}

const FIRST: Shown = {
  graph: undefined,
  isStale: false,
  awaySinceMs: undefined,
  pausedMs: undefined,
  past: undefined,
};

function following({ connection, graph }: Live, before: Shown): Shown {
  const relay = graph?.status && relayState(graph.status);
  const isSilent = connection.kind !== 'live';
  if (relay?.kind !== 'away') return { ...FIRST, graph, isStale: isSilent };
  // A relay tells when it was heard last or, while it is tried again, when it was tried last; the bars tell when it was missed.
  const missing = graph?.timeline && missingSinceMs(graph.timeline);
  const awaySinceMs = before.awaySinceMs ?? Math.min(missing ?? Infinity, relay.sinceMs);
  const holds = isSameQuestion(before.graph, graph);
  return { ...FIRST, graph: holds ? before.graph : graph, isStale: true, awaySinceMs };
}

function isSameQuestion(a: LiveGraph | undefined, b: LiveGraph | undefined): boolean {
  return a !== undefined && a.query === b?.query && a.windowSeconds === b.windowSeconds && a.isPast === b.isPast;
}
