import { useShown } from './use-shown.ts';

/** Parameters of a request, as `GET /api/v1/...` takes them; no `until` is now. */
export type AskedRange = { readonly since: string } | { readonly since: string; readonly until: string };

/**
 * The range of what is fetched: the window up to now or, while somebody holds the picture, up to its moment. What is
 * opened first while the picture is held is then of the same time as the rest of it. In the past it is the range of the
 * graph, whatever the window.
 */
export function useAskedRange(windowSeconds: number): AskedRange {
  const pausedMs = useShown((shown) => shown.pausedMs);
  return usePastRange() ?? askedRange(windowSeconds, pausedMs);
}

/** The range of the graph while it is of the past, for what is always asked up to now otherwise. */
export function usePastRange(): AskedRange | undefined {
  const endMs = useShown(({ graph }) => (graph?.isPast ? graph.timeMs : undefined));
  const seconds = useShown(({ graph }) => (graph?.isPast ? graph.windowSeconds : undefined));
  return seconds === undefined ? undefined : askedRange(seconds, endMs);
}

export function askedRange(windowSeconds: number, untilMs: number | undefined): AskedRange {
  if (untilMs === undefined) return { since: `-${windowSeconds}s` };
  const at = (ms: number): string => new Date(ms).toISOString();
  return { since: at(untilMs - windowSeconds * 1000), until: at(untilMs) };
}
