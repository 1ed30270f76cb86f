import { useSyncExternalStore } from 'react';
import type { Store } from './client/store';

/** The one bridge between the client core and React. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
