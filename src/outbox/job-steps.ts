import { toIso } from '../domain/clock';
import { isAhead, type Reached } from '../domain/is-ahead';
import type { DocumentInfo } from '../domain/document';
import type { FaxStatus } from '../domain/fax';
import { faxStateRank } from '../domain/fax';
import type { Job } from '../domain/job';
import type { SmsStatus } from '../domain/sms';
import { smsStateRank } from '../domain/sms';
import { faxStatusOf, historyOf, smsStatusOf, withAttempt } from './job-status';

/** What becomes of a job, step by step: pure functions, a new job each. `isNews`: its status is told as an event. */
export interface Step {
  job: Job;
  isNews: boolean;
  /** The provider's own fields, where the step comes from an event of its. */
  raw?: Record<string, unknown>;
}

type FaxNews = Omit<FaxStatus, 'id' | 'direction' | 'attempt'>;
type SmsNews = Omit<SmsStatus, 'id'>;

/** The request is about to go out: written before it does, so that a crash never leaves one unknown. */
export function begin(job: Job, now: number, overdueAt: number): Step {
  const call: Job = {
    ...without(job, 'providerId', 'transmittedBy', 'movedAt', 'stoodAt'),
    state: 'sending',
    calls: job.calls + 1,
    attempt: job.attempt + 1,
    callAt: now,
    lookups: 0,
    dueAt: overdueAt,
  };
  return { job: call, isNews: false };
}

/** Surely not taken, and no fault of the job: it costs no attempt, and the job keeps its place. */
export function notTaken(job: Job): Step {
  const { attempt, submittedAt } = job;
  return { job: { ...calm(job), state: 'queued', attempt: attempt - 1, dueAt: submittedAt }, isNews: false };
}

/** The provider had taken it, and then found no channel: no call was made, which whoever saw it dialling has to know. */
export function noChannel(job: Job): Step {
  const { job: waiting } = notTaken(job);
  const status = faxStatusOf(waiting, { state: 'queued', final: false, cause: 'congestion', retryable: true });
  const isNews = job.status.state !== 'queued';
  return { job: isNews ? { ...waiting, status } : waiting, isNews };
}

/** Nothing arrived after all. The attempt's number is not used again, because its fate was told already. */
export function notSent(job: Job): Step {
  const queued: Job = { ...calm(job), state: 'queued', dueAt: job.submittedAt };
  const status =
    job.order.kind === 'fax'
      ? faxStatusOf(queued, { state: 'queued', final: false, cause: 'none', retryable: false })
      : smsStatusOf(queued, { state: 'queued', final: false, retryable: false });
  return { job: { ...queued, status }, isNews: true };
}

/** The provider has it: it answered so, or a status told. */
export function accepted(
  job: Job,
  { providerId, now, dueAt }: { providerId: string; now: number; dueAt: number },
): Step {
  const taken: Job = { ...job, state: 'accepted', providerId, movedAt: now, lookups: 0, dueAt };
  const status =
    job.order.kind === 'fax'
      ? faxStatusOf(taken, { state: 'accepted', final: false, cause: 'none', retryable: false })
      : smsStatusOf(taken, { state: 'accepted', final: false, retryable: false });
  return { job: { ...taken, status }, isNews: true };
}

/** The call that asks for the document gets it, once; undefined: it does not. */
export function transmit(
  job: Job,
  call: { providerId: string; instance: string; now: number; dueAt: number },
): Step | undefined {
  const { providerId, instance } = call;
  const isOpen = job.state === 'sending' || job.state === 'unknown' || job.state === 'accepted';
  if (!isOpen || job.transmittedBy !== undefined) return undefined;
  const given: Job = { ...job, transmittedBy: instance };
  return job.state === 'accepted' ? { job: { ...given, providerId }, isNews: false } : accepted(given, call);
}

/** Nobody can say what became of the call: not final, and never repeated by itself. */
export function unclear(job: Job, dueAt: number): Step {
  const { status: last } = job;
  const stood = job.movedAt !== undefined && isFaxStatus(last) && last.state !== 'unknown' ? last.state : job.stoodAt;
  const lost: Job = { ...job, state: 'unknown', lookups: 0, dueAt, ...(stood && { stoodAt: stood }) };
  const status =
    job.order.kind === 'fax'
      ? faxStatusOf(lost, { ...lastPages(job), state: 'unknown', final: false, cause: 'unknown', retryable: false })
      : smsStatusOf(lost, { state: 'unknown', final: false, retryable: false });
  return { job: { ...lost, status }, isNews: job.state !== 'unknown' };
}

export interface Redial {
  dueAt: number;
  /** Wall clock in ms, as people read them. */
  endedAt: number;
  nextAttemptAt: number;
}

/** The call failed, and another one follows. */
export function redial(job: Job, ended: FaxNews, { endedAt, dueAt, nextAttemptAt }: Redial): Step {
  const { cause, pages } = ended;
  const history = withAttempt(job, { at: endedAt, cause, ...(pages !== undefined && { pages }) });
  const waiting: Job = {
    ...calm(job),
    state: 'queued',
    redials: { ...job.redials, [cause]: (job.redials[cause] ?? 0) + 1 },
    dueAt: Math.min(dueAt, job.giveUpAt),
  };
  const status = faxStatusOf(job, {
    ...without(ended, 'success'),
    ...{ state: 'queued', final: false, retryable: true, nextAttemptAt: toIso(nextAttemptAt) },
  });
  return { job: { ...waiting, status: { ...status, ...(history && { history }) } }, isNews: true };
}

/** Where a fax stands. Only forward: what is behind what was told already changes nothing. */
export function faxProgress(job: Job, told: FaxNews, { now, dueAt }: { now: number; dueAt: number }): Step {
  const status = faxStatusOf(job, told);
  const isNews = job.state !== 'accepted' || isAhead(reached(status), reached(job.status));
  const moved: Job = { ...job, state: 'accepted', movedAt: now, lookups: 0, dueAt };
  return isNews ? { job: { ...moved, status }, isNews } : { job, isNews };
}

export function smsProgress(job: Job, told: SmsNews, { now, dueAt }: { now: number; dueAt: number }): Step {
  const status = smsStatusOf(job, told);
  const before = job.status.state;
  const isNews =
    status.state !== before &&
    (job.state !== 'accepted' || status.state === 'unknown' || isAhead(reached(status), reached(job.status)));
  if (!isNews) return { job, isNews };
  return { job: { ...job, state: 'accepted', movedAt: now, lookups: 0, dueAt, status }, isNews };
}

export interface Closing {
  /** Wall clock in ms. */
  endedAt: number;
  keepUntil: number;
  documentUntil: number;
  /** What was faxed, as the flow gets it. */
  document: DocumentInfo | undefined;
}

export function finishFax(job: Job, told: FaxNews, closing: Closing): Step {
  const { endedAt, document } = closing;
  const { cause, pages } = told;
  // A job that never called has no attempt to list.
  const hasCalled = job.state !== 'queued' && job.attempt > 0;
  const history = hasCalled
    ? withAttempt(job, { at: endedAt, cause, ...(pages !== undefined && { pages }) })
    : historyOf(job);
  const status: FaxStatus = {
    ...faxStatusOf(job, { ...told, final: true }),
    ...(told.state !== 'unknown' && { success: told.state === 'succeeded' }),
    ...(history !== undefined && history.length > 0 && { history }),
    ...(document && { document }),
  };
  return { job: finished(job, status, closing), isNews: true };
}

export function finishSms(job: Job, told: SmsNews, closing: Closing): Step {
  const status: SmsStatus = {
    ...smsStatusOf(job, { ...told, final: true }),
    ...(told.state !== 'unknown' && { success: told.state === 'delivered' }),
  };
  return { job: finished(job, status, closing), isNews: true };
}

/** Its time is over: never begun, or between two calls = failed; with the provider, or perhaps there = unknown. */
export function giveUp(job: Job, closing: Closing): Step {
  const waits = job.state === 'queued';
  if (job.order.kind === 'sms') {
    return finishSms(job, { state: waits ? 'expired' : 'unknown', final: true, retryable: waits }, closing);
  }
  const verdict: FaxNews = waits
    ? { state: 'failed', final: true, cause: 'timeout', retryable: true }
    : { ...lastPages(job), state: 'unknown', final: true, cause: 'unknown', retryable: false };
  return finishFax(job, verdict, closing);
}

export function cancelled(job: Job, closing: Closing): Step {
  if (job.order.kind === 'sms') return finishSms(job, { state: 'cancelled', final: true, retryable: false }, closing);
  return finishFax(job, { state: 'cancelled', final: true, cause: 'cancelled', retryable: false }, closing);
}

/** The user says that it arrived. */
export function vouchedFor(job: Job, closing: Closing): Step {
  if (job.order.kind === 'sms') return finishSms(job, { state: 'delivered', final: true, retryable: false }, closing);
  return finishFax(job, { state: 'succeeded', final: true, cause: 'normal', retryable: false }, closing);
}

export function isFaxStatus(status: FaxStatus | SmsStatus): status is FaxStatus {
  return 'direction' in status;
}

function finished(job: Job, status: FaxStatus | SmsStatus, { endedAt, keepUntil, documentUntil }: Closing): Job {
  return {
    ...without(job, 'dueAt'),
    ...{ state: 'finished', finishedAt: endedAt, keepUntil, documentUntil, status },
  };
}

/** No call of it is under way. */
function calm(job: Job): Job {
  return { ...without(job, 'providerId', 'callAt', 'movedAt', 'stoodAt'), lookups: 0 };
}

function reached(status: FaxStatus | SmsStatus): Reached {
  if (!isFaxStatus(status)) return { rank: smsStateRank(status.state) };
  return { rank: faxStateRank(status.state), pages: status.pages };
}

function lastPages({ status }: Job): { pages?: number } {
  return isFaxStatus(status) && status.pages !== undefined ? { pages: status.pages } : {};
}

function without<T extends object, K extends keyof T>(whole: T, ...names: K[]): Omit<T, K> {
  const rest = { ...whole };
  for (const name of names) Reflect.deleteProperty(rest, name);
  return rest;
}
