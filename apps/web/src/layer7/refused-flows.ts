import type { Query } from '@orrery/query/ast';
import { isPathOf, type KeptFlow } from './kept-flow.ts';

/** A request that policy refused, and what the proxy answered it; the answer is not always kept. */
export interface RefusedRequest {
  readonly request: KeptFlow;
  readonly answer: KeptFlow | undefined;
}

/** The newest refused request of a route. `flows` are newest first. */
export function newestRefused(
  flows: readonly KeptFlow[],
  route: { readonly method: string; readonly path: string },
): RefusedRequest | undefined {
  const request = flows.find(
    ({ http, verdict, isReply }) =>
      verdict === 'DROPPED' &&
      !isReply &&
      http !== undefined &&
      http.method === route.method &&
      isPathOf(route.path, http.url),
  );
  if (request === undefined) return undefined;
  const id = request.http?.requestId ?? '';
  const answer = flows.find(({ http }) => id !== '' && http?.requestId === id && http.code > 0);
  return { request, answer };
}

/** The newest refused question for one of the names. `flows` are newest first. */
export function newestRefusedQuestion(flows: readonly KeptFlow[], names: ReadonlySet<string>): KeptFlow | undefined {
  return flows.find(({ dns, verdict }) => verdict === 'DROPPED' && dns !== undefined && names.has(dns.query));
}

/** Selects requests of a method and their answers. Methods are hostile text: some cannot be asked for, and nothing is left out then. */
export function ofMethod(method: string): Query {
  if (!/^[A-Za-z-]{1,32}$/.test(method)) return { terms: [] };
  const place = { from: 0, to: 0 };
  return {
    terms: [{ kind: 'field', field: 'http-method', negated: false, values: [{ text: method, ...place }], ...place }],
  };
}
