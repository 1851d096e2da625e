import { waitUntil, type Clock } from '../domain/clock';
import type { Standing } from './standing';
import { createWorker, type Worker } from './worker';

export interface ProviderWorkerOptions<T> {
  clock: Clock;
  standing: Standing;
  /** Only the instance that holds the account may ask the provider. */
  holding: { readonly isHeld: boolean };
  /** The items due now, in order; at most a few. */
  due: () => Promise<T[]>;
  /** When the next item is due; undefined = nothing is planned. */
  nextDue: () => Promise<number | undefined>;
  /** Asks the provider about one item and plans its next attempt itself; resolves with the provider's error, if any. */
  handle: (item: T, signal: AbortSignal) => Promise<unknown>;
}

export type ProviderWorker = Worker;

const STORE_RETRY_MS = 5_000;

/**
 * Handles what is due at the provider, one item after the other, and pauses altogether when the provider asks for it.
 */
export function createProviderWorker<T>(options: ProviderWorkerOptions<T>): ProviderWorker {
  const { clock, standing, holding, due, nextDue, handle } = options;
  return createWorker({
    clock,
    step: async (signal) => {
      const mayAsk = (): boolean => holding.isHeld && !signal.aborted;
      if (!mayAsk()) return undefined;
      if (standing.itemWaitMs > 0) return standing.itemWaitMs;
      const items = await due();
      for (const item of items) {
        if (!mayAsk()) return undefined;
        standing.itemMet(await handle(item, signal));
        if (standing.itemWaitMs > 0) return standing.itemWaitMs;
      }
      if (items.length > 0) return 0;
      const next = await nextDue();
      return next === undefined ? undefined : waitUntil(clock, next);
    },
    onError: () => STORE_RETRY_MS,
  });
}
