import type { Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Other, Sharing } from '../store/sharing';

export interface NeighboursOptions {
  sharing: Sharing;
  scope: Scope;
  /** Node id of the config node. */
  connection: string;
  log: Log;
}

/**
 * Node-REDs on one store should run the same flows. If another instance uses this account in a different connection,
 * or this connection with a different account, it may not belong here: a warning says so once for each instance.
 * Returns the function that ends the watch.
 */
export function watchNeighbours({ sharing, scope, connection, log }: NeighboursOptions): () => void {
  if (!sharing.isShared) return () => undefined;
  const warned = new Set<string>();
  const look = (): void => {
    for (const other of sharing.others) {
      const doubt = doubtOf(other, scope, connection);
      if (doubt === undefined || warned.has(other.instance)) continue;
      warned.add(other.instance);
      log.warn(
        `${doubt} on ${other.instance}, which shares this store: if the two do not belong together, name a group`,
      );
    }
  };
  sharing.want(placeOf(scope), connection);
  const stopListening = sharing.onChange(look);
  look();
  return () => {
    stopListening();
    sharing.want(placeOf(scope), undefined);
  };
}

function doubtOf({ wants }: Other, scope: Scope, connection: string): string | undefined {
  const theirs = wants.get(placeOf(scope));
  if (theirs !== undefined) return theirs === connection ? undefined : 'this account is in another connection';
  const places = [...wants].filter(([place, value]) => place.endsWith(PLACE) && value === connection);
  return places.length > 0 ? 'this connection has another account' : undefined;
}

const PLACE = ' connection';

/** A key of its own in `wants`, beside the one with what the account's nodes want to receive. */
function placeOf(scope: Scope): Scope {
  return `${scope}${PLACE}`;
}
