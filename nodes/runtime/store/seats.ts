import { deferred, expiry } from '../../../src/work/deferred';
import { StoreChoiceError } from './store-node';
import { seatOf, type StorePlace } from './store-place';
import { offerAgain } from './store-users';

/** Longer than a deploy waits for closing nodes. */
const PATIENCE_MS = 4_000;

/** The taken seats, each with a promise that resolves when it is left. */
const seats = new Map<string, Promise<true>>();
/** Seats that a connection was refused. */
const wanted = new Set<string>();

/**
 * Takes the one seat for a database store. If this process opened the same store twice with different settings, each
 * would take the other for a second process of the same name. When a deploy has changed the settings, the previous use
 * is waited for. Rejects with `StoreChoiceError` if that does not end; once it has ended, connections are told to try
 * again.
 */
export async function takeSeat(place: StorePlace): Promise<{ leave: () => void }> {
  const name = seatOf(place);
  const patience = expiry(PATIENCE_MS);
  try {
    // There is no await between the last check and taking the seat.
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

/** Is this store in use by this process? */
export function isTaken(place: StorePlace): boolean {
  return seats.has(seatOf(place));
}

function refusal(name: string): StoreChoiceError {
  wanted.add(name);
  return new StoreChoiceError(
    'store-config',
    'Store: this Node-RED already uses this store, with other settings: choose one store for all connections',
  );
}
