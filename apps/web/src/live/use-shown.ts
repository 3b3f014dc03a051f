import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Shown, ShownStore } from './shown-store.ts';

export const ShownStoreContext = createContext<ShownStore | undefined>(undefined);

export function useShownStore(): ShownStore {
  const store = useContext(ShownStoreContext);
  if (store === undefined) throw new Error('there is no store of what is shown above this component');
  return store;
}

/** A part of what is shown, which may be held. Renders again when that part is another value than before. */
export function useShown<Part>(select: (shown: Shown) => Part): Part {
  const store = useShownStore();
  return useSyncExternalStore(store.subscribe, () => select(store.current));
}
