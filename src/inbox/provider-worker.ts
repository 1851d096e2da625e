import type { Clock } from '../domain/clock';
import { AuthError, RateLimitedError } from '../domain/errors';
import { createWorker, type Worker } from './worker';

export interface ProviderWorkerOptions<T> {
  clock: Clock;
  /** What is due now, in order, at most a few. */
  due: () => Promise<T[]>;
  /** When the next falls due; undefined = nothing is planned. */
  nextDue: () => Promise<number | undefined>;
  /** Asks the provider for one and plans the next attempt itself; resolves with the provider's error, if any. */
  handle: (item: T, signal: AbortSignal) => Promise<unknown>;
}

export interface ProviderWorker extends Worker {
  /** The provider has just worked for someone else: no reason to leave it alone any longer. */
  resume(): void;
}

/** With a refused login nothing is gained by asking more often; the poller's probe notices when it works again. */
const AUTH_REST_MS = 30 * 60_000;
const STORE_RETRY_MS = 5_000;

/** Works through what is due at the provider, one after the other; leaves it alone altogether where it asks for that. */
export function createProviderWorker<T>({ clock, due, nextDue, handle }: ProviderWorkerOptions<T>): ProviderWorker {
  let restUntil = 0;
  const worker = createWorker({
    clock,
    step: async (signal) => {
      if (clock.now() < restUntil) return restUntil - clock.now();
      const items = await due();
      for (const item of items) {
        if (signal.aborted) return undefined;
        const restMs = restAfter(await handle(item, signal));
        if (restMs === 0) continue;
        restUntil = clock.now() + clock.scaled(restMs);
        return restMs;
      }
      if (items.length > 0) return 0;
      const next = await nextDue();
      return next === undefined ? undefined : Math.max(next - clock.now(), 0) + 1;
    },
    onError: () => STORE_RETRY_MS,
  });
  return {
    ...worker,
    resume() {
      restUntil = 0;
      worker.wake();
    },
  };
}

/** For so long every item waits, not only the one that met the error. */
function restAfter(error: unknown): number {
  if (error instanceof RateLimitedError) return error.retryAfterMs;
  return error instanceof AuthError ? AUTH_REST_MS : 0;
}
