import type { ProviderEvent, Source } from '../domain/events';
import type { Scope } from '../domain/event-key';
import type { Job, JobState } from '../domain/job';
import type { NewEvent } from './event-row';

/**
 * The part of the store that the outbox uses. It does not know what a job's states mean: a job is replaced as a whole
 * by compare-and-set on its `epoch`, and found by the fields named here. As everywhere in the store, a write is durable
 * when its promise resolves, rejects with `StoreError`, and nothing scans all rows (test/contract/job-store.ts proves
 * it).
 */
export interface JobStore {
  /**
   * Stores a new job (`epoch` 0), or adds its message to the job that has the same identity. Check and write are
   * atomic: of two simultaneous submits with one identity the second joins. The same job again changes nothing, also if
   * it has joined another one. `says`, the event that announces a new job, is accepted (as in `Store.accept`) in the same commit.
   */
  submit(job: Job, identity?: JobIdentity, says?: NewEvent): Promise<SubmitResult>;
  /**
   * Submits all of them, each as `submit` does and in this order, in one commit; if one is in conflict, none is stored.
   */
  submitAll(list: readonly Submission[]): Promise<SubmitAllResult>;
  get(id: string): Promise<Job | undefined>;
  /** As `get`, in the order of `ids`, in one read. */
  getAll(ids: readonly string[]): Promise<(Job | undefined)[]>;
  /**
   * The job of this scope that has or had this provider id; if there are
   * several, the one submitted last. Ids are compared in lower case.
   */
  byProviderId(scope: Scope, providerId: string): Promise<Job | undefined>;
  /**
   * Replaces the job with the id of `next`, if it still has `epoch`; resolves with whether it did. `next.epoch` is set
   * to `epoch + 1`. `says`, the event that announces the change, is accepted (as in `Store.accept`) in the same commit.
   */
  change(epoch: number, next: Job, says?: NewEvent): Promise<boolean>;
  /**
   * Moves a job to another scope, together with its identity. If a job there that has not failed has the same identity
   * and content, the messages join that job and this one is removed; if the identity there belongs to other content,
   * this job loses it. `says` gets the moved job as it is stored now; its event is accepted in the same commit, unless
   * the job joined another. undefined: there is no such job in another scope.
   */
  move(id: string, scope: Scope, says?: (moved: Job) => NewEvent): Promise<Taken | undefined>;
  /** Heads of jobs in `state` whose `dueAt` is not after `now`, by due time, then in order of submission. */
  due(query: DueJobs): Promise<JobHead[]>;
  /** The earliest `dueAt` of the scope's jobs in one of `states`; undefined = there is none. */
  nextDue(scope: Scope, states: readonly JobState[]): Promise<number | undefined>;
  /** Heads in order of submission, after `after` (a `seq`). */
  list(query: { scope: Scope; state: JobState; after?: number; limit: number }): Promise<JobHead[]>;
  /** How many jobs there are in each state, and how many finished ones have a message that was not reported. */
  counts(scope: Scope): Promise<JobCounts>;

  /** Finished jobs with a message of this node that was not reported yet; in order of submission, after `after`. */
  unreported(query: { scope: Scope; node: string; after?: number; limit: number }): Promise<UnreportedJob[]>;

  /**
   * Keeps a status whose provider id no job has (yet): it may have overtaken
   * the answer to our own request. The same key is kept once.
   */
  keepEarly(item: EarlyStatus): Promise<void>;
  earlyFor(scope: Scope, providerId: string): Promise<EarlyStatus[]>;
  /** Kept statuses whose `until` is not after `now`. */
  earlyDue(scope: Scope, now: number, limit: number): Promise<EarlyStatus[]>;
  nextEarly(scope: Scope): Promise<number | undefined>;
  dropEarly(scope: Scope, key: string): Promise<void>;
}

export interface JobName {
  /** Unique within the store. */
  key: string;
  /** SHA-256 (hex) of what is to be sent: the same identity with different content is a conflict. */
  content: string;
}

export interface JobIdentity extends JobName {
  /** The name that an earlier version would have given to the same job. */
  former?: JobName;
  /**
   * Another name of the same job: a number may be given alone or in a
   * list. Different content under this name is another job.
   */
  also?: JobName;
  /**
   * `always`: join the job that has this identity. `unless-failed`: join it unless it has failed; then this job takes
   * over the identity. `never`: take over the identity, so that a later submit can join.
   */
  join: 'always' | 'unless-failed' | 'never';
}

/** The arguments of `JobStore.submit`. */
export interface Submission {
  job: Job;
  identity?: JobIdentity | undefined;
  says?: NewEvent | undefined;
}

/** `joined`: `job` is the existing job with the message added. */
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
  /** The place in order of submission. */
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

export type UnreportedJob = Pick<JobHead, 'id' | 'seq'>;

export type JobCounts = Record<JobState | 'untold', number>;

export interface EarlyStatus {
  scope: Scope;
  /** The key that its event would get. */
  key: string;
  providerId: string;
  event: ProviderEvent;
  source: Source;
  until: number;
}
