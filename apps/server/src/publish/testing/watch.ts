import { DEFAULT_LIVE_LIMITS, type LiveLimits } from '../live-limits.ts';
import { LiveViews, type ViewReader } from '../live-views.ts';
import { understand } from '../understand.ts';
import type { SourceStatus } from '../../relay/source-status.ts';
import { atMs, type DrawnGraph } from './drawn-graph.ts';
import { PageState } from './page-state.ts';

/** A page without a socket: it takes every frame at once and keeps the bytes. */
export class Watcher implements ViewReader {
  readonly state = new PageState();
  readonly frames: Uint8Array[] = [];
  #needsSnapshot = true;

  offer(patch: Uint8Array | undefined, snapshot: () => Uint8Array): void {
    const frame = this.#needsSnapshot ? snapshot() : patch;
    this.#needsSnapshot = false;
    if (frame === undefined) return;
    this.frames.push(frame);
    this.state.apply(frame);
  }
}

/** Views over a drawn graph, and pages that look at them. */
export function watching(
  graph: DrawnGraph,
  sources: readonly SourceStatus[] = [connectedSource()],
  limits: Partial<LiveLimits> = {},
) {
  let current = sources;
  let isSimulated = false;
  const views = new LiveViews(
    { graph, ledger: graph, statusOf: () => ({ sources: current, isSimulated }), version: '1.2.3' },
    { ...DEFAULT_LIVE_LIMITS, ...limits },
  );
  return {
    views,
    setSources: (next: readonly SourceStatus[]): void => {
      current = next;
    },
    simulate: (): void => {
      isSimulated = true;
    },
    tickAt: (second: number): void => views.tick(atMs(second)),
    watch: (query = '', windowSeconds = 60): Watcher => {
      const watcher = new Watcher();
      const understanding = understand({ query, windowSeconds });
      if (understanding.kind === 'rejected') throw new Error(understanding.message);
      if (!views.join(watcher, understanding.query, understanding.windowSeconds)) throw new Error('too many views');
      return watcher;
    },
  };
}

export function connectedSource(change: Partial<SourceStatus> = {}): SourceStatus {
  return {
    name: 'relay:4245',
    state: 'connected',
    sinceMs: atMs(0),
    retryAtMs: undefined,
    error: undefined,
    version: '1.19.4',
    reconnects: 0,
    lastHeardMs: atMs(0),
    nodes: [],
    flowsPerSecond: 0,
    ...change,
  };
}
