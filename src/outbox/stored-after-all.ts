import { forAnswer, type Clock } from '../domain/clock';
import type { Job } from '../domain/job';
import type { Store, StoreHealth } from '../store/store';

/** So long a message waits for a store that failed as its jobs were written: it is opened again after a second or two. */
const PATIENCE_MS = 5_000;

/**
 * A write that failed may have been made. Whoever is told that it was not sends the same once more, so the store is asked as
 * soon as it works again. False: it has none of them, or cannot be asked in time.
 */
export async function areStoredAfterAll(
  { store, clock }: { store: Pick<Store, 'health' | 'jobs'>; clock: Clock },
  jobs: readonly Job[],
): Promise<boolean> {
  await whenWell(store.health, clock);
  const found = await store.jobs.getAll(jobs.map(({ id }) => id)).catch(() => []);
  return found.some((job) => job !== undefined);
}

/** At the latest after `PATIENCE_MS`. */
function whenWell(health: StoreHealth, clock: Clock): Promise<void> {
  if (health.failure === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      forget();
      resolve();
    };
    const forget = health.onChange(() => {
      if (health.failure === undefined) end();
    });
    const timer = clock.after(forAnswer(clock, PATIENCE_MS), end);
  });
}
