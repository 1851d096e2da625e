import { StoreError } from './errors';

/** More would mean that somebody else changes the row all the time. */
const MAX_TRIES = 50;

export interface RowSteps<T, C> {
  read: () => Promise<T>;
  /** Sees the row as it is, and anew when somebody else was quicker. */
  decide: (before: T) => C | Promise<C>;
  /** Writes if the row is still what it was, or if there is nothing to write; false: somebody else was quicker. */
  write: (change: C, before: T) => boolean | Promise<boolean>;
}

/** Changes a row against the state that the change was meant for. Resolves with what was decided. */
export async function compareAndSet<T, C>({ read, decide, write }: RowSteps<T, C>): Promise<C> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = await read();
    const change = await decide(before);
    if (await write(change, before)) return change;
  }
  throw new StoreError('a row changes too fast to be stored');
}
