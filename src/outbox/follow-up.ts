import { fromNow, waitUntil } from '../domain/clock';
import { ItemGoneError } from '../domain/errors';
import type { ProviderEvent } from '../domain/events';
import { faxReached } from '../domain/fax';
import { UNASKED } from '../domain/fax-verdict';
import { isAhead } from '../domain/is-ahead';
import { isFaxJob, type Job, type JobState } from '../domain/job';
import type { JobHead } from '../store/job-store';
import { closingOf } from './closing';
import { isUnasked } from './hand-over-document';
import * as steps from './job-steps';
import { giveUpOrWait, firstLookAt, nextLookAt, nextSearchAt, notAfterEnd } from './next-look';
import type { OutboxContext } from './outbox-context';
import { callOf, serviceOf } from './outgoing-call';
import { isAnswerAwaited } from './own-requests';
import { recoverSending } from './recover';
import { track } from './track';
import { isQuiet } from './under-way';

const MINUTE = 60_000;

/** A search that finds nothing is believed after this many before it, and only once the quiet window is over. */
const NOT_FOUND_AFTER = 2;
/**
 * "No such call" is believed if the provider has answered nothing else for this long: a new call may not be listed
 * yet, and a gateway whose service is down knows no calls.
 */
const GONE_MS = 15 * MINUTE;
/** A call that has not moved for this long, and longer for each page, hangs: docs/contract.md#reconcile. */
const STALE_MS = 60 * MINUTE;
const STALE_PER_PAGE_MS = 3 * MINUTE;
const LATE_LOOKS = 5;
const PAGE = 50;

const FOLLOWED: readonly JobState[] = ['sending', 'accepted', 'unknown'];

/** Asks the provider for the outcome of jobs that it has, or may have, and ends those whose time is over. */
export class FollowUp {
  readonly #context: OutboxContext;
  /** How many times the last look at a job has failed, by job id. */
  readonly #lateLooks = new Map<string, number>();

  constructor(context: OutboxContext) {
    this.#context = context;
  }

  async step(signal: AbortSignal): Promise<number | undefined> {
    const { store, scope, clock } = this.#context;
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
    return next === undefined ? undefined : waitUntil(clock, next);
  }

  async #lookAt(head: JobHead, signal: AbortSignal): Promise<void> {
    const job = await this.#context.store.jobs.get(head.id);
    if (job?.state !== head.state) return;
    if (job.state === 'sending') return recoverSending(this.#context, job.id);
    const isOver = job.giveUpAt <= this.#context.clock.now();
    const { itemWaitMs } = this.#context.standing;
    if (itemWaitMs > 0) return this.#failed(job, isOver, itemWaitMs);
    try {
      await (job.providerId === undefined ? this.#search(job, signal) : this.#ask(job, job.providerId, signal));
    } catch (error) {
      if (signal.aborted) return;
      this.#context.standing.itemMet(error);
      return this.#failed(job, isOver);
    }
    if (isOver) await this.#giveUp(job);
  }

  /**
   * The provider could not be asked, or may not be for `waitMs`. If it was the job's last look, it may be made again.
   */
  #failed(job: Job, isOver: boolean, waitMs = 0): Promise<void> {
    if (!isOver) return this.#notLooked(job);
    return this.#isAskedAgain(job) ? this.#notLooked(job, waitMs) : this.#giveUp(job);
  }

  /** A computer that wakes from sleep after a job's end has no network yet: then the last look is made a few times. */
  #isAskedAgain({ id, giveUpAt }: Job): boolean {
    const looks = (this.#lateLooks.get(id) ?? 0) + 1;
    const isLate = giveUpAt + this.#context.clock.scaled(MINUTE) <= this.#context.clock.now();
    const again = isLate && looks <= LATE_LOOKS;
    if (again) this.#lateLooks.set(id, looks);
    return again;
  }

  async #ask(job: Job, providerId: string, signal: AbortSignal): Promise<void> {
    let event: ProviderEvent | undefined;
    try {
      event = await callOf(this.#context, job)?.status(providerId, signal);
    } catch (error) {
      if (!(error instanceof ItemGoneError)) throw error;
      return this.#notKnown(job);
    }
    if (event && !isStill(job, event)) await track(this.#context, event, 'poll', job);
    await (this.#isStale(job) ? this.#lose(job) : this.#lookLater(job));
  }

  /** The provider says that it has no such call. It is asked again before that is believed. */
  #notKnown(job: Job): Promise<void> {
    const { clock } = this.#context;
    const { goneSince = clock.now() } = job;
    const isGone = goneSince + clock.scaled(GONE_MS) <= clock.now();
    // A hanging call is given up sooner: if it was unknown at the look before, too.
    const isStale = job.goneSince !== undefined && this.#isStale(job);
    return isGone || isStale ? this.#lose(job) : this.#lookLater(job, { goneSince });
  }

  /** Looks for evidence whether a request without an answer arrived. */
  async #search(job: Job, signal: AbortSignal): Promise<void> {
    const { store, jobs, scope, clock } = this.#context;
    const isTaken = async (providerId: string): Promise<boolean> =>
      (await store.jobs.byProviderId(scope, providerId)) !== undefined;
    const evidence = await callOf(this.#context, job)?.findSent({ isTaken, signal });
    switch (evidence?.outcome) {
      case 'found': {
        const { providerId } = evidence;
        const found = { providerId, now: clock.now(), dueAt: fromNow(clock, 1_000) };
        await jobs.update(job.id, (now) => (isSameCall(now, job) ? steps.accepted(now, found) : undefined));
        return;
      }
      case 'not-found':
        // Believed only after several searches, and after the time in which a slow provider would have shown the job.
        if (this.#isQuiet(job) && job.lookups >= NOT_FOUND_AFTER && !isAnswerAwaited(this.#context, job)) {
          await jobs.update(job.id, (now) => (isSameCall(now, job) ? steps.notSent(now) : undefined));
          return;
        }
        return this.#lookLater(job);
      case 'cannot-tell':
      case undefined:
        return this.#lookLater(job, {
          lookups: 0,
          dueAt: this.#canSearch(job) ? nextSearchAt(job, this.#context.clock) : job.giveUpAt,
        });
    }
  }

  /** If the provider cannot be searched, only a status or the user can say what happened. */
  #canSearch({ order }: Job): boolean {
    return serviceOf(this.#context.provider, order.kind)?.findSent !== undefined;
  }

  /** The provider did not answer, which is no evidence: searches that found nothing are counted from zero again. */
  #notLooked(job: Job, waitMs = 0): Promise<void> {
    const { clock } = this.#context;
    const isSearch = job.state === 'unknown' && job.providerId === undefined;
    const next = isSearch ? notAfterEnd(job, fromNow(clock, MINUTE), clock) : nextLookAt(job, clock);
    const dueAt = Math.max(next, clock.now() + waitMs);
    return this.#lookLater(job, isSearch ? { lookups: 0, dueAt } : { dueAt });
  }

  #isQuiet({ callAt = 0, order }: Job): boolean {
    return isQuiet(this.#context.clock, { kind: order.kind, callAt });
  }

  /** Plans the next look, unless the job has changed meanwhile. */
  async #lookLater(job: Job, look: Partial<steps.Look> = {}): Promise<void> {
    const { jobs, clock } = this.#context;
    await jobs.update(job.id, (now) => {
      if (now.epoch !== job.epoch) return undefined;
      return steps.lookedAt(now, { lookups: now.lookups + 1, dueAt: nextLookAt(now, clock), ...look });
    });
  }

  /** Does the call hang? To be asked only after an answer of the provider: an outage is no hanging call. */
  #isStale(job: Job): boolean {
    const { state, movedAt } = job;
    if (state !== 'accepted' || !isFaxJob(job) || movedAt === undefined) return false;
    const patience = STALE_MS + STALE_PER_PAGE_MS * (job.order.pages ?? 0);
    return movedAt + this.#context.clock.scaled(patience) <= this.#context.clock.now();
  }

  async #lose(job: Job): Promise<void> {
    if (job.state !== 'accepted') return this.#lookLater(job);
    const { jobs, clock } = this.#context;
    await jobs.update(job.id, (now) =>
      now.epoch === job.epoch ? steps.unclear(now, firstLookAt(now, clock)) : undefined,
    );
  }

  /** Ends the job, unless its last look has brought something new. */
  async #giveUp(job: Job): Promise<void> {
    const { jobs, clock } = this.#context;
    this.#lateLooks.delete(job.id);
    const closing = await closingOf(this.#context, job);
    await jobs.update(job.id, (now) => {
      if (hasMoved(now, job)) return undefined;
      if (!isUnasked(this.#context, now)) return giveUpOrWait(now, closing, clock);
      // A call that has begun only now may just be ringing: then no setting is to blame.
      return steps.neverAsked(now, closing, this.#isQuiet(now) ? UNASKED : undefined);
    });
  }
}

/** True if a call that was given up as hanging still reports the same: only progress or its end takes it up again. */
function isStill(job: Job, { kind, payload }: ProviderEvent): boolean {
  if (!isFaxJob(job) || kind !== 'fax.status' || payload.final) return false;
  const { state, stoodAt, status } = job;
  if (state !== 'unknown' || stoodAt === undefined) return false;
  return !isAhead(faxReached(payload), faxReached({ state: stoodAt, pages: status.pages }));
}

function hasMoved(now: Job, then: Job): boolean {
  return now.state !== then.state || now.providerId !== then.providerId || now.movedAt !== then.movedAt;
}

function isSameCall(now: Job, then: Job): boolean {
  return now.state === 'unknown' && now.calls === then.calls && now.providerId === undefined;
}
