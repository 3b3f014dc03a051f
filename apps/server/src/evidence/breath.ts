import { setImmediate } from 'node:timers/promises';

/** Longest stretch of work before everybody else of this thread has a turn. */
const SLICE_MS = 2;

/** For long work beside the live view: `await breath.take()` between two short pieces of it. */
export class Breath {
  #untilMs = performance.now() + SLICE_MS;

  async take(): Promise<void> {
    if (performance.now() < this.#untilMs) return;
    await setImmediate();
    this.#untilMs = performance.now() + SLICE_MS;
  }
}
