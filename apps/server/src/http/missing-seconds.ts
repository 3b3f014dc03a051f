import type { SecondRange } from '../aggregate/graph-view.ts';
import type { Gap } from '../history/past-store.ts';

/** Seconds of each step that nothing is known of: no batch tells about them, or nobody listened then. */
export function missingSeconds(
  coveredSeconds: readonly number[],
  gaps: readonly Gap[],
  { from, to }: SecondRange,
  stepSeconds: number,
): number[] {
  const start = from - (from % stepSeconds);
  return coveredSeconds.map((seconds, place) => {
    const step = {
      from: Math.max(from, start + place * stepSeconds),
      to: Math.min(to, start + (place + 1) * stepSeconds),
    };
    const known = Math.max(0, seconds - notHeard(gaps, step));
    return Math.max(0, Math.round(step.to - step.from - known));
  });
}

/** Seconds that batches tell about although nobody listened then. */
function notHeard(gaps: readonly Gap[], { from, to }: SecondRange): number {
  let seconds = 0;
  for (const { fromMs, toMs, what } of gaps) {
    if (what !== 'not-heard') continue;
    seconds += Math.max(0, Math.min(toMs / 1000, to) - Math.max(fromMs / 1000, from));
  }
  return seconds;
}
