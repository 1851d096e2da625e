import type { Clock } from '../domain/clock';
import type { Job } from '../domain/job';
import type { JobStore } from '../store/job-store';
import { type JobReport, reportOf } from './final-reports';
import { takenStatus } from './job-status';

/** A message as it is in memory. After a restart there are none. */
export interface Live {
  /** Node id of the sender. */
  node: string;
  message: Record<string, unknown>;
}

export interface AcceptancesOptions {
  store: JobStore;
  clock: Clock;
  tell: (node: string, report: JobReport) => void;
}

/** What goes out at output 1: once for every live message, when the provider has taken its job. */
export class Acceptances {
  readonly #live = new Map<string, Live[]>();

  constructor(private readonly options: AcceptancesOptions) {}

  expect(jobId: string, live: Live): void {
    this.#live.set(jobId, [...(this.#live.get(jobId) ?? []), live]);
  }

  inherit(before: Acceptances): void {
    for (const [jobId, messages] of before.#live) for (const message of messages) this.expect(jobId, message);
  }

  forget(jobId: string): void {
    this.#live.delete(jobId);
  }

  tell(job: Job): void {
    const live = this.#live.get(job.id) ?? [];
    this.forget(job.id);
    const report = { ...reportOf({ ...job, status: takenStatus(job) }, this.options.clock), attempt: 1 };
    for (const { node, message } of live) this.options.tell(node, { ...report, message, redelivered: false });
  }

  /**
   * The event of this message was offered again, because what closes it behind output 1 never came to that: so it gets
   * its own, at once where the provider has the job already.
   */
  async again(jobId: string, live: Live): Promise<void> {
    this.expect(jobId, live);
    // One that cannot be read now is told when its next status comes, or its event is offered once more.
    const job = await this.options.store.get(jobId).catch(() => undefined);
    // A job of an earlier version has no `acceptedAt`.
    if (job?.acceptedAt !== undefined || job?.providerId !== undefined) this.tell(job);
    else if (job?.state === 'finished') this.forget(jobId);
  }
}
