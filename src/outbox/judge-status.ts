import { fromNow, type Clock } from '../domain/clock';
import type { KindAndPayload } from '../domain/events';
import type { FaxCause, FaxStatus } from '../domain/fax';
import { withoutMissingPages } from '../domain/fax-verdict';
import { isFaxJob, type FaxJob, type Job, type SmsJob } from '../domain/job';
import type { SmsStatus } from '../domain/sms';
import { historyOf } from './job-status';
import * as steps from './job-steps';
import type { Closing, Step } from './job-steps';

export interface JudgeContext {
  clock: Pick<Clock, 'now' | 'scaled' | 'wallAt'>;
  random: () => number;
  /** When to look at the job again if the status does not end it; steady ms. */
  lookAt: number;
  closing: Closing;
}

export type ReceivedStatus = KindAndPayload<'fax.status' | 'sms.status'>;

/**
 * Decides what a provider's status of the current call does to a job; undefined: the status is one of the other kind.
 */
export function judge(job: Job, status: ReceivedStatus, context: JudgeContext): Step | undefined {
  if (isFaxJob(job)) return status.kind === 'fax.status' ? judgeFax(job, status.payload, context) : undefined;
  return status.kind === 'sms.status' ? judgeSms(job, status.payload, context) : undefined;
}

export function judgeFax(job: FaxJob, status: FaxStatus, context: JudgeContext): Step {
  const { clock, lookAt, closing } = context;
  if (status.state === 'queued' && status.cause === 'congestion') return steps.noChannel(job);
  if (!status.final) {
    if (status.state === 'unknown') return steps.unclear(job, lookAt);
    return steps.faxProgress(job, status, { now: clock.now(), dueAt: lookAt });
  }
  const verdict = withKnownPages(job, status);
  const again = verdict.state === 'failed' ? nextCall(job, verdict, context) : undefined;
  if (again === undefined) return steps.finishFax(job, verdict, closing);
  return steps.redial(job, verdict, {
    dueAt: again,
    endedAt: closing.endedAt,
    nextAttemptAt: clock.wallAt(again),
  });
}

/** A failed SMS is final: the network has repeated it already, so we do not. */
export function judgeSms(job: SmsJob, status: SmsStatus, { clock, lookAt, closing }: JudgeContext): Step {
  return status.final
    ? steps.finishSms(job, status, closing)
    : steps.smsProgress(job, status, { now: clock.now(), dueAt: lookAt });
}

/** If the number of pages cannot be compared, the status says so: a fax of which only a part arrived looks the same. */
function withKnownPages(job: FaxJob, status: FaxStatus): FaxStatus {
  // Zero pages say that the provider did not count, not that a successful fax was empty.
  const arrived = status.pages === 0 ? undefined : status.pages;
  const verdict = withoutMissingPages(status, { arrived, known: knownPages(job) });
  const isCompared = arrived === undefined || job.order.pages !== undefined;
  return verdict.state === 'succeeded' && !isCompared ? { message: NOT_COMPARED, ...verdict } : verdict;
}

const NOT_COMPARED = 'the number of pages in the document is not known: compare it with the number that arrived';

/** The document has at least this many pages. */
function knownPages({ order, status }: FaxJob): number {
  const seen = status.state === 'transferring' ? (status.pages ?? 0) : 0;
  return Math.max(order.pages ?? 0, seen);
}

/** When to call again, in steady ms; undefined = this was the last call. */
function nextCall(job: FaxJob, { cause, retryable }: FaxStatus, context: JudgeContext): number | undefined {
  const { clock, random } = context;
  if (!retryable || historyOf(job).length + 1 >= job.order.attempts) return undefined;
  const pause = redialPause(cause, job.redials[cause] ?? 0, random);
  if (pause === undefined) return undefined;
  const at = fromNow(clock, pause);
  return at < job.giveUpAt ? at : undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses before each further call, by cause: docs/faxes.md#causes. A cause that is not here is not redialled. */
const PAUSES: Partial<Record<FaxCause, readonly number[]>> = {
  busy: [3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE],
  'no-answer': [5 * MINUTE, 15 * MINUTE],
  // Each call rings a person's telephone.
  'not-fax': [15 * MINUTE],
  'line-fault': [MINUTE, 5 * MINUTE, 15 * MINUTE],
  negotiation: [MINUTE],
  'comms-fault': [MINUTE, 5 * MINUTE, 15 * MINUTE],
  'page-quality': [10 * MINUTE, 10 * MINUTE],
  hangup: [MINUTE, 5 * MINUTE, 15 * MINUTE],
  timeout: [MINUTE, 5 * MINUTE, 15 * MINUTE],
  congestion: [30 * SECOND, 2 * MINUTE, 10 * MINUTE, 10 * MINUTE],
  'provider-error': [MINUTE],
  unknown: [MINUTE, 5 * MINUTE],
};

/** Pauses are up to a tenth longer, so that jobs that failed together do not all call again together. */
const JITTER = 0.1;

/** How long to wait in ms before the next call, after `made` calls for this cause; undefined = no further call. */
export function redialPause(cause: FaxCause, made: number, random: () => number): number | undefined {
  const pause = PAUSES[cause]?.[made];
  return pause === undefined ? undefined : pause * (1 + JITTER * random());
}
