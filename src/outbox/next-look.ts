import type { Clock } from '../domain/clock';
import type { Job } from '../domain/job';

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
export function nextLookAt(job: Job, { clock }: { clock: Clock }): number {
  return notAfterEnd(job, clock.now() + clock.scaled(pauseOf(job)), { clock });
}

/**
 * When to search again for a request without an answer, after a search that could not tell: pauses double, from a minute
 * to an hour. Never after its time is over.
 */
export function nextSearchAt(job: Job, { clock }: { clock: Clock }): number {
  const now = clock.now();
  const waited = now - (job.callAt ?? now);
  const pause = Math.min(Math.max(waited, clock.scaled(UNKNOWN_LATER)), clock.scaled(LONGEST));
  return notAfterEnd(job, now + pause, { clock });
}

/** The end of its time is looked at in time; after it there is none to be in time for. */
export function notAfterEnd({ giveUpAt }: Job, at: number, { clock }: { clock: Clock }): number {
  return giveUpAt > clock.now() ? Math.min(at, giveUpAt) : at;
}

function pauseOf({ lookups, order, state }: Job): number {
  const first = FIRST[lookups];
  if (first !== undefined) return first;
  if (state === 'unknown') return UNKNOWN_LATER;
  return order.kind === 'sms' && lookups > SMS_LATE_AFTER ? SMS_LATE : LATER;
}
