import type { Denial } from './denial.ts';
import type { EdgeEvidence, HttpRoute } from './evidence.ts';
import type { HttpFact } from './flow-fact.ts';

/**
 * What became of the requests of a route that were not refused in the window:
 *
 *     none       all were refused
 *     before     some passed, as far as is known before the first was refused
 *     meanwhile  some pass while others are refused
 */
export type Pass = 'none' | 'before' | 'meanwhile';

/** Nodes take a change of policy one after the other. */
const SETTLING_MS = 5_000;

export function passOf({ edge, windowSeconds, flows }: EdgeEvidence, { firstSeenMs }: Denial, route: HttpRoute): Pass {
  if (route.requests <= route.denied) return 'none';
  if (firstSeenMs < edge.lastSeenMs - windowSeconds * 1000) return 'meanwhile';
  const isSeen = flows.some(
    ({ event, verdict, timeMs, http }) =>
      event === 'l7' &&
      verdict === 'FORWARDED' &&
      timeMs > firstSeenMs + SETTLING_MS &&
      http?.code === 0 &&
      isOf(route, http),
  );
  return isSeen ? 'meanwhile' : 'before';
}

/** Whether a request is one of those that a template stands for: `/cart/{id}` for `/cart/7`. */
export function isOf(route: HttpRoute, { method, path }: HttpFact): boolean {
  if (method !== route.method) return false;
  const given = path.split('/');
  const wanted = route.path.split('/');
  return wanted.length === given.length && wanted.every((part, i) => part === given[i] || /\{[^{}]*\}/.test(part));
}
