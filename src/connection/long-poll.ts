import { fromNow, type Clock } from '../domain/clock';
import type { Provider } from '../providers/provider';
import type { Scope } from '../domain/event-key';
import type { Holding } from '../store/sharing';
import type { Store } from '../store/store';
import type { Standing } from '../work/standing';
import { createWorker, type Worker } from '../work/worker';

/** After news the poll needs a moment to fetch it; until then every further request would be answered at once. */
const AFTER_NEWS_MS = 2_000;
const STORE_RETRY_MS = 30_000;

export interface LongPoll extends Worker {
  /** To be called when a new event was stored: the last news was real. */
  eventStored(): void;
}

/**
 * Sends the provider a request that it answers as soon as something arrives. Only while no event of ours is still
 * unread at the provider: otherwise it would answer every request at once (docs/providers.md#etherfax).
 */
export function createLongPoll(options: {
  provider: Provider;
  standing: Standing;
  holding: Pick<Holding, 'isHeld'>;
  store: Store;
  scope: Scope;
  clock: Clock;
  /** The pause after news that brought no event: an item that cannot be accepted would be "news" for ever. */
  pollSeconds: number;
  onNews: () => void;
}): LongPoll {
  const { provider, standing, holding, store, scope, clock, pollSeconds, onNews } = options;
  let unsupported = false;
  let stored = true;
  let notBefore = 0;
  const worker = createWorker({
    clock,
    step: async (signal) => {
      if (unsupported || !holding.isHeld || (await isAnythingOpen(store, scope))) return undefined;
      // The next poll that succeeds wakes this worker.
      if (standing.itemWaitMs > 0) return undefined;
      // Every poll wakes this worker, including the one that its own news caused.
      if (clock.now() < notBefore) return notBefore - clock.now();
      // After a failure nothing is retried here: the next poll that succeeds wakes this worker.
      const heard = await provider.waitForNews(signal).catch((error: unknown) => {
        if (!signal.aborted) standing.itemMet(error);
        return 'failed' as const;
      });
      if (heard === 'failed') return undefined;
      if (heard === 'unsupported') unsupported = true;
      if (heard !== 'news') return unsupported ? undefined : 0;
      const afterNewsMs = stored ? AFTER_NEWS_MS : pollSeconds * 1_000;
      stored = false;
      notBefore = fromNow(clock, afterNewsMs);
      onNews();
      return afterNewsMs;
    },
    onError: () => STORE_RETRY_MS,
  });
  return {
    ...worker,
    eventStored() {
      stored = true;
    },
  };
}

/** Events that are open here or not yet acknowledged are still unread at the provider. */
async function isAnythingOpen(store: Store, scope: Scope): Promise<boolean> {
  const { fetching, parked, offered, redeliver, dead, skipped, acks, ...rest } = await store.counts(scope);
  return fetching + rest.new + parked + offered + redeliver + dead + skipped + acks > 0;
}
