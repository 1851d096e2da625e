import type { Clock } from '../domain/clock';
import type { Provider } from '../providers/provider';
import type { Scope } from '../domain/event-key';
import type { Store } from '../store/store';
import { createWorker, type Worker } from '../inbox/worker';

/** After news the poll needs a moment to take it; asking again before that would be answered at once, over and over. */
const AFTER_NEWS_MS = 2_000;
const AFTER_FAILURE_MS = 30_000;

/**
 * Asks a provider that can hold a request to answer as soon as something arrives. Only while none of our open items is
 * still unread there: else every request would be answered at once (CONTRACT section 8).
 */
export function createLongPoll(options: {
  provider: Provider;
  store: Store;
  scope: Scope;
  clock: Clock;
  onNews: () => void;
}): Worker {
  const { provider, store, scope, clock, onNews } = options;
  let unsupported = false;
  return createWorker({
    clock,
    step: async (signal) => {
      if (unsupported || (await isAnythingOpen(store, scope))) return undefined;
      const heard = await provider.waitForNews(signal);
      if (heard === 'unsupported') unsupported = true;
      if (heard !== 'news') return unsupported ? undefined : 0;
      onNews();
      return AFTER_NEWS_MS;
    },
    onError: () => AFTER_FAILURE_MS,
  });
}

/** Whatever is open here, or not yet acknowledged, is still unread there. */
async function isAnythingOpen(store: Store, scope: Scope): Promise<boolean> {
  const { fetching, parked, offered, redeliver, dead, skipped, acks, ...rest } = await store.counts(scope);
  return fetching + rest.new + parked + offered + redeliver + dead + skipped + acks > 0;
}
