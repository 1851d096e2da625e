import type { Provider } from '../../src/providers/provider';
import { ACCOUNT, jobIdOf, listedFax } from './open-faxes';

export interface ListingOptions {
  /** The number of faxes that the provider holds. */
  open: number;
  isFull: () => boolean;
  /** Called after each pass. */
  onListed: () => void;
}

/** Lists every open fax as unread, but stops when the flow is full, because a whole pass takes longer than a start. */
export function listingProvider({ open, isFull, onListed }: ListingOptions): Provider {
  return {
    name: 'etherfax',
    ping: () => Promise.resolve(),
    account: () => Promise.resolve({ account: ACCOUNT }),
    decodePush: () => ({ outcome: 'quarantine', reason: 'not used' }),
    async reconcile(sink) {
      for (let index = 0; index < open && !isFull(); index += 1) await sink.accept(listedFax(index));
      await sink.unread(Array.from({ length: open }, (_, index) => jobIdOf(index)));
      onListed();
    },
    waitForNews: () => Promise.resolve('unsupported'),
    fetchDocument: () => Promise.reject(new Error('every document is here')),
    acknowledge: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
