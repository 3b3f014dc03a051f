import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 2;

/** Lets others have the thread between steps. */
export async function inSlices<Result>(work: Iterator<unknown, Result, undefined>): Promise<Result> {
  for (;;) {
    const untilMs = performance.now() + SLICE_MS;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (performance.now() < untilMs);
    await setImmediate();
  }
}
