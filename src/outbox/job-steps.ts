import { toIso } from '../domain/clock';
import { compact } from '../domain/compact';
import type { DocumentInfo } from '../domain/document';
import { faxReached, type FaxStatus } from '../domain/fax';
import { isAhead, type Reached } from '../domain/is-ahead';
import { isFaxJob, isFaxStatus, type FaxJob, type Job, type JobFields, type SmsJob } from '../domain/job';
import { smsStateRank, type SmsStatus } from '../domain/sms';
import { without } from '../domain/without';
import {
  ACCEPTED,
  faxStatusOf,
  historyOf,
  QUEUED,
  smsStatusOf,
  withAttempt,
  withStatus,
  type FaxNews,
  type News,
  type SmsNews,
} from './job-status';

/** The result of a step in a job's life. The steps below are pure functions that return a new job. */
export interface Step {
  job: Job;
  /** True: the new status is reported as an event. */
  isNews: boolean;
  /** The provider's own fields, if the step comes from a status of the provider. */
  raw?: Record<string, unknown>;
}

/** The request is about to be made. This is stored before, so that no crash leaves a request that we do not know of. */
export function begin(job: Job, { now, overdueAt, sender }: { now: number; overdueAt: number; sender: string }): Step {
  const call = changed(unsought(forgetting(job, 'providerId', 'transmittedBy', 'movedAt', 'stoodAt', 'inDoubt')), {
    state: 'sending',
    calls: job.calls + 1,
    attempt: job.attempt + 1,
    callAt: now,
    sender,
    dueAt: overdueAt,
  });
  return { job: call, isNews: false };
}

/** The provider has certainly not accepted it, and not because of the job: it costs no attempt, and keeps its place. */
export function notTaken(job: Job): Step {
  return { job: waitingAgain(job), isNews: false };
}

/**
 * The provider had accepted it and then found no free channel: no call was made. This is news if a later state than
 * `queued` has been reported.
 */
export function noChannel(job: FaxJob): Step {
  const waiting = waitingAgain(job);
  if (job.status.state === 'queued') return { job: waiting, isNews: false };
  const status = faxStatusOf(waiting, { state: 'queued', final: false, cause: 'congestion', retryable: true });
  return { job: { ...waiting, status }, isNews: true };
}

/**
 * Nothing arrived after all. The number of the attempt is not used again, because its outcome was reported already.
 * `sender` stays: the process that still waits for the answer may learn otherwise.
 */
export function notSent(job: Job): Step {
  const { sender } = job;
  const queued = changed(calm(job), compact({ state: 'queued', dueAt: job.submittedAt, sender }));
  return { job: withStatus(queued, QUEUED), isNews: true };
}

/** The provider has the job, as its answer or a status says. */
export function accepted(
  job: Job,
  { providerId, now, dueAt }: { providerId: string; now: number; dueAt: number },
): Step {
  const taken = changed(unsought(job), { state: 'accepted', providerId, movedAt: now, dueAt });
  return { job: withStatus(taken, ACCEPTED), isNews: true };
}

/**
 * Gives the document to the provider's call that asks for it; undefined: another call has it, or the job waits or has
 * ended.
 */
export function transmit(
  job: FaxJob,
  call: { providerId: string; instance: string; now: number; dueAt: number },
): Step | undefined {
  const { providerId, instance } = call;
  const isOpen = job.state === 'sending' || job.state === 'unknown' || job.state === 'accepted';
  if (!isOpen || job.transmittedBy !== undefined) return undefined;
  const given: FaxJob = { ...job, transmittedBy: instance };
  return job.state === 'accepted' ? { job: { ...given, providerId }, isNews: false } : accepted(given, call);
}

/** The outcome of the call is unknown: not final, and the job is never sent again automatically. */
export function unclear(job: Job, dueAt: number): Step {
  const lost = changed(unsought(isFaxJob(job) ? stoodStill(job) : job), { state: 'unknown', dueAt });
  return { job: withStatus(lost, { ...UNKNOWN, ...lastPages(job) }), isNews: job.state !== 'unknown' };
}

export interface Look {
  /** How many looks have brought nothing, this one included. */
  lookups: number;
  dueAt: number;
  /** Since when all answers have been "no such call", in steady ms; undefined: the last look brought no such answer. */
  goneSince?: number;
}

/** A look at the job has brought nothing, or could not be made. */
export function lookedAt(job: Job, look: Look): Step {
  return { job: changed(forgetting(job, 'goneSince'), look), isNews: false };
}

/** The job's request has ended: no process waits for an answer any more. */
export function unanswered(job: Job): Job {
  return forgetting(job, 'sender');
}

function stoodStill(job: FaxJob): FaxJob {
  const { movedAt, status } = job;
  return movedAt === undefined || status.state === 'unknown' ? job : { ...job, stoodAt: status.state };
}

export interface Redial {
  dueAt: number;
  /** This and the next in ms of the wall clock, for people. */
  endedAt: number;
  nextAttemptAt: number;
}

/** The call failed, and another one follows. */
export function redial(job: FaxJob, ended: FaxNews, { endedAt, dueAt, nextAttemptAt }: Redial): Step {
  const { cause, pages } = ended;
  const waiting: FaxJob = {
    ...calm(job),
    state: 'queued',
    redials: { ...job.redials, [cause]: (job.redials[cause] ?? 0) + 1 },
    dueAt: Math.min(dueAt, job.giveUpAt),
  };
  const status: FaxStatus = {
    ...faxStatusOf(job, { ...without(ended, 'success'), state: 'queued', final: false, retryable: true }),
    nextAttemptAt: toIso(nextAttemptAt),
    history: withAttempt(job, { at: endedAt, cause, pages }),
  };
  return { job: { ...waiting, status }, isNews: true };
}

/** Progress of a fax. A status that is behind the job's current one changes nothing. */
export function faxProgress(job: FaxJob, news: FaxNews, { now, dueAt }: { now: number; dueAt: number }): Step {
  const status = faxStatusOf(job, news);
  const isNews = job.state !== 'accepted' || isAhead(reached(status), reached(job.status));
  if (!isNews) return { job, isNews };
  return { job: { ...unsought(job), state: 'accepted', movedAt: now, dueAt, status }, isNews };
}

export function smsProgress(job: SmsJob, news: SmsNews, { now, dueAt }: { now: number; dueAt: number }): Step {
  const status = smsStatusOf(job, news);
  const before = job.status.state;
  const isNews =
    status.state !== before &&
    (job.state !== 'accepted' || status.state === 'unknown' || isAhead(reached(status), reached(job.status)));
  if (!isNews) return { job, isNews };
  return { job: { ...unsought(job), state: 'accepted', movedAt: now, dueAt, status }, isNews };
}

export interface Closing {
  /** Wall clock in ms. */
  endedAt: number;
  keepUntil: number;
  documentUntil: number;
  /** What was faxed, as the flow gets it. */
  document: DocumentInfo | undefined;
}

export function finishFax(job: FaxJob, news: FaxNews, closing: Closing): Step {
  const { endedAt, document } = closing;
  const { cause, pages, state } = news;
  // A job without a call has no attempt to add.
  const hasCalled = job.state !== 'queued' && job.attempt > 0;
  const history = hasCalled ? withAttempt(job, { at: endedAt, cause, pages }) : historyOf(job);
  const status = compact<FaxStatus>({
    ...faxStatusOf(job, { ...news, final: true }),
    success: state === 'unknown' ? news.success : state === 'succeeded',
    history: history.length > 0 ? history : news.history,
    document: document ?? news.document,
  });
  return { job: { ...finished(job, closing), status }, isNews: true };
}

export function finishSms(job: SmsJob, news: SmsNews, closing: Closing): Step {
  const status = compact<SmsStatus>({
    ...smsStatusOf(job, { ...news, final: true }),
    success: news.state === 'unknown' ? news.success : news.state === 'delivered',
  });
  return { job: { ...finished(job, closing), status }, isNews: true };
}

/**
 * The job's time is over. If it waits for a call it has failed; if the provider has it, or may have it, it is unknown.
 */
export function giveUp(job: Job, closing: Closing): Step {
  const waits = job.state === 'queued';
  if (!isFaxJob(job)) {
    return finishSms(job, { state: waits ? 'expired' : 'unknown', final: true, retryable: waits }, closing);
  }
  const verdict: FaxNews = waits
    ? { state: 'failed', final: true, cause: 'timeout', retryable: true }
    : { ...UNKNOWN, ...lastPages(job) };
  return finishFax(job, verdict, closing);
}

/**
 * The job's time is over, and its call never asked for the document: nothing was sent. `message` says what to check.
 */
export function neverAsked(job: FaxJob, closing: Closing, message?: string): Step {
  const verdict: FaxNews = { state: 'failed', final: true, cause: 'timeout', retryable: true };
  return finishFax(job, message === undefined ? verdict : { ...verdict, message }, closing);
}

export function cancelled(job: Job, closing: Closing): Step {
  if (!isFaxJob(job)) return finishSms(job, { state: 'cancelled', final: true, retryable: false }, closing);
  return finishFax(job, { state: 'cancelled', final: true, cause: 'cancelled', retryable: false }, closing);
}

/** The user says that the fax or SMS arrived. */
export function vouchedFor(job: Job, closing: Closing): Step {
  if (!isFaxJob(job)) return finishSms(job, { state: 'delivered', final: true, retryable: false }, closing);
  return finishFax(job, { state: 'succeeded', final: true, cause: 'normal', retryable: false }, closing);
}

const UNKNOWN: News = { state: 'unknown', final: false, cause: 'unknown', retryable: false };

function finished<J extends Job>(job: J, { endedAt, keepUntil, documentUntil }: Closing): J {
  return changed(forgetting(job, 'dueAt'), { state: 'finished', finishedAt: endedAt, keepUntil, documentUntil });
}

/** As if its last call had not been made. */
function waitingAgain<J extends Job>(job: J): J {
  return changed(calm(job), { state: 'queued', attempt: job.attempt - 1, dueAt: job.submittedAt });
}

/** Without everything that belongs to a call under way. */
function calm<J extends Job>(job: J): J {
  return unsought(forgetting(job, 'providerId', 'callAt', 'sender', 'movedAt', 'stoodAt'));
}

/** With the count of looks that brought nothing at zero again. */
function unsought<J extends Job>(job: J): J {
  return changed(forgetting(job, 'goneSince'), { lookups: 0 });
}

function changed<J extends Job>(job: J, fields: Partial<JobFields>): J {
  return { ...job, ...fields };
}

/** Optional fields only: a job cannot be without the others. */
type Forgettable =
  'providerId' | 'transmittedBy' | 'callAt' | 'sender' | 'movedAt' | 'stoodAt' | 'goneSince' | 'inDoubt' | 'dueAt';

function forgetting<J extends Job>(job: J, ...names: Forgettable[]): J;
function forgetting(job: Partial<Pick<FaxJob, Forgettable>>, ...names: Forgettable[]): object {
  return without(job, ...names);
}

function reached(status: FaxStatus | SmsStatus): Reached {
  return isFaxStatus(status) ? faxReached(status) : { rank: smsStateRank(status.state) };
}

function lastPages({ status }: Job): { pages?: number } {
  return compact({ pages: isFaxStatus(status) ? status.pages : undefined });
}
