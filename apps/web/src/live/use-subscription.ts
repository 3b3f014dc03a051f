import { useEffect, useRef } from 'react';
import type { View } from '../view/url-state.ts';
import type { LiveConnection } from './live-connection.ts';
import { subscriptionOf } from './subscription.ts';

/** The connection follows the address. It begins with the first one by itself. */
export function useSubscription(view: View, connection: LiveConnection): void {
  const { query, windowSeconds } = subscriptionOf(view);
  const asked = useRef(`${windowSeconds} ${query}`);
  useEffect(() => {
    const wanted = `${windowSeconds} ${query}`;
    if (asked.current === wanted) return;
    asked.current = wanted;
    connection.subscribe({ query, windowSeconds });
  }, [query, windowSeconds, connection]);
}
