/** What is known beyond an edge's figures: its HTTP routes and the answers to its DNS questions, in the window. */
export interface Layer7 {
  /** By key of an edge under the grouping `identity`. */
  readonly routes: ReadonlyMap<string, readonly EdgeRoute[]>;
  /** By key of the vertex that asked. */
  readonly names: ReadonlyMap<string, readonly AskedName[]>;
}

/** A row of `GET /api/v1/http`. Method and path are hostile text. */
export interface EdgeRoute {
  readonly method: string;
  readonly path: string;
  readonly requests: number;
  /** Refused by policy. */
  readonly denied: number;
  readonly statusCodes: ReadonlyMap<number, number>;
  /** 95 % were faster; undefined when no answer carried a latency. */
  readonly p95Ms: number | undefined;
}

/** A row of `GET /api/v1/dns`. The name is hostile text. */
export interface AskedName {
  /** The one that was meant, where this one was only tried because of a search list. */
  readonly name: string;
  readonly rcodes: ReadonlyMap<number, number>;
}

export const NO_LAYER_7: Layer7 = { routes: new Map(), names: new Map() };

/** Routes of several edges added up. What was refused most stands first, then what was asked most: in powers of two, then by name. */
export function addedRoutes(edges: Iterable<string>, { routes }: Layer7): EdgeRoute[] {
  const sums = new Map<string, EdgeRoute>();
  if (routes.size === 0) return [];
  for (const edge of edges) {
    for (const route of routes.get(edge) ?? []) {
      const key = `${route.method} ${route.path}`;
      const known = sums.get(key);
      sums.set(key, known === undefined ? route : added(known, route));
    }
  }
  return [...sums]
    .map(([name, route]) => ({ name, route, denied: powerOfTwo(route.denied), requests: powerOfTwo(route.requests) }))
    .sort((a, b) => b.denied - a.denied || b.requests - a.requests || (a.name < b.name ? -1 : 1))
    .map(({ route }) => route);
}

/** The code that most failed requests were answered with: `503`; undefined when none is known. */
export function mainFailureCode(routes: readonly EdgeRoute[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { statusCodes } of routes) {
    for (const [code, count] of statusCodes) if (code >= 500) counts.set(code, (counts.get(code) ?? 0) + count);
  }
  return largest(counts);
}

/** `NXDOMAIN` when nine in ten failed answers of these clients were; undefined when that is not known. */
export function mainFailedAnswer(
  clients: Iterable<string>,
  { names }: Layer7,
): { readonly code: string; readonly names: number } | undefined {
  const counts = new Map<number, number>();
  const failed = new Map<number, Set<string>>();
  let all = 0;
  for (const client of clients) {
    for (const { name, rcodes } of names.get(client) ?? []) {
      for (const [rcode, count] of rcodes) {
        if (rcode === 0) continue;
        all += count;
        if (rcode === OTHER_RCODE) continue;
        counts.set(rcode, (counts.get(rcode) ?? 0) + count);
        failed.set(rcode, (failed.get(rcode) ?? new Set()).add(name));
      }
    }
  }
  const rcode = largest(counts);
  if (rcode === undefined || (counts.get(rcode) ?? 0) < all * 0.9) return undefined;
  return { code: RCODES.get(rcode) ?? `DNS code ${rcode}`, names: failed.get(rcode)?.size ?? 0 };
}

const powerOfTwo = (value: number): number => (value < 1 ? 0 : 1 + Math.floor(Math.log2(value)));

const RCODES: ReadonlyMap<number, string> = new Map([
  [1, 'FORMERR'],
  [2, 'SERVFAIL'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [5, 'REFUSED'],
]);
/** What the server counts under it were many codes. */
const OTHER_RCODE = 4095;

function largest(counts: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [key, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = key;
  return best;
}

function added(a: EdgeRoute, b: EdgeRoute): EdgeRoute {
  const statusCodes = new Map(a.statusCodes);
  for (const [code, count] of b.statusCodes) statusCodes.set(code, (statusCodes.get(code) ?? 0) + count);
  const p95Ms = a.p95Ms === undefined || b.p95Ms === undefined ? (a.p95Ms ?? b.p95Ms) : Math.max(a.p95Ms, b.p95Ms);
  return { ...a, requests: a.requests + b.requests, denied: a.denied + b.denied, statusCodes, p95Ms };
}
