import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Live, LiveStore } from './live-store.ts';

export const LiveStoreContext = createContext<LiveStore | undefined>(undefined);

/** A part of what the store holds. Renders again when that part is another value than before. */
export function useLive<Part>(select: (live: Live) => Part): Part {
  const store = useContext(LiveStoreContext);
  if (store === undefined) throw new Error('there is no live store above this component');
  return useSyncExternalStore(store.subscribe, () => select(store.current));
}
