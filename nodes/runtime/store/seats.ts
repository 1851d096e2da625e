import { deferred, expiry } from '../../../src/work/deferred';
import { StoreChoiceError } from './store-node';
import { seatOf, type StorePlace } from './store-place';
import { offerAgain } from './store-users';

/** Longer than a deploy waits for what it ends. */
const PATIENCE_MS = 4_000;

/** When each is left. */
const seats = new Map<string, Promise<true>>();
/** Those that somebody was refused. */
const wanted = new Set<string>();

/**
 * One way to a store at a time: two, by other settings, would take each other for a second process of the same name. Where a
 * deploy has changed the settings, the one before is waited for. Rejects with `StoreChoiceError` where it stays, and offers the
 * store again once that is over.
 */
export async function takeSeat(place: StorePlace): Promise<{ leave: () => void }> {
  const name = seatOf(place);
  const patience = expiry(PATIENCE_MS);
  try {
    // Between the last look and the taking nobody else may have his turn.
    for (let left = seats.get(name); left !== undefined; left = seats.get(name)) {
      if (!(await Promise.race([left, patience.expired]))) throw refusal(name);
    }
  } finally {
    patience.cancel();
  }
  const { promise, resolve } = deferred();
  seats.set(
    name,
    promise.then(() => true),
  );
  return {
    leave() {
      seats.delete(name);
      resolve();
      if (wanted.delete(name)) offerAgain();
    },
  };
}

/** Is somebody in it now? */
export function isTaken(place: StorePlace): boolean {
  return seats.has(seatOf(place));
}

function refusal(name: string): StoreChoiceError {
  wanted.add(name);
  return new StoreChoiceError(
    'store-config',
    'Store: this Node-RED uses this store already, by other settings: choose one store for all connections',
  );
}
