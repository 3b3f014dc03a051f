import { useEffect, useState, useSyncExternalStore } from 'react';
import { nextTask } from '../base/next-task.ts';
import type { Layer7 } from '../view/edge-routes.ts';
import type { Grouping } from '../view/grouped-graph.ts';
import { HandAtWork } from './hand-at-work.ts';
import { ReadingStore, type Reading } from './reading-store.ts';
import type { ShownStore } from './shown-store.ts';

/** Before the first reading. */
export const UNREAD = {
  graph: undefined,
  grouped: undefined,
  troubles: [],
  options: { listeningSinceMs: undefined },
} as const satisfies Record<keyof Reading, unknown>;

/** What there is to say of the graph that is shown. Undefined until the first one was read. */
export function useReading(shown: ShownStore, grouping: Grouping, layer7: Layer7 | undefined): Reading | undefined {
  const [hand] = useState(() => new HandAtWork(nowMs));
  const [readings] = useState(() => new ReadingStore({ nextTask, after, nowMs, isHandAtWork: () => hand.isAtWork }));
  useEffect(() => hand.watch(window), [hand]);
  useEffect(() => {
    const want = (): void => {
      const { graph, isStale, pausedMs } = shown.current;
      if (graph !== undefined) readings.want({ graph, grouping, layer7, isHeld: isStale || pausedMs !== undefined });
    };
    want();
    return shown.subscribe(want);
  }, [readings, shown, grouping, layer7]);
  useEffect(() => () => readings.close(), [readings]);
  const isBlank = useSyncExternalStore(shown.subscribe, () => shown.current.graph === undefined);
  const reading = useSyncExternalStore(readings.subscribe, () => readings.current);
  return isBlank ? undefined : reading;
}

function nowMs(): number {
  return performance.now();
}

function after(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
