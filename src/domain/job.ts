import type { StoredDocument } from './document';
import type { Source } from './events';
import type { Scope } from './event-key';
import type { FaxCause, FaxState, FaxStatus } from './fax';
import type { SmsState, SmsStatus } from './sms';

/**
 * `queued` waits for its next call · `sending` a request may be on its way · `accepted` the provider has it ·
 * `unknown` nobody can say whether the provider took it, or what became of it · `finished` its final status stands.
 */
export type JobState = 'queued' | 'sending' | 'accepted' | 'unknown' | 'finished';

/** What is to be faxed, as the node has resolved it. Numbers are E.164 where known, else as they are dialled. */
export interface FaxOrder {
  kind: 'fax';
  to: string;
  /** Caller id; empty = the provider's own. */
  from: string;
  /** Header template; empty = the provider's own. */
  header: string;
  /** At most 21 characters; empty = the provider's own. */
  stationId: string;
  /** IANA zone for the header line; empty = the account's. */
  timezone: string;
  quality: 'standard' | 'fine';
  /** Calls in total. */
  attempts: number;
  /** Sent in order as one fax. */
  documents: StoredDocument[];
  /** Of all documents; undefined where it cannot be told. */
  pages?: number;
  /** On the line, by and large; undefined where the provider draws the pages. */
  seconds?: number;
}

export interface SmsOrder {
  kind: 'sms';
  to: string;
  /** Number or at most 11 letters; empty = the account's own. */
  from: string;
  /** To the character. */
  text: string;
  /** ISO 8601, UTC, with Z. */
  sendAt?: string;
  characterset: 'Auto' | 'GSM' | 'Unicode';
  /** Hours; 0 = as long as the provider can. */
  validity: number;
}

export type Order = FaxOrder | SmsOrder;

/** A message that a node took for this job, kept until the job's final status went out with it. */
export interface JobMessage {
  /** Id of the node that sends it. */
  node: string;
  /** JSON-able properties without `payload`, `req`, `res` and Buffers. */
  message: Record<string, unknown>;
  /** How often the final status was handed over with it. */
  tellings: number;
  told: boolean;
  /** Where several share the store: the instance whose node took it. */
  instance?: string;
  /** Who is about to hand the final status over with it. */
  teller?: Teller;
}

export interface Teller {
  instance: string;
  process: string;
}

export interface StatusOrigin {
  /** What the outbox itself finds counts as a poll. */
  source: Source;
  /** The provider's own fields. */
  raw: Record<string, unknown>;
  /** Wall clock in ms, for people. */
  storedAt: number;
}

/** One fax or SMS to one number. */
export type Job = FaxJob | SmsJob;

export interface FaxJob extends JobFields {
  order: FaxOrder;
  /** The last status; it becomes the final one. */
  status: FaxStatus;
  /** Further calls made because of one cause so far. */
  redials: Partial<Record<FaxCause, number>>;
  /** The provider's call that was given the document, where it has to ask for it; a second one gets nothing. */
  transmittedBy?: string;
  /** Its outcome became unknown: the state in which it had stood still. */
  stoodAt?: FaxState;
}

/** An SMS is never sent again by us: the network does that. */
export interface SmsJob extends JobFields {
  order: SmsOrder;
  status: SmsStatus;
  redials: Record<string, never>;
}

export function isFaxJob(job: Job): job is FaxJob {
  return job.order.kind === 'fax';
}

const FAILED: readonly (FaxState | SmsState)[] = ['failed', 'rejected', 'expired', 'cancelled'];

/** It has ended, and surely did not arrive. */
export function hasFailed({ state, status }: Job): boolean {
  return state === 'finished' && FAILED.includes(status.state);
}

export function isFaxStatus(status: FaxStatus | SmsStatus): status is FaxStatus {
  return 'direction' in status;
}

/** What a job has of either kind. Its times are steady ms. */
export interface JobFields {
  /** 24 hexadecimal characters, so that it fits a provider's correlation value together with the call's number. */
  id: string;
  scope: Scope;
  /** Connection's node id. */
  connection: string;
  reference?: string;
  state: JobState;
  /** Grows with every change; whoever changes a job names the epoch that the change was decided for. */
  epoch: number;
  /** Requests made so far; each has its own correlation value. */
  calls: number;
  /** Calls that count: `attempt` of the status. A missing channel or a provider that is down costs none. */
  attempt: number;
  /** Of the current call, once the provider has told it. */
  providerId?: string;
  submittedAt: number;
  /** When the provider took a call of it for the first time. */
  acceptedAt?: number;
  /** When the engine has to look at it next; undefined = never, it is finished. */
  dueAt?: number;
  giveUpAt: number;
  /** How long after its time to go out it is given up. */
  patienceMs?: number;
  /** When the current call's request began. */
  callAt?: number;
  /** The process that waits for the answer to that request. */
  sender?: string;
  /** When the current call last changed its state or pages. */
  movedAt?: number;
  /** How often its status was asked for in vain, or its outcome looked up, since it last moved. */
  lookups: number;
  /** Since when the provider has said at every look that it does not know the call, without any other answer in between. */
  goneSince?: number;
  /** The store was set back since the current call may have begun: what our own records lack of it proves nothing. */
  inDoubt?: boolean;
  /** Where `status` came from; kept until every message has been told. */
  origin?: StatusOrigin;
  messages: JobMessage[];
  /** Wall clock in ms, for people. */
  finishedAt?: number;
  /** Finished: when it, and when its documents, may be forgotten. */
  keepUntil?: number;
  documentUntil?: number;
}

/** At most 32 characters, as etherFAX's `Tag` allows; comes back in every status of this call. */
export function correlationOf({ id, calls }: Pick<Job, 'id' | 'calls'>): string {
  return `${id}-${calls}`;
}

export function readCorrelation(text: string): { jobId: string; call: number } | undefined {
  const [, jobId, call] = /^([0-9a-f]{24})-(\d{1,7})$/.exec(text.trim().toLowerCase()) ?? [];
  return jobId === undefined ? undefined : { jobId, call: Number(call) };
}
