import type { Status, Timeline } from '@orrery/proto/orrery/live/v1/live_pb';

/**
 * Of the window, what the server heard. Its newest step is not over, and nobody was heard in the silences:
 *
 *     window     ├─────────┬─────────┬─────────┬─────────┤ 4 steps
 *     heard      ├──────────         ──────────────┤
 *             fromMs        silence               toMs
 */
export interface HeardTime {
  readonly fromMs: number;
  /** The middle of a second: rates of what did not change stay the same from frame to frame. */
  readonly toMs: number;
  /** In order; half-open. */
  readonly silences: readonly Silence[];
}

export interface Silence {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What is known of the time of a live graph. */
export interface TimedGraph {
  readonly timeMs: number;
  readonly windowSeconds: number;
  readonly isPast?: true | undefined;
  readonly timeline?: Timeline | undefined;
  readonly status?: Pick<Status, 'nodesKnown'> | undefined;
}

/** Undefined while the server told nothing of its time: then all of the window counts. */
export function heardTime({ timeMs, windowSeconds, isPast, timeline, status }: TimedGraph): HeardTime | undefined {
  if (isPast) return pastTime(timeMs - windowSeconds * 1000, timeMs, timeline);
  if (timeline === undefined || timeline.stepSeconds === 0) return undefined;
  const stepMs = timeline.stepSeconds * 1000;
  const endsMs = (Math.floor(timeMs / stepMs) + 1) * stepMs;
  const fromMs = endsMs - windowSeconds * 1000;
  const toMs = Math.floor(timeMs / 1000) * 1000 + 500;
  return { fromMs, toMs, silences: silencesOf(timeline, status?.nodesKnown ?? 0) };
}

/** Of a step that was written down in part, it is not known which. */
function pastTime(fromMs: number, toMs: number, timeline: Timeline | undefined): HeardTime {
  const silences: Silence[] = [];
  for (const [step, seconds] of (timeline?.missingSeconds ?? []).entries()) {
    if (timeline === undefined || seconds === 0) continue;
    const beginsMs = Math.max(fromMs, (timeline.startSeconds + step * timeline.stepSeconds) * 1000);
    silences.push({ fromMs: beginsMs, toMs: beginsMs + seconds * 1000 });
  }
  return { fromMs, toMs, silences };
}

/** Seconds that were heard from a moment on. */
export function heardSeconds({ fromMs, toMs, silences }: HeardTime, sinceMs: number): number {
  const beginsMs = Math.max(fromMs, sinceMs);
  let heardMs = toMs - beginsMs;
  for (const silence of silences) {
    heardMs -= Math.max(0, Math.min(silence.toMs, toMs) - Math.max(silence.fromMs, beginsMs));
  }
  return Math.max(0, heardMs / 1000);
}

/** Steps in which all nodes were missing. One that counted flows was heard in part, or told later. */
function silencesOf(timeline: Timeline, nodesKnown: number): readonly Silence[] {
  const { startSeconds, stepSeconds, nodesMissing, forwarded, other, audited, dropped } = timeline;
  const silences: Silence[] = [];
  if (nodesKnown === 0) return silences;
  for (const [step, missing] of nodesMissing.entries()) {
    if (missing < nodesKnown || forwarded[step] + other[step] + audited[step] + dropped[step] > 0) continue;
    const fromMs = (startSeconds + step * stepSeconds) * 1000;
    const toMs = fromMs + stepSeconds * 1000;
    const last = silences.at(-1);
    if (last?.toMs === fromMs) silences[silences.length - 1] = { fromMs: last.fromMs, toMs };
    else silences.push({ fromMs, toMs });
  }
  return silences;
}
