import type { FaxCause, FaxStatus } from '../domain/fax';
import type { Job } from '../domain/job';
import type { SmsStatus } from '../domain/sms';
import { historyOf } from './job-status';
import type { Closing, Step } from './job-steps';
import * as steps from './job-steps';

export interface JudgeContext {
  now: number;
  /** When to look at the job again, if the status is not its last. */
  lookAt: number;
  random: () => number;
  /** A real duration as the clock lets it pass. */
  scaled: (ms: number) => number;
  /** How a time reads on the wall clock. */
  wallAt: (at: number) => number;
  closing: Closing;
}

/** What a provider's status of the current call makes of a fax job. */
export function judgeFax(job: Job, told: FaxStatus, context: JudgeContext): Step {
  const { now, lookAt, closing } = context;
  if (told.state === 'queued' && told.cause === 'congestion') return steps.noChannel(job);
  if (!told.final) {
    if (told.state === 'unknown') return steps.unclear(job, lookAt);
    return steps.faxProgress(job, told, { now, dueAt: lookAt });
  }
  const verdict = withoutMissingPages(job, told);
  const again = verdict.state === 'failed' ? nextCall(job, verdict, context) : undefined;
  if (again === undefined) return steps.finishFax(job, verdict, closing);
  return steps.redial(job, verdict, {
    ...{ dueAt: again, endedAt: closing.endedAt, nextAttemptAt: context.wallAt(again) },
  });
}

/** What a provider's status makes of an SMS job: an SMS is not repeated by us, the network does that. */
export function judgeSms(job: Job, told: SmsStatus, { now, lookAt, closing }: JudgeContext): Step {
  return told.final ? steps.finishSms(job, told, closing) : steps.smsProgress(job, told, { now, dueAt: lookAt });
}

/** When to call again; undefined = this was the last call. */
function nextCall(job: Job, { cause, retryable }: FaxStatus, context: JudgeContext): number | undefined {
  const { order, redials } = job;
  if (!retryable || order.kind !== 'fax' || historyOf(job).length + 1 >= order.attempts) return undefined;
  const pause = redialPause(cause, redials[cause] ?? 0, context.random);
  if (pause === undefined) return undefined;
  const at = context.now + context.scaled(pause);
  return at < job.giveUpAt ? at : undefined;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Pauses before each further call, by cause: docs/faxes.md#causes. A cause that is not here is not redialled. */
const PAUSES: Partial<Record<FaxCause, readonly number[]>> = {
  busy: [3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE],
  'no-answer': [5 * MINUTE, 15 * MINUTE],
  // A person is being rung.
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

/** At most a tenth more, so that jobs that failed together do not call together. */
const JITTER = 0.1;

/** How long to wait in ms before the next call, after `made` calls for this cause; undefined = no further call. */
export function redialPause(cause: FaxCause, made: number, random: () => number): number | undefined {
  const pause = PAUSES[cause]?.[made];
  return pause === undefined ? undefined : pause * (1 + JITTER * random());
}

/**
 * Success with fewer pages than were sent, or than were counted on the way, is none: docs/faxes.md#success-that-is-none. Zero
 * pages say that the provider did not count, not that a successful fax was empty. Where nobody knows how many pages the
 * document has, the status says so, because a part of it would look the same.
 */
function withoutMissingPages(job: Job, told: FaxStatus): FaxStatus {
  const arrived = told.pages ?? 0;
  if (told.state !== 'succeeded' || arrived === 0) return told;
  if (arrived < knownPages(job)) {
    return { ...told, state: 'failed', success: false, cause: 'partial', retryable: false };
  }
  const { order } = job;
  if (order.kind === 'fax' && order.pages === undefined) return { message: NOT_COMPARED, ...told };
  return told;
}

const NOT_COMPARED = 'how many pages the document has is not known: compare it with how many arrived';

/** At least so many pages the document has. */
function knownPages({ order, status }: Job): number {
  const sent = order.kind === 'fax' ? (order.pages ?? 0) : 0;
  const seen = steps.isFaxStatus(status) && status.state === 'transferring' ? (status.pages ?? 0) : 0;
  return Math.max(sent, seen);
}
