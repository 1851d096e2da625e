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

/** When to ask the provider for this job again; never after its time is over. Wall-clock ms. */
export function lookAgainAt(job: Job, { clock }: { clock: Clock }): number {
  return Math.min(clock.now() + clock.scaled(pauseOf(job)), job.giveUpAt);
}

function pauseOf({ lookups, order, state }: Job): number {
  const first = FIRST[lookups];
  if (first !== undefined) return first;
  if (state === 'unknown') return UNKNOWN_LATER;
  return order.kind === 'sms' && lookups > SMS_LATE_AFTER ? SMS_LATE : LATER;
}
