import { fromNow, type Clock } from '../domain/clock';
import { isFaxJob, type Job, type Order } from '../domain/job';
import { giveUp, type Closing, type Step } from './job-steps';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A call may soon be over; etherFAX's own clients ask every 5 s. */
const FIRST = [5 * SECOND, 10 * SECOND, 20 * SECOND];
const LATER = 30 * SECOND;
/** An SMS's delivery receipt may take days or never come, and is pushed when it does: after 30 looks they get rare. */
const SMS_LATE_AFTER = 30;
const SMS_LATE = 5 * MINUTE;
/**
 * A job that was accepted without an answer is found at once or much later: after the first looks there is no hurry.
 */
const UNKNOWN_LATER = 60 * SECOND;
const LONGEST = 60 * MINUTE;

/** When to ask the provider for this job again, in steady ms: at the latest when its time is over. */
export function nextLookAt(job: Job, clock: Clock): number {
  return notAfterEnd(job, fromNow(clock, pauseOf(job)), clock);
}

/** The same after a change of the job: soon again. */
export function firstLookAt(job: Job, clock: Clock): number {
  return nextLookAt({ ...job, lookups: 0 }, clock);
}

/**
 * When to search again for a request without an answer, after a search that could not decide. Pauses double, from a
 * minute to an hour. At the latest when the job's time is over.
 */
export function nextSearchAt(job: Job, clock: Clock): number {
  const now = clock.now();
  const waited = now - (job.callAt ?? now);
  const pause = Math.min(Math.max(waited, clock.scaled(UNKNOWN_LATER)), clock.scaled(LONGEST));
  return notAfterEnd(job, now + pause, clock);
}

/** `at`, but not later than the end of the job's time if that is still to come. */
export function notAfterEnd({ giveUpAt }: Job, at: number, clock: Clock): number {
  return giveUpAt > clock.now() ? Math.min(at, giveUpAt) : at;
}

/**
 * When a job is given up: `patienceMs` after now, or after the time for which its SMS is planned. That is a time of
 * the wall clock, which may be set, so how far ahead it is can change.
 */
export function giveUpTime(order: Order, patienceMs: number, clock: Clock): number {
  return clock.now() + Math.max(sendAtOf(order) - clock.wall(), 0) + patienceMs;
}

/**
 * Ends a job whose time is over, unless its SMS is planned for later because the wall clock has been set back since.
 */
export function giveUpOrWait(job: Job, closing: Closing, clock: Clock): Step {
  const { order, patienceMs = 0 } = job;
  if (sendAtOf(order) <= clock.wall()) return giveUp(job, closing);
  return { job: { ...job, giveUpAt: giveUpTime(order, patienceMs, clock) }, isNews: false };
}

/** In ms of the wall clock; 0 = at once. */
function sendAtOf(order: Order): number {
  return order.kind === 'sms' && order.sendAt !== undefined ? Date.parse(order.sendAt) : 0;
}

function pauseOf(job: Job): number {
  const { lookups, state } = job;
  const first = FIRST[lookups];
  if (first !== undefined) return first;
  if (state === 'unknown') return UNKNOWN_LATER;
  return !isFaxJob(job) && lookups > SMS_LATE_AFTER ? SMS_LATE : LATER;
}
