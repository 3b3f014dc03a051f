import type { HttpCall } from '../world/http-exchange.ts';
import type { Random } from '../world/random.ts';
import type { World } from '../world/talk.ts';
import type { CallMaker } from './kit.ts';

/** One kind of request a client makes. `{id}`, `{sku}` and `{uuid}` in the path become something new each time. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly weight: number;
  readonly latencyMs: number;
  /** Codes of the application other than its usual one, with their probability. */
  readonly failures?: readonly (readonly [code: number, probability: number])[];
  readonly code?: number;
  /** From when a policy answers it 403; never when undefined. */
  readonly deniedFromMs?: number;
}

/** HTTP/1.1 calls over one connection, a few at a time. */
export function httpCalls(world: World, host: string, userAgent: string, routes: readonly Route[]): CallMaker {
  const { random } = world;
  const { spell } = world.cluster;
  const spelled = routes.map((route) => ({
    ...route,
    method: spell(route.method),
    path: spellPath(spell, route.path),
  }));
  const common = { protocol: spell('HTTP/1.1'), accept: acceptHeader(world), userAgent: spell(userAgent) };
  return (atMs) =>
    Array.from({ length: 1 + random.below(3) }, (): HttpCall => {
      const route = pickRoute(random, spelled);
      return {
        method: route.method,
        url: `http://${host}${fillPath(random, route.path)}`,
        route: routeOf(route.path),
        ...common,
        isGrpc: false,
        code: codeOf(random, route),
        latencyMs: 0.5 + random.exponential(route.latencyMs),
        isDenied: route.deniedFromMs !== undefined && atMs >= route.deniedFromMs,
        isTraced: random.chance(0.5),
      };
    });
}

/** gRPC calls: POST over HTTP/2, always answered 200. `methods` are `package.Service/Method`. */
export function grpcCalls(world: World, host: string, methods: readonly string[], latencyMs: number): CallMaker {
  const { random } = world;
  const { spell } = world.cluster;
  const common = {
    method: spell('POST'),
    protocol: spell('HTTP/2'),
    accept: acceptHeader(world),
    userAgent: spell('grpc-go/1.75.0'),
  };
  const paths = methods.map((method) => spellPath(spell, `/${method}`));
  return () =>
    Array.from({ length: 1 + random.below(4) }, (): HttpCall => {
      const path = random.pick(paths);
      return {
        ...common,
        url: `http://${host}${path}`,
        route: path,
        isGrpc: true,
        code: 200,
        latencyMs: 0.3 + random.exponential(latencyMs),
        isDenied: false,
        isTraced: random.chance(0.5),
      };
    });
}

/** Segment by segment, save what becomes something new each time. */
export function spellPath(spell: World['cluster']['spell'], path: string): string {
  return path.replaceAll(/[^/{}?]+(?=[/?]|$)/g, (segment) => spell(segment));
}

export function acceptHeader({ cluster }: World): readonly [string, string] {
  return [cluster.spell('Accept'), cluster.spell('*/*')];
}

function pickRoute(random: Random, routes: readonly Route[]): Route {
  let target = random.fraction() * routes.reduce((sum, route) => sum + route.weight, 0);
  for (const route of routes) {
    target -= route.weight;
    if (target < 0) return route;
  }
  return routes[0];
}

function codeOf(random: Random, route: Route): number {
  let target = random.fraction();
  for (const [code, probability] of route.failures ?? []) {
    target -= probability;
    if (target < 0) return code;
  }
  return route.code ?? 200;
}

function fillPath(random: Random, path: string): string {
  if (!path.includes('{')) return path;
  return path
    .replace('{id}', () => String(1 + random.below(9999)))
    .replace('{sku}', () => `sku-${100_000 + random.below(900_000)}`)
    .replace('{uuid}', () => random.uuid());
}

function routeOf(path: string): string {
  return path.replace(/\?.*/, '').replaceAll(/\{\w+\}/g, '{id}');
}
