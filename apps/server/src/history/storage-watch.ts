import { setTimeout as sleep } from 'node:timers/promises';
import type { PastStore } from './past-store.ts';
import type { TierSize } from './storage-sizes.ts';

const LOOK_EVERY_MS = 60_000;

/** What the history takes, as it was looked at last: a minute ago at most, or longer while the store is away. */
export class StorageWatch {
  sizes: readonly TierSize[] = [];
  readonly #store: Pick<PastStore, 'readSizes'>;

  constructor(store: Pick<PastStore, 'readSizes'>) {
    this.#store = store;
  }

  /** Until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.sizes = await this.#store.readSizes();
      } catch {
        // That the store is away is told by what is written to it.
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
