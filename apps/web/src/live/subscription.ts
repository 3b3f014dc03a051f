import type { Subscription } from './live-connection.ts';
import { readPageQuery } from './page-query.ts';

/** What to ask the server for. A query that cannot be read is not asked for: the filter bar says what is wrong with it. */
export function subscriptionOf({ query, windowSeconds }: Subscription): Subscription {
  return { query: readPageQuery(query).ok ? query : '', windowSeconds };
}
