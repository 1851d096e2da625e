import { forAnswer, type Clock } from '../domain/clock';
import type { Job } from '../domain/job';
import type { Store, StoreHealth } from '../store/store';

/**
 * How long a message waits for a store that failed while writing its jobs: usually it works again after a second or
 * two.
 */
const PATIENCE_MS = 5_000;

/**
 * A write that failed may have been stored all the same. If the flow were told that it was not, it would send the same
 * again, so the store is asked as soon as it works. Resolves with what it has of each job; undefined: not stored, or the
 * store does not work again in time.
 */
export async function storedAfterAll(
  { store, clock }: { store: Pick<Store, 'health' | 'jobs'>; clock: Clock },
  jobs: readonly Job[],
): Promise<(Job | undefined)[]> {
  await whenWell(store.health, clock);
  return store.jobs.getAll(jobs.map(({ id }) => id)).catch(() => []);
}

/** Resolves when the store works again, at the latest after `PATIENCE_MS`. */
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
