import type { Deployed } from '../connection/deployed';
import { scopeOf } from '../connection/own-items';

/** The holder of the connection's account, as far as is known; undefined: there is none. */
export function holderOf(entry: Deployed): string | undefined {
  return entry.home.store.sharing.holderOf(scopeOf(entry));
}

/** The same, but undefined if the store is not shared: then there can be no other holder. */
export function sharedHolder(entry: Deployed): string | undefined {
  return entry.home.store.sharing.isShared ? holderOf(entry) : undefined;
}
