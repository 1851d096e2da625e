import { StoreError } from '../../../domain/errors';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store-port';

/** More would mean that somebody else changes the row with every page. */
const MAX_TRIES = 20;

/** `call`: what to put in place of the row; undefined = it stays. */
export interface CallChange {
  call?: CallRow;
}

/** Changes a row by compare-and-set: `decide` sees it as it is, and anew when somebody else was quicker. */
export async function changeCall<C extends CallChange>(
  calls: CallStore,
  id: string,
  decide: (call: CallRow | undefined) => C | Promise<C>,
): Promise<C> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = await calls.get(id);
    const change = await decide(before);
    if (change.call === undefined || (await calls.put(change.call, before?.epoch))) return change;
  }
  throw new StoreError('a call changes too fast to be stored');
}
