import type { Job } from '../../src/domain/job';
import type { Store } from '../../src/store/store';
import { eventually } from '../support/eventually';
import type { FakeClock } from '../support/fake-clock';

/** Jobs of a store, as a test waits for what becomes of them. */
export abstract class WatchedJobs {
  abstract readonly store: Store;
  abstract readonly clock: FakeClock;

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

  /** Moves the clock on in small steps until the condition holds. */
  async passUntil(what: string, holds: () => boolean | Promise<boolean>, stepMs = 1_000): Promise<void> {
    await eventually(what, async () => {
      if (await holds()) return true;
      this.clock.advance(stepMs);
      return false;
    });
  }
}
