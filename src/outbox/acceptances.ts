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

const PAGE = 32;

/** Output 1: reported once for every live message, when the provider has taken its job. */
export class Acceptances {
  readonly #live = new Map<string, Live[]>();
  /** Those of them that are stored, in order of submission, and where each stood when it was seen last. */
  readonly #waiting = new Map<string, Job['status']['state']>();
  #lookedAt: string | undefined;

  constructor(private readonly context: AcceptancesContext) {}

  expect(jobId: string, live: Live): void {
    this.#live.set(jobId, [...(this.#live.get(jobId) ?? []), live]);
  }

  /** Others may send it from now on. */
  stored({ id, status }: Job): void {
    if (this.context.store.sharing.isShared && this.#live.has(id)) this.#waiting.set(id, status.state);
  }

  inherit(before: Acceptances): void {
    for (const [jobId, messages] of before.#live) for (const message of messages) this.expect(jobId, message);
    for (const [jobId, state] of before.#waiting) this.#waiting.set(jobId, state);
  }

  forget(jobId: string): void {
    this.#live.delete(jobId);
    this.#waiting.delete(jobId);
  }

  /** As the job is now, whoever has changed it. */
  settle(job: Job): void {
    if (!this.#live.has(job.id)) return;
    if (isTaken(job)) this.#report(job);
    else if (job.state === 'finished') this.forget(job.id);
  }

  /**
   * Another instance sends the jobs: what has become of those at the front, which go first, and by turns of the others.
   * Resolves with whether more may be found.
   */
  async look(): Promise<boolean> {
    const ids = this.#next();
    const jobs = await this.context.store.jobs.getAll(ids);
    for (const [index, id] of ids.entries()) if (this.#waiting.has(id)) this.#see(id, jobs[index]);
    return this.#waiting.size > 0 && !ids.slice(0, PAGE).some((id) => this.#waiting.has(id));
  }

  /**
   * The event of this message was offered again, because what closes it behind output 1 never came to that: so it gets
   * its own, at once where the provider has the job already.
   */
  async again(jobId: string, live: Live): Promise<void> {
    this.expect(jobId, live);
    // One that cannot be read now is reported when its next status comes, or its event is offered once more.
    const job = await this.context.store.jobs.get(jobId).catch(() => undefined);
    if (job === undefined) return;
    this.stored(job);
    this.settle(job);
  }

  #see(id: string, job: Job | undefined): void {
    // Another message had asked for the same before.
    if (job === undefined) this.forget(id);
    else {
      if (job.status.state !== this.#waiting.get(id)) this.context.nodes.showProgress(job);
      this.#waiting.set(id, job.status.state);
      this.settle(job);
    }
  }

  #report(job: Job): void {
    const live = this.#live.get(job.id) ?? [];
    this.forget(job.id);
    const report = { ...reportOf(asTaken(job), this.context.clock), attempt: 1, redelivered: false };
    for (const { node, message } of live) this.context.nodes.accepted(node, { ...report, message });
  }

  #next(): string[] {
    const waiting = [...this.#waiting.keys()];
    const from = this.#lookedAt === undefined ? 0 : waiting.indexOf(this.#lookedAt) + 1;
    const others = waiting.slice(Math.max(from, PAGE)).slice(0, PAGE);
    this.#lookedAt = others.at(-1);
    return [...waiting.slice(0, PAGE), ...others];
  }
}

/** A job of an earlier version has no `acceptedAt`. */
function isTaken({ acceptedAt, providerId }: Job): boolean {
  return acceptedAt !== undefined || providerId !== undefined;
}
