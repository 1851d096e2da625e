import { ItemGoneError } from '../domain/errors';
import type { ProviderEvent } from '../domain/events';
import { faxStateRank } from '../domain/fax';
import type { Job, JobState } from '../domain/job';
import type { JobHead } from '../store/job-store';
import { callUnderWay, QUIET_MS } from './under-way';
import { giveUpOrWait } from './give-up-time';
import * as steps from './job-steps';
import { nextLookAt, notAfterEnd, nextSearchAt } from './next-look';
import { closingOf, fromNow, callOf, type OutboxContext } from './outbox-context';
import { follow } from './track';

const MINUTE = 60_000;

/** An item that the provider does not know may not show yet; believed after so many looks and the quiet window. */
const GONE_AFTER = 2;
/** A call that has not moved for so long hangs: docs/contract.md#reconcile. */
const STALE_MS = 60 * MINUTE;
const STALE_PER_PAGE_MS = 3 * MINUTE;
const LATE_LOOKS = 5;
const PAGE = 50;

const FOLLOWED: readonly JobState[] = ['sending', 'accepted', 'unknown'];

/** Asks the provider what became of jobs that it has, or may have, and ends those whose time is over. */
export class FollowUp {
  /** Last looks that failed, by job. */
  readonly #lateLooks = new Map<string, number>();

  constructor(private readonly context: OutboxContext) {}

  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock } = this.context;
    const now = clock.now();
    let handled = 0;
    for (const state of FOLLOWED) {
      for (const head of await store.jobs.due({ scope, state, now, limit: PAGE })) {
        if (signal.aborted) return undefined;
        await this.#lookAt(head, signal);
        handled += 1;
      }
    }
    if (handled > 0) return 0;
    const next = await store.jobs.nextDue(scope, FOLLOWED);
    return next === undefined ? undefined : Math.max(next - clock.now(), 0) + 1;
  }

  async #lookAt(head: JobHead, signal: AbortSignal): Promise<void> {
    const job = await this.context.store.jobs.get(head.id);
    if (job?.state !== head.state) return;
    if (job.state === 'sending') return this.#recover(job);
    const isOver = job.giveUpAt <= this.context.clock.now();
    if (this.context.standing.itemWaitMs > 0) return this.#failed(job, isOver);
    try {
      await (job.providerId === undefined ? this.#search(job, signal) : this.#ask(job, job.providerId, signal));
    } catch (error) {
      if (signal.aborted) return;
      this.context.standing.itemMet(error);
      return this.#failed(job, isOver);
    }
    if (isOver) await this.#giveUp(job);
  }

  #failed(job: Job, isOver: boolean): Promise<void> {
    return isOver && !this.#isAskedAgain(job) ? this.#giveUp(job) : this.#notLooked(job);
  }

  /** A machine that slept over a job's end has no network at once: then the last look is made again, but not for ever. */
  #isAskedAgain({ id, giveUpAt }: Job): boolean {
    const looks = (this.#lateLooks.get(id) ?? 0) + 1;
    const isLate = giveUpAt + this.context.clock.scaled(MINUTE) <= this.context.clock.now();
    const again = isLate && looks <= LATE_LOOKS;
    if (again) this.#lateLooks.set(id, looks);
    else this.#lateLooks.delete(id);
    return again;
  }

  /** Its process is gone, and with it the answer. */
  async #recover({ id }: Job): Promise<void> {
    const { jobs } = this.context;
    if (callUnderWay(id) !== undefined) {
      await jobs.update(id, (job) =>
        job.state === 'sending' ? { job: { ...job, dueAt: fromNow(this.context, MINUTE) }, isNews: false } : undefined,
      );
      return;
    }
    await jobs.update(id, (job) =>
      job.state === 'sending' ? steps.unclear(job, nextLookAt({ ...job, lookups: 0 }, this.context)) : undefined,
    );
  }

  async #ask(job: Job, providerId: string, signal: AbortSignal): Promise<void> {
    try {
      const event = await callOf(this.context, job)?.status(providerId, signal);
      const moved = event && !isStill(job, event) && (await follow(this.context, job, event, 'poll'));
      if (!moved) await (this.#isStale(job) ? this.#lose(job) : this.#lookLater(job));
    } catch (error) {
      if (!(error instanceof ItemGoneError)) throw error;
      const isGone = job.lookups >= GONE_AFTER && this.#isQuiet(job);
      await (isGone || this.#isStale(job) ? this.#lose(job) : this.#lookLater(job));
    }
  }

  /** A request without an answer: did it arrive? */
  async #search(job: Job, signal: AbortSignal): Promise<void> {
    const { store, jobs, scope, clock } = this.context;
    const isTaken = async (providerId: string): Promise<boolean> =>
      (await store.jobs.byProviderId(scope, providerId)) !== undefined;
    const evidence = await callOf(this.context, job)?.findSent({ isTaken, signal });
    switch (evidence?.outcome) {
      case 'found': {
        const { providerId } = evidence;
        const found = { providerId, now: clock.now(), dueAt: fromNow(this.context, 1_000) };
        await jobs.update(job.id, (now) => (isSameCall(now, job) ? steps.accepted(now, found) : undefined));
        return;
      }
      case 'not-found':
        // Twice, and only after what a slow provider accepts would have shown.
        if (this.#isQuiet(job) && job.lookups >= GONE_AFTER) {
          await jobs.update(job.id, (now) => (isSameCall(now, job) ? steps.notSent(now) : undefined));
          return;
        }
        return this.#lookLater(job);
      case 'no-telling':
      case undefined:
        return this.#lookLater(job, {
          lookups: 0,
          dueAt: this.#canSearch(job) ? nextSearchAt(job, this.context) : job.giveUpAt,
        });
    }
  }

  /** Where the provider cannot be asked, only a status or the user can tell. */
  #canSearch({ order }: Job): boolean {
    const { fax, sms } = this.context.provider;
    return (order.kind === 'fax' ? fax : sms)?.findSent !== undefined;
  }

  /** No answer, or not asked: no evidence, so the searches that found nothing are counted anew. */
  #notLooked(job: Job): Promise<void> {
    if (job.state !== 'unknown' || job.providerId !== undefined) return this.#lookLater(job);
    return this.#lookLater(job, { lookups: 0, dueAt: notAfterEnd(job, fromNow(this.context, MINUTE), this.context) });
  }

  #isQuiet({ callAt = 0, order }: Job): boolean {
    return callAt + this.context.clock.scaled(QUIET_MS[order.kind]) <= this.context.clock.now();
  }

  async #lookLater(job: Job, next?: { lookups: number; dueAt: number }): Promise<void> {
    await this.context.jobs.update(job.id, (now) => {
      if (now.state !== job.state || now.epoch !== job.epoch) return undefined;
      const { lookups, dueAt } = next ?? { lookups: now.lookups + 1, dueAt: nextLookAt(now, this.context) };
      return { job: { ...now, lookups, dueAt }, isNews: false };
    });
  }

  /** Asked of what the provider has just answered: an outage is no hanging call. */
  #isStale({ state, movedAt, order }: Job): boolean {
    if (state !== 'accepted' || order.kind !== 'fax' || movedAt === undefined) return false;
    const patience = STALE_MS + STALE_PER_PAGE_MS * (order.pages ?? 0);
    return movedAt + this.context.clock.scaled(patience) <= this.context.clock.now();
  }

  async #lose({ id }: Job): Promise<void> {
    await this.context.jobs.update(id, (job) =>
      job.state === 'accepted'
        ? steps.unclear(job, nextLookAt({ ...job, lookups: 0 }, this.context))
        : this.#patient(job),
    );
  }

  #patient(job: Job): steps.Step | undefined {
    if (job.state !== 'unknown') return undefined;
    return { job: { ...job, lookups: job.lookups + 1, dueAt: nextLookAt(job, this.context) }, isNews: false };
  }

  /** The last look may have brought something. */
  async #giveUp(job: Job): Promise<void> {
    const { jobs, clock } = this.context;
    const closing = await closingOf(this.context, job);
    await jobs.update(job.id, (now) => (hasMoved(now, job) ? undefined : giveUpOrWait(now, closing, clock)));
  }
}

/** What hung and still says the same goes on hanging; only progress or an end brings it back. */
function isStill({ state, stoodAt, status }: Job, { kind, payload }: ProviderEvent): boolean {
  if (state !== 'unknown' || stoodAt === undefined || kind !== 'fax.status' || payload.final) return false;
  const pages = 'pages' in status ? (status.pages ?? 0) : 0;
  return faxStateRank(payload.state) <= faxStateRank(stoodAt) && (payload.pages ?? 0) <= pages;
}

function hasMoved(now: Job, then: Job): boolean {
  return now.state !== then.state || now.providerId !== then.providerId || now.movedAt !== then.movedAt;
}

function isSameCall(now: Job, then: Job): boolean {
  return now.state === 'unknown' && now.calls === then.calls && now.providerId === undefined;
}
