import type { Job } from '../domain/job';
import { reportOf } from './final-reports';
import { asTaken } from './job-status';
import type { OutboxContext } from './outbox-context';
import type { SendingNodes } from './sending-nodes';

/** A message in memory, with everything that cannot be stored. After a restart there are none. */
export interface Live {
  /** Id of the node that sends it. */
  node: string;
  message: Record<string, unknown>;
}

export type AcceptancesContext = Pick<OutboxContext, 'store' | 'clock'> & { nodes: SendingNodes };

const PAGE = 32;

/** Output 1: sends every live message once, when the provider has accepted its job. */
export class Acceptances {
  readonly #context: AcceptancesContext;
  readonly #live = new Map<string, Live[]>();
  /** Stored jobs that other instances may send, in order of submission, each with its state when it was last read. */
  readonly #waiting = new Map<string, Job['status']['state']>();
  #lookedAt: string | undefined;

  constructor(context: AcceptancesContext) {
    this.#context = context;
  }

  expect(jobId: string, live: Live): void {
    this.#live.set(jobId, [...(this.#live.get(jobId) ?? []), live]);
  }

  /** To be called once the job is stored: from now on another instance may send it. */
  stored({ id, status }: Job): void {
    if (this.#context.store.sharing.isShared && this.#live.has(id)) this.#waiting.set(id, status.state);
  }

  inherit(before: Acceptances): void {
    for (const [jobId, messages] of before.#live) for (const message of messages) this.expect(jobId, message);
    for (const [jobId, state] of before.#waiting) this.#waiting.set(jobId, state);
  }

  forget(jobId: string): void {
    this.#live.delete(jobId);
    this.#waiting.delete(jobId);
  }

  /** To be called with the job after each change, by this or another instance. */
  settle(job: Job): void {
    if (!this.#live.has(job.id)) return;
    if (isTaken(job)) this.#report(job);
    else if (job.state === 'finished') this.forget(job.id);
  }

  /**
   * Reads what other instances have made of waiting jobs: each time the first ones, which are sent first, and a page
   * of the rest in turn. Resolves with true if another look may find more.
   */
  async look(): Promise<boolean> {
    const ids = this.#next();
    const jobs = await this.#context.store.jobs.getAll(ids);
    for (const [index, id] of ids.entries()) if (this.#waiting.has(id)) this.#see(id, jobs[index]);
    return this.#waiting.size > 0 && !ids.slice(0, PAGE).some((id) => this.#waiting.has(id));
  }

  /**
   * The event of this message was offered again, because its flow ended before `mark-received` behind output 1. So this
   * message gets an output 1 of its own, at once if the provider already has the job.
   */
  async again(jobId: string, live: Live): Promise<void> {
    this.expect(jobId, live);
    // If the job cannot be read now, output 1 follows with its next status, or when the event is offered once more.
    const job = await this.#context.store.jobs.get(jobId).catch(() => undefined);
    if (job === undefined) return;
    this.stored(job);
    this.settle(job);
  }

  #see(id: string, job: Job | undefined): void {
    // It has been joined to a job that an earlier message had made, and is gone.
    if (job === undefined) this.forget(id);
    else {
      if (job.status.state !== this.#waiting.get(id)) this.#context.nodes.showProgress(job);
      this.#waiting.set(id, job.status.state);
      this.settle(job);
    }
  }

  #report(job: Job): void {
    const live = this.#live.get(job.id) ?? [];
    this.forget(job.id);
    const report = { ...reportOf(asTaken(job), this.#context.clock), attempt: 1, redelivered: false };
    for (const { node, message } of live) this.#context.nodes.accepted(node, { ...report, message });
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
