import { fromNow, type Clock } from '../domain/clock';
import { isFaxJob, type Job, type Order } from '../domain/job';
import { giveUp, type Closing, type Step } from './job-steps';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A call is soon over; etherFAX's own clients ask every 5 s. */
const FIRST = [5 * SECOND, 10 * SECOND, 20 * SECOND];
const LATER = 30 * SECOND;
/** A receipt may take days or never come, and is pushed when it does. */
const SMS_LATE_AFTER = 30;
const SMS_LATE = 5 * MINUTE;
/** What was accepted without an answer shows at once or late; then it is no longer urgent. */
const UNKNOWN_LATER = 60 * SECOND;
const LONGEST = 60 * MINUTE;

/** When to ask the provider for this job again; never after its time is over. */
export function nextLookAt(job: Job, clock: Clock): number {
  return notAfterEnd(job, fromNow(clock, pauseOf(job)), clock);
}

/** The same once something has become of it: soon again. */
export function firstLookAt(job: Job, clock: Clock): number {
  return nextLookAt({ ...job, lookups: 0 }, clock);
}

/**
 * When to search again for a request without an answer, after a search that could not tell: pauses double, from a minute
 * to an hour. Never after its time is over.
 */
export function nextSearchAt(job: Job, clock: Clock): number {
  const now = clock.now();
  const waited = now - (job.callAt ?? now);
  const pause = Math.min(Math.max(waited, clock.scaled(UNKNOWN_LATER)), clock.scaled(LONGEST));
  return notAfterEnd(job, now + pause, clock);
}

/** Not later than the end of its time; once that is over, it does not matter. */
export function notAfterEnd({ giveUpAt }: Job, at: number, clock: Clock): number {
  return giveUpAt > clock.now() ? Math.min(at, giveUpAt) : at;
}

/**
 * When a job is given up: its patience counts from now, or from when its SMS is to go out. That is a time of the wall clock,
 * so how far ahead it is can change.
 */
export function giveUpTime(order: Order, patienceMs: number, clock: Clock): number {
  return clock.now() + Math.max(sendAtOf(order) - clock.wall(), 0) + patienceMs;
}

/** Ends a job whose time is over; but not one whose SMS is still to go out, because the wall clock was set since. */
export function giveUpOrWait(job: Job, closing: Closing, clock: Clock): Step {
  const { order, patienceMs = 0 } = job;
  if (sendAtOf(order) <= clock.wall()) return giveUp(job, closing);
  return { job: { ...job, giveUpAt: giveUpTime(order, patienceMs, clock) }, isNews: false };
}

/** By the wall clock; 0 = at once. */
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
