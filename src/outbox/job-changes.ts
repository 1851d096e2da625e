import { hash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { compact } from '../domain/compact';
import { compareAndSet } from '../domain/compare-and-set';
import { eventKey, type Scope } from '../domain/event-key';
import type { Source, KindAndPayload } from '../domain/events';
import { isFaxStatus, type Job, type StatusOrigin } from '../domain/job';
import { retainUntil, type Retention } from '../domain/retention';
import type { NewEvent } from '../store/event-row';
import type { JobStore } from '../store/job-store';
import type { Step } from './job-steps';

export interface JobChangesOptions {
  store: JobStore;
  /** The scope of jobs kept until the account is known: their changes make no events, which need an account's scope. */
  keptIn?: Scope;
  clock: Clock;
  retention: Retention;
  /** Called when a changed job has been stored. `isNews`: with an event for the status nodes. */
  onChange: (change: JobChange) => void;
}

export interface JobChange {
  before: Job;
  after: Job;
  isNews: boolean;
}

/** Changes jobs by compare-and-set, each change in one commit with the event that reports it. */
export class JobChanges {
  readonly #options: JobChangesOptions;

  constructor(options: JobChangesOptions) {
    this.#options = options;
  }

  /**
   * Reads the job, lets `step` decide and writes the result; again if the job has been changed in between. `step` is
   * pure, and returns undefined if there is nothing to do. Resolves with the changed job, undefined if there was no
   * change.
   */
  async update(id: string, step: (job: Job) => Step | undefined, source: Source = 'poll'): Promise<Job | undefined> {
    const { store, onChange } = this.#options;
    const changed = await compareAndSet({
      read: () => store.get(id),
      decide: (before) => {
        const next = before && step(before);
        return before && next && next.job !== before ? { before, ...this.#withEvent(next, source) } : undefined;
      },
      write: (change) => change === undefined || store.change(change.before.epoch, change.job, change.says),
    });
    if (!changed) return undefined;
    const { before, job, says } = changed;
    const after = { ...job, epoch: before.epoch + 1 };
    onChange({ before, after, isNews: says !== undefined });
    return after;
  }

  #withEvent(
    { job: stepped, isNews, raw = {} }: Step,
    source: Source,
  ): { job: Job; says: NewEvent<StatusKind> | undefined } {
    const { clock, retention, keptIn } = this.#options;
    if (!isNews || stepped.scope === keptIn) return { job: sinceAccepted(stepped, clock), says: undefined };
    const origin: StatusOrigin = { source, raw, storedAt: clock.wall() };
    const job = sinceAccepted({ ...stepped, origin }, clock);
    const { keepUntil } = retainUntil(clock, retention);
    return { job, says: jobEvent(job, origin, { now: clock.now(), keepUntil }) };
  }
}

/** A provider that has given the call an id has accepted it. */
function sinceAccepted(job: Job, clock: Clock): Job {
  if (job.acceptedAt !== undefined || job.providerId === undefined) return job;
  return { ...job, acceptedAt: clock.now() };
}

type StatusKind = 'fax.status' | 'sms.status';

/** The event that reports the job's status to the status nodes. Its id is the job's, the same for all attempts. */
export function jobEvent(
  job: Job,
  { source, raw, storedAt }: StatusOrigin,
  times: Pick<NewEvent, 'now' | 'keepUntil'>,
): NewEvent<StatusKind> {
  const { status, scope } = job;
  return compact<NewEvent<StatusKind>>({
    key: statusKey(job),
    scope,
    ...kindAndPayloadOf(status),
    connection: job.connection,
    source,
    providerId: job.id,
    to: status.to,
    raw,
    occurredAt: isFaxStatus(status) ? undefined : status.occurredAt,
    storedAt,
    hashes: { state: hash('sha256', status.state) },
    // A job only moves forward, so each of its changes is news: the epoch is the rank.
    progress: { subject: job.id, attempt: 1, rank: job.epoch + 1, pages: 0, final: isFinal(job) },
    start: 'new',
    ...times,
  });
}

function kindAndPayloadOf(status: Job['status']): KindAndPayload<StatusKind> {
  return isFaxStatus(status) ? { kind: 'fax.status', payload: status } : { kind: 'sms.status', payload: status };
}

/** The event of a job that has just been submitted. */
export function queuedEvent(job: Job, { clock, keepUntil }: { clock: Clock; keepUntil: number }): NewEvent<StatusKind> {
  const origin: StatusOrigin = { source: 'poll', raw: {}, storedAt: clock.wall() };
  const event = jobEvent(job, origin, { now: clock.now(), keepUntil });
  return { ...event, progress: { subject: job.id, attempt: 1, rank: 0, pages: 0, final: false } };
}

/**
 * By the number of the call, not of the attempt: a call that found no free channel is reported, but its attempt
 * repeated.
 */
export function statusKey({ id, calls, status, scope }: Job): string {
  const name = `${id}-${calls}:${status.state}`;
  if (isFaxStatus(status)) return eventKey(scope, 'fax.status', status.final ? name : `${name}:${status.pages ?? 0}`);
  // Otherwise the final `unknown` would have the same key as the `unknown` that was not final.
  const mayStillEnd = status.state === 'unknown' && !status.final;
  return eventKey(scope, 'sms.status', mayStillEnd ? `${name}:0` : name);
}

/** After a final `unknown` the real outcome may still come, and is then reported. */
function isFinal({ status }: Job): boolean {
  return status.final && status.state !== 'unknown';
}
