import { compact } from '../domain/compact';
import type { FaxStatus } from '../domain/fax';
import { isFaxJob, type Job } from '../domain/job';
import type { SendResult, Verdict } from '../domain/send-result';
import type { SmsStatus } from '../domain/sms';
import { closingOf } from './closing';
import { takeEarly } from './early-statuses';
import * as steps from './job-steps';
import type { Closing, Step } from './job-steps';
import { judgeFax, judgeSms } from './judge-status';
import { firstLookAt } from './next-look';
import type { OutboxContext } from './outbox-context';
import { track } from './track';

/**
 * Stores the result of one request. If a status has overtaken the answer, the status stands. If other instances have
 * taken this process for gone, what they concluded from its silence gives way to the answer, as long as they know
 * nothing else.
 */
export async function recordAnswer(context: OutboxContext, call: Job, result: SendResult): Promise<void> {
  const closing = await closingOf(context, result.outcome === 'refused' ? call : undefined);
  await context.jobs.update(call.id, (job) =>
    isAwaited(job, call) ? answered(context, job, { result, closing }) : undefined,
  );
  if (result.outcome !== 'accepted') return;
  if (result.status) await track(context, result.status, 'poll', call);
  await takeEarly(context, result.providerId, call);
}

function isAwaited(job: Job, { calls, sender }: Job): boolean {
  return job.calls === calls && job.sender === sender && job.providerId === undefined && job.state !== 'finished';
}

interface Answer {
  result: SendResult;
  closing: Closing;
}

function answered(context: OutboxContext, job: Job, answer: Answer): Step {
  const step = job.state === 'sending' ? inTime(context, job, answer) : late(context, job, answer);
  return { ...step, job: steps.unanswered(step.job) };
}

/**
 * The job is no longer `sending`: it is `unknown`, or `queued` again because searches did not find it or the user
 * decided so.
 */
function late(context: OutboxContext, job: Job, answer: Answer): Step {
  const { outcome } = answer.result;
  const isNothingNew = outcome === 'unknown' || (job.state === 'queued' && outcome !== 'accepted');
  if (isNothingNew) return { job, isNews: false };
  return outcome === 'not-now' || outcome === 'held' ? steps.notSent(job) : inTime(context, job, answer);
}

function inTime(context: OutboxContext, job: Job, { result, closing }: Answer): Step {
  const { clock } = context;
  const lookAt = firstLookAt(job, clock);
  switch (result.outcome) {
    case 'accepted':
      return steps.accepted(job, { providerId: result.providerId, now: clock.now(), dueAt: lookAt });
    case 'not-now':
    case 'held':
      return steps.notTaken(job);
    case 'unknown':
      return steps.unclear(job, lookAt);
    case 'refused': {
      const judging = { ...context, lookAt, closing };
      const step = isFaxJob(job)
        ? judgeFax(job, refusedFax(job, result.verdict), judging)
        : judgeSms(job, refusedSms(job, result.verdict), judging);
      return compact<Step>({ ...step, raw: result.raw });
    }
  }
}

function refusedFax({ id, attempt }: Job, { cause, retryable, result, message }: Verdict): FaxStatus {
  const state = cause === 'cancelled' ? 'cancelled' : 'failed';
  return compact({ id, direction: 'out', state, final: true, cause, retryable, attempt, result, message });
}

function refusedSms({ id }: Job, { retryable, result, failure }: Verdict): SmsStatus {
  return compact({ id, state: 'rejected', final: true, retryable, result, failure });
}
