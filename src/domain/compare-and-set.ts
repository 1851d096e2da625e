import { StoreError } from './errors';

/** More would mean that something changes the row all the time. */
const MAX_TRIES = 50;

export interface RowSteps<T, C> {
  read: () => Promise<T>;
  /** Gets the row as it is now, and again whenever another writer was faster. */
  decide: (before: T) => C | Promise<C>;
  /** Writes if the row is unchanged, or if there is nothing to write; false: another writer was faster. */
  write: (change: C, before: T) => boolean | Promise<boolean>;
}

/**
 * Changes a row only if it still is in the state that `decide` saw; otherwise reads and decides again. Resolves with
 * the decision. Rejects with `StoreError` when it never succeeds.
 */
export async function compareAndSet<T, C>({ read, decide, write }: RowSteps<T, C>): Promise<C> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = await read();
    const change = await decide(before);
    if (await write(change, before)) return change;
  }
  throw new StoreError('a row changes too fast to be stored');
}
