import type { Job } from '../domain/job';
import { reportOf } from './final-reports';
import { asTaken } from './job-status';
import type { OutboxContext } from './outbox-context';
import type { SendingNodes } from './sending-nodes';

/** A message as it is in memory. After a restart there are none. */
export interface Live {
  /** Id of the node that sends it. */
  node: string;
  message: Record<string, unknown>;
}

export type AcceptancesContext = Pick<OutboxContext, 'store' | 'clock'> & { nodes: SendingNodes };

/** Output 1: reported once for every live message, when the provider has taken its job. */
export class Acceptances {
  readonly #live = new Map<string, Live[]>();

  constructor(private readonly context: AcceptancesContext) {}

  expect(jobId: string, live: Live): void {
    this.#live.set(jobId, [...(this.#live.get(jobId) ?? []), live]);
  }

  inherit(before: Acceptances): void {
    for (const [jobId, messages] of before.#live) for (const message of messages) this.expect(jobId, message);
  }

  forget(jobId: string): void {
    this.#live.delete(jobId);
  }

  report(job: Job): void {
    const live = this.#live.get(job.id) ?? [];
    this.forget(job.id);
    const report = { ...reportOf(asTaken(job), this.context.clock), attempt: 1, redelivered: false };
    for (const { node, message } of live) this.context.nodes.accepted(node, { ...report, message });
  }

  /**
   * The event of this message was offered again, because what closes it behind output 1 never came to that: so it gets
   * its own, at once where the provider has the job already.
   */
  async again(jobId: string, live: Live): Promise<void> {
    this.expect(jobId, live);
    // One that cannot be read now is reported when its next status comes, or its event is offered once more.
    const job = await this.context.store.jobs.get(jobId).catch(() => undefined);
    // A job of an earlier version has no `acceptedAt`.
    if (job?.acceptedAt !== undefined || job?.providerId !== undefined) this.report(job);
    else if (job?.state === 'finished') this.forget(jobId);
  }
}
