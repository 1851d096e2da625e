import type { Job } from '../../src/domain/job';
import type { Store } from '../../src/store/store';
import type { Activity } from '../support/activity';
import { eventually } from '../support/eventually';
import type { FakeClock } from '../support/fake-clock';
import { passUntil } from '../support/pass-time';

/** Jobs of a store, as a test waits for what becomes of them. */
export abstract class WatchedJobs {
  abstract readonly store: Store;
  abstract readonly clock: FakeClock;
  abstract readonly activity: Activity;

  async job(id: string): Promise<Job> {
    const job = await this.store.jobs.get(id);
    if (!job) throw new Error('no such job');
    return job;
  }

  async reaches(id: string, state: Job['state']): Promise<Job> {
    return eventually(`job is ${state}`, async () => {
      const job = await this.job(id);
      return job.state === state && job;
    });
  }

  /** Resolves when nobody has anything more to do without time passing. */
  rests(): Promise<void> {
    return this.activity.rest();
  }

  /** Moves the clock on, in steps of at most so much, until the condition holds. */
  passUntil(what: string, holds: () => boolean | Promise<boolean>, stepMs = 1_000): Promise<void> {
    return passUntil(this, what, holds, stepMs);
  }
}
