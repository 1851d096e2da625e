import type { ProviderEvent, Source } from '../domain/events';
import type { Scope } from '../domain/event-key';
import type { Job, JobState } from '../domain/job';
import type { NewEvent } from './event-row';

/**
 * The part of the store that the outbox uses. It knows nothing of what a job's states mean: a job is replaced as a
 * whole by compare-and-set on its `epoch`, and found by the fields named here. As everywhere in the store a write is
 * durable when its promise resolves, rejects with `StoreError`, and nothing scans all rows (test/contract/job-store.ts
 * proves it).
 */
export interface JobStore {
  /**
   * Stores a new job (`epoch` 0), or adds its message to the job that has the same identity. The check and the write
   * are one: of two submits at once with one identity the second joins. The same job again changes nothing. `says`, the
   * event that tells of a new job, is accepted (as `Store.accept` does) in the same commit, or not at all.
   */
  submit(job: Job, identity?: JobIdentity, says?: NewEvent): Promise<SubmitResult>;
  /** All of them, each as `submit` does it and in this order, in one commit; where one is in conflict, none. */
  submitAll(list: readonly Submission[]): Promise<SubmitAllResult>;
  get(id: string): Promise<Job | undefined>;
  /** As `get`, in the order of `ids`, in one look. */
  getAll(ids: readonly string[]): Promise<(Job | undefined)[]>;
  /** By any provider id that a job of this scope has or had, the last submitted one. Compared in lower case. */
  byProviderId(scope: Scope, providerId: string): Promise<Job | undefined>;
  /**
   * Puts `next` in place of the job of the same id, if that still has `epoch`. `next.epoch` is set to `epoch + 1`.
   * `says`, the event that tells of the change, is accepted (as `Store.accept` does) in the same commit, or not at all.
   */
  change(epoch: number, next: Job, says?: NewEvent): Promise<boolean>;
  /**
   * Gives a job to another scope, together with its identity there: where a job that has not failed has that identity for
   * the same content, its messages join that one and it is gone; where it has it for other content, this one keeps none.
   * What `says` makes of the moved job, as others have left it, is accepted in the same commit, unless it joined. undefined:
   * there is no such job elsewhere.
   */
  move(id: string, scope: Scope, says?: (moved: Job) => NewEvent): Promise<Taken | undefined>;
  /** Heads of jobs in `state` whose `dueAt` is not after `now`, by due time, then in order of submission. */
  due(query: DueJobs): Promise<JobHead[]>;
  /** The earliest `dueAt` of the scope's jobs in one of `states`; undefined = there is none. */
  nextDue(scope: Scope, states: readonly JobState[]): Promise<number | undefined>;
  /** In order of submission, after `after` (a `seq`). */
  list(query: { scope: Scope; state: JobState; after?: number; limit: number }): Promise<JobHead[]>;
  /** How many jobs there are in each state, and how many finished ones have a message that was not told. */
  counts(scope: Scope): Promise<JobCounts>;

  /** Finished jobs that hold a message of this node which was not told yet; in order of submission, after `after`. */
  untold(query: { scope: Scope; node: string; after?: number; limit: number }): Promise<UntoldJob[]>;

  /**
   * Keeps a status of a provider id that no job has (yet): it may have overtaken the answer to our own request.
   * The same key is kept once.
   */
  keepEarly(item: EarlyStatus): Promise<void>;
  earlyFor(scope: Scope, providerId: string): Promise<EarlyStatus[]>;
  /** Those whose `until` is not after `now`. */
  earlyDue(scope: Scope, now: number, limit: number): Promise<EarlyStatus[]>;
  nextEarly(scope: Scope): Promise<number | undefined>;
  dropEarly(scope: Scope, key: string): Promise<void>;
}

export interface JobName {
  /** Unique within the store. */
  key: string;
  /** SHA-256 (hex) of what is to be sent: the same identity with other content is a conflict. */
  content: string;
}

export interface JobIdentity extends JobName {
  /** By which an earlier version would have named the same job; it is the same job then. */
  former?: JobName;
  /**
   * Another name of the same job: that of a number alone, or of one in a list. Other content under it is another job.
   */
  also?: JobName;
  /**
   * `always`: join the job that has this identity. `unless-failed`: not if that has failed; then this job takes the
   * identity over. `never`: take the identity over, so that a later submit can join.
   */
  join: 'always' | 'unless-failed' | 'never';
}

/** The arguments of `JobStore.submit`. */
export interface Submission {
  job: Job;
  identity?: JobIdentity | undefined;
  says?: NewEvent | undefined;
}

/** `joined`: `job` is the one that was there, with the message added. */
export interface Taken {
  outcome: 'new' | 'joined';
  job: Job;
}

/** `conflict`: nothing was stored. */
export type SubmitResult = Taken | { outcome: 'conflict' };

export type SubmitAllResult = { outcome: 'stored'; taken: Taken[] } | { outcome: 'conflict' };

export interface DueJobs {
  scope: Scope;
  state: JobState;
  now: number;
  limit: number;
}

/** What is needed to choose among jobs, without reading their documents and messages. */
export interface JobHead {
  id: string;
  /** In order of submission. */
  seq: number;
  kind: 'fax' | 'sms';
  to: string;
  state: JobState;
  attempt: number;
  submittedAt: number;
  dueAt?: number;
  giveUpAt: number;
  callAt?: number;
}

export type UntoldJob = Pick<JobHead, 'id' | 'seq'>;

export type JobCounts = Record<JobState | 'untold', number>;

export interface EarlyStatus {
  scope: Scope;
  /** The key that its event would have. */
  key: string;
  providerId: string;
  event: ProviderEvent;
  source: Source;
  until: number;
}
