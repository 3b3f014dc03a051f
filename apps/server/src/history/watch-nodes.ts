import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { NodeWatch, NodesHeard } from './node-watch.ts';

const LOOK_EVERY_MS = 500;

/** What is known of nodes now; `silentSinceMs` when one was not heard for a while and that is known only now. */
export type LookAtNodes = () => { readonly nodes: NodesHeard; readonly silentSinceMs: number | undefined };

/** Notes which nodes are heard, until `signal` aborts. */
export async function watchNodes(
  watch: NodeWatch,
  look: LookAtNodes,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { nodes, silentSinceMs } = look();
    const silentSince = silentSinceMs === undefined ? undefined : Math.floor(silentSinceMs / 1000) + 1;
    watch.note(Math.floor(clock.nowMs() / 1000), nodes, silentSince);
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
