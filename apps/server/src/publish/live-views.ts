import type { GraphView, LedgerView } from '../aggregate/graph-view.ts';
import { GraphChanges } from './graph-changes.ts';
import type { LiveLimits } from './live-limits.ts';
import { LiveView } from './live-view.ts';
import { StatusReport, type StatusOf } from './status-report.ts';
import type { UnderstoodQuery } from './understand.ts';
import type { TimelineLosses } from './view-timeline.ts';
import { WindowFigures } from './window-figures.ts';

/** What is published. Read during a tick, never written. */
export interface Published {
  readonly graph: GraphView;
  readonly ledger: LedgerView;
  readonly statusOf: () => StatusOf;
  /** Of this program. */
  readonly version: string;
}

/** Where the frames of a view go. */
export interface ViewReader {
  offer(patch: Uint8Array | undefined, snapshot: () => Uint8Array): void;
}

interface Slot {
  readonly key: string;
  readonly view: LiveView;
  readonly windowSeconds: number;
  readonly readers: Set<ViewReader>;
}

type ViewLimits = Pick<LiveLimits, 'views' | 'filterTestsPerTick'>;

/** All views that somebody reads; one that nobody reads is forgotten. Bounded: `join` refuses beyond `views`. */
export class LiveViews {
  readonly #published: Published;
  readonly #limits: ViewLimits;
  readonly #changes: GraphChanges;
  readonly #report: StatusReport;
  readonly #losses: TimelineLosses;
  /** By window length, while a view uses it. */
  readonly #windows = new Map<number, WindowFigures>();
  readonly #slots = new Map<string, Slot>();
  readonly #slotOf = new Map<ViewReader, Slot>();

  constructor(published: Published, limits: ViewLimits) {
    this.#published = published;
    this.#limits = limits;
    this.#changes = new GraphChanges(published.graph);
    this.#report = new StatusReport(published.ledger, published.statusOf, published.version);
    this.#losses = {
      addLost: (range, stepSeconds, out) => published.ledger.addLostTimeline(range, stepSeconds, out),
      setNodesMissing: (range, stepSeconds, out) => this.#report.setMissingTimeline(range.from, stepSeconds, out),
    };
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Moves the reader to a view. Returns false, and leaves it where it is, when there are too many views. */
  join(reader: ViewReader, query: UnderstoodQuery, windowSeconds: number): boolean {
    const key = `${windowSeconds} ${query.canonical}`;
    const before = this.#slotOf.get(reader);
    if (before?.key === key) return true;
    const leavesEmpty = before?.readers.size === 1 ? 1 : 0;
    if (!this.#slots.has(key) && this.#slots.size - leavesEmpty >= this.#limits.views) return false;
    this.leave(reader);
    const slot = this.#slots.get(key) ?? this.#open(key, query, windowSeconds);
    slot.readers.add(reader);
    this.#slotOf.set(reader, slot);
    return true;
  }

  leave(reader: ViewReader): void {
    const slot = this.#slotOf.get(reader);
    if (slot === undefined) return;
    this.#slotOf.delete(reader);
    slot.readers.delete(reader);
    if (slot.readers.size > 0) return;
    this.#slots.delete(slot.key);
    const isUsed = [...this.#slots.values()].some(({ windowSeconds }) => windowSeconds === slot.windowSeconds);
    if (!isUsed) this.#windows.delete(slot.windowSeconds);
  }

  tick(nowMs: number): void {
    const isStatusUrgent = this.#report.advance(nowMs);
    if (this.#slots.size === 0) return;
    this.#changes.advance();
    const statusOf = new Map(
      [...this.#windows].map(([seconds, figures]) => {
        figures.advance(nowMs, this.#changes.edges);
        return [seconds, this.#report.describe(nowMs, figures)] as const;
      }),
    );
    const viewsBehind = [...this.#slots.values()].filter(({ view }) => view.isBehind).length;
    const filterTests = Math.floor(this.#limits.filterTestsPerTick / Math.max(1, viewsBehind));
    for (const { view, windowSeconds, readers } of this.#slots.values()) {
      const figures = this.#windows.get(windowSeconds);
      const status = statusOf.get(windowSeconds);
      if (figures === undefined || status === undefined) throw new Error(`no window of ${windowSeconds} seconds`);
      const patch = view.tick({ nowMs, changes: this.#changes, figures, status, isStatusUrgent, filterTests });
      const snapshot = (): Uint8Array => view.snapshot();
      for (const reader of readers) reader.offer(patch, snapshot);
    }
  }

  #open(key: string, query: UnderstoodQuery, windowSeconds: number): Slot {
    const { graph } = this.#published;
    const figures = this.#windows.get(windowSeconds) ?? new WindowFigures(graph, windowSeconds);
    this.#windows.set(windowSeconds, figures);
    const view = new LiveView(graph, this.#losses, query, windowSeconds, figures.stepSeconds);
    const slot = { key, view, windowSeconds, readers: new Set<ViewReader>() };
    this.#slots.set(key, slot);
    return slot;
  }
}
