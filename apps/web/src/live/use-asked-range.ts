import { useShown } from './use-shown.ts';

/** Parameters of a request, as `GET /api/v1/...` takes them; no `until` is now. */
export type AskedRange = { readonly since: string } | { readonly since: string; readonly until: string };

/**
 * The range of what is fetched: the window up to now or, while somebody holds the picture, up to its moment. What is
 * opened first while the picture is held is then of the same time as the rest of it.
 */
export function useAskedRange(windowSeconds: number): AskedRange {
  const pausedMs = useShown((shown) => shown.pausedMs);
  return askedRange(windowSeconds, pausedMs);
}

export function askedRange(windowSeconds: number, pausedMs: number | undefined): AskedRange {
  if (pausedMs === undefined) return { since: `-${windowSeconds}s` };
  const at = (ms: number): string => new Date(ms).toISOString();
  return { since: at(pausedMs - windowSeconds * 1000), until: at(pausedMs) };
}
