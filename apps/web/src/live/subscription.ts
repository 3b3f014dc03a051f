import { parseQuery } from '@orrery/query/parse';
import type { Subscription } from './live-connection.ts';

/** What to ask the server for. A query that cannot be read is not asked for: the filter bar says what is wrong with it. */
export function subscriptionOf({ query, windowSeconds }: Subscription): Subscription {
  return { query: parseQuery(query).ok ? query : '', windowSeconds };
}
