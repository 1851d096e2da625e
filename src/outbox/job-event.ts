import { hash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { eventKey } from '../domain/event-key';
import type { Job, StatusOrigin } from '../domain/job';
import type { NewEvent } from '../store/event-row';
import { isFaxStatus } from './job-steps';

/** The event that tells status nodes where a job stands: its id is the job's, the same over all attempts. */
export function jobEvent(
  job: Job,
  { source, raw, storedAt }: StatusOrigin,
  times: Pick<NewEvent, 'now' | 'keepUntil'>,
): NewEvent {
  const { status, scope } = job;
  const kind = isFaxStatus(status) ? 'fax.status' : 'sms.status';
  return {
    key: statusKey(job),
    scope,
    kind,
    connection: job.connection,
    source,
    providerId: job.id,
    ...(status.to !== undefined && { to: status.to }),
    payload: status,
    raw,
    ...('occurredAt' in status && { occurredAt: status.occurredAt }),
    storedAt,
    hashes: { state: hash('sha256', status.state) },
    // The job itself moves only forward, so each of its changes is news.
    progress: { subject: job.id, attempt: 1, rank: job.epoch + 1, pages: 0, final: isSettled(job) },
    start: 'new',
    ...times,
  };
}

/** Tells of a job that has just been submitted. */
export function queuedEvent(job: Job, { clock, keepUntil }: { clock: Clock; keepUntil: number }): NewEvent {
  const origin: StatusOrigin = { source: 'poll', raw: {}, storedAt: clock.wall() };
  const event = jobEvent(job, origin, { now: clock.now(), keepUntil });
  return { ...event, progress: { subject: job.id, attempt: 1, rank: 0, pages: 0, final: false } };
}

/** By the call and not the attempt: a call that found no channel is told, and its attempt is made once more. */
export function statusKey({ id, calls, status, scope }: Job): string {
  const name = `${id}-${calls}:${status.state}`;
  if (isFaxStatus(status)) return eventKey(scope, 'fax.status', status.final ? name : `${name}:${status.pages ?? 0}`);
  // Else its final `unknown` would be taken for the one before.
  const mayStillEnd = status.state === 'unknown' && !status.final;
  return eventKey(scope, 'sms.status', mayStillEnd ? `${name}:0` : name);
}

/** After a final `unknown` the truth may still come, and is then told. */
function isSettled({ status }: Job): boolean {
  return status.final && status.state !== 'unknown';
}
