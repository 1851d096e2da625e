import type { Clock } from '../domain/clock';
import type { Source } from '../domain/events';
import type { Job, StatusOrigin } from '../domain/job';
import type { JobStore } from '../store/job-store';
import { retainUntil, type Retention } from '../domain/retention';
import { jobEvent } from './job-event';
import type { Step } from './job-steps';

export interface JobsOptions {
  store: JobStore;
  clock: Clock;
  retention: Retention;
  /** Nobody is told: there is no account yet under which an event could be kept. */
  isQuiet?: boolean;
  /** A job has changed, durably. `isNews`: an event that tells so is in the inbox. */
  onChange: (change: JobChange) => void;
}

export interface JobChange {
  before: Job;
  after: Job;
  isNews: boolean;
}

/** Changes jobs, each change against the state it was meant for, together with the event that tells of it. */
export class Jobs {
  constructor(private readonly options: JobsOptions) {}

  /**
   * Reads the job, lets `step` decide, and writes; anew where someone else was faster. `step` is pure and returns
   * undefined where nothing is to be done. Resolves with the changed job, or undefined where there was no change.
   */
  async update(id: string, step: (job: Job) => Step | undefined, source: Source = 'poll'): Promise<Job | undefined> {
    const { store, clock, retention, isQuiet = false, onChange } = this.options;
    for (;;) {
      const before = await store.get(id);
      const next = before && step(before);
      if (before === undefined || next === undefined || next.job === before) return undefined;
      const { raw = {} } = next;
      const isNews = next.isNews && !isQuiet;
      const origin: StatusOrigin = { source, raw, storedAt: clock.wall() };
      const job = sinceAccepted(isNews ? { ...next.job, origin } : next.job, clock);
      const { keepUntil } = retainUntil(clock, retention);
      const says = isNews ? jobEvent(job, origin, { now: clock.now(), keepUntil }) : undefined;
      if (!(await store.change(before.epoch, job, says))) continue;
      const after = { ...job, epoch: before.epoch + 1 };
      onChange({ before, after, isNews });
      return after;
    }
  }
}

/** Whoever names a call has taken it. */
function sinceAccepted(job: Job, clock: Clock): Job {
  if (job.acceptedAt !== undefined || job.providerId === undefined) return job;
  return { ...job, acceptedAt: clock.now() };
}
