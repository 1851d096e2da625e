import { fromNow, type Clock } from '../domain/clock';
import type { Provider } from '../providers/provider';
import type { Scope } from '../domain/event-key';
import type { Holding } from '../store/sharing';
import type { Store } from '../store/store';
import type { Standing } from '../work/standing';
import { createWorker, type Worker } from '../work/worker';

/** After news the poll needs a moment to take it; asking again before that would be answered at once, over and over. */
const AFTER_NEWS_MS = 2_000;
const STORE_RETRY_MS = 30_000;

export interface LongPoll extends Worker {
  /** An event was stored: the news was real. */
  eventStored(): void;
}

/**
 * Asks a provider that can hold a request to answer as soon as something arrives. Only while none of our open items is
 * still unread there: else every request would be answered at once (docs/providers.md#etherfax).
 */
export function createLongPoll(options: {
  provider: Provider;
  standing: Standing;
  holding: Pick<Holding, 'isHeld'>;
  store: Store;
  scope: Scope;
  clock: Clock;
  /** Wait for so long after news that brought nothing: one item that cannot be taken would be "news" for ever. */
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
      // The poll wakes us once it gets through again.
      if (standing.itemWaitMs > 0) return undefined;
      // Every poll wakes us, also the one that our own news caused.
      if (clock.now() < notBefore) return notBefore - clock.now();
      // Its failure is the poll's to meet, and to wait for: each one that works wakes us again.
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

/** Whatever is open here, or not yet acknowledged, is still unread there. */
async function isAnythingOpen(store: Store, scope: Scope): Promise<boolean> {
  const { fetching, parked, offered, redeliver, dead, skipped, acks, ...rest } = await store.counts(scope);
  return fetching + rest.new + parked + offered + redeliver + dead + skipped + acks > 0;
}
