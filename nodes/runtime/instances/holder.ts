import type { Deployed } from '../connection/deployed';
import { scopeOf } from '../connection/own-items';

/** The instance that has the connection's account, as far as known; undefined: none. */
export function holderOf(entry: Deployed): string | undefined {
  return entry.home.store.sharing.holderOf(scopeOf(entry));
}

/** The same where there can be others; undefined also where there cannot. */
export function sharedHolder(entry: Deployed): string | undefined {
  return entry.home.store.sharing.isShared ? holderOf(entry) : undefined;
}
