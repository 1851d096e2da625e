import { forAnswer, type Clock } from '../domain/clock';
import type { Submission, SubmitAllResult } from '../store/job-store';
import type { Store } from '../store/store';
import type { StoreHealth } from '../store/store-health';

/**
 * How long a message waits for a store that failed while writing its jobs: usually it works again after a second or
 * two.
 */
const PATIENCE_MS = 5_000;

/**
 * A write that failed may have been stored all the same. If the flow were told that it was not, it would send the same
 * again. So the jobs are submitted again as soon as the store works: those that it has are not stored twice. Resolves
 * with undefined if the store does not work again in time; rejects with `StoreError` if it fails once more.
 */
export async function submitAgain(
  { store, clock }: { store: Pick<Store, 'health' | 'jobs'>; clock: Clock },
  submissions: readonly Submission[],
): Promise<SubmitAllResult | undefined> {
  await whenWell(store.health, clock);
  return store.health.failure === undefined ? store.jobs.submitAll(submissions) : undefined;
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
