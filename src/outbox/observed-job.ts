import { compact } from '../domain/compact';
import type { FaxCause, FaxState } from '../domain/fax';
import { isFaxJob, isFaxStatus, type Job } from '../domain/job';
import { lastFours, type Happening, type Observation } from '../domain/observation';
import type { SmsState } from '../domain/sms';
import type { JobChange } from './job-changes';

/** The observation that reports what happened to a job. */
export function observedJob(what: Happening, job: Job): Observation {
  const { id, order, reference, attempt, status } = job;
  return compact<Observation>({
    what,
    kind: order.kind,
    direction: 'out',
    item: { type: 'job', id },
    ...lastFours(order),
    reference,
    pages: isFaxJob(job) ? (job.status.pages ?? job.order.pages) : undefined,
    reason: reasonOf(what, status),
    attempt: attempt > 0 ? attempt : undefined,
  });
}

/** What a change is reported as; most changes are steps on the way and are not. */
export function happenings({ before, after }: JobChange): Happening[] {
  const isTaken = before.acceptedAt === undefined && after.acceptedAt !== undefined;
  const taken: Happening[] = isTaken ? [isFaxJob(after) ? 'accepted' : 'sent'] : [];
  if (after.state === 'queued') {
    if (after.redials !== before.redials) return [...taken, 'redial'];
    return before.state === 'unknown' ? ['queued'] : taken;
  }
  const { state, final } = after.status;
  if (state === before.status.state && final === before.status.final) return taken;
  const end = ENDS[state];
  return end ? [...taken, end] : taken;
}

const ENDS: Partial<Record<Job['status']['state'], Happening>> = {
  succeeded: 'sent',
  delivered: 'delivered',
  failed: 'failed',
  rejected: 'failed',
  expired: 'failed',
  cancelled: 'cancelled',
  unknown: 'unknown',
};

/** A fax has a cause; of an SMS only the state means the same for every provider. */
function reasonOf(what: Happening, status: Job['status']): FaxCause | FaxState | SmsState | 'given-up' | undefined {
  if (what === 'unknown') return status.final ? 'given-up' : 'no-answer';
  if (what !== 'failed' && what !== 'redial') return undefined;
  return isFaxStatus(status) ? status.cause : status.state;
}
