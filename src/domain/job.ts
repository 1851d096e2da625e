import type { StoredDocument } from './document';
import type { Source } from './events';
import type { Scope } from './event-key';
import type { FaxCause, FaxState, FaxStatus } from './fax';
import type { SmsState, SmsStatus } from './sms';

/**
 * `queued` waits for its next call · `sending` a request may be on its way · `accepted` the provider has it · `unknown`
 * it cannot be known whether the provider took it, or how it ended · `finished` it has its final status.
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
  /** Pages of all documents; undefined if they cannot be counted. */
  pages?: number;
  /** Estimated seconds of transmission; undefined if the provider renders the pages. */
  seconds?: number;
}

export interface SmsOrder {
  kind: 'sms';
  to: string;
  /** Number or at most 11 letters; empty = the account's own. */
  from: string;
  /** Sent exactly as it is. */
  text: string;
  /** ISO 8601, UTC, with Z. */
  sendAt?: string;
  characterset: 'Auto' | 'GSM' | 'Unicode';
  /** Hours; 0 = as long as the provider can. */
  validity: number;
}

export type Order = FaxOrder | SmsOrder;

/** A message that asked for this job, kept until the job's final status was sent out with it. */
export interface JobMessage {
  /** Id of the node that sends it. */
  node: string;
  /** JSON-able properties without `payload`, `req`, `res` and Buffers. */
  message: Record<string, unknown>;
  /** How often the final status was handed to the node with it. */
  tellings: number;
  /** The node has taken the final status with it. */
  told: boolean;
  /** If several instances share the store: the one whose node took the message. */
  instance?: string;
  /** The process that is about to hand over the final status with it. */
  teller?: Reporter;
  /** The id of the job that was made for it, and that joined this one: it does not join twice. */
  joinedAs?: string;
}

export interface Reporter {
  instance: string;
  process: string;
}

export interface StatusOrigin {
  /** A status that the outbox found out itself counts as a poll. */
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
  /** The provider's call that was given the document, if the provider has to ask for it. A second call gets nothing. */
  transmittedBy?: string;
  /** Set when the outcome became unknown: the state in which the fax had stopped. */
  stoodAt?: FaxState;
}

/** We never send an SMS again: the network itself retries. */
export interface SmsJob extends JobFields {
  order: SmsOrder;
  status: SmsStatus;
  redials: Record<string, never>;
}

export function isFaxJob(job: Job): job is FaxJob {
  return job.order.kind === 'fax';
}

const FAILED: readonly (FaxState | SmsState)[] = ['failed', 'rejected', 'expired', 'cancelled'];

/** Whether the job has ended and certainly did not arrive. */
export function hasFailed({ state, status }: Job): boolean {
  return state === 'finished' && FAILED.includes(status.state);
}

export function isFaxStatus(status: FaxStatus | SmsStatus): status is FaxStatus {
  return 'direction' in status;
}

/** What faxes and SMS have in common. Times are steady ms, unless they say otherwise. */
export interface JobFields {
  /**
   * 24 hexadecimal characters, so that the id fits into a provider's
   * correlation value together with the number of the call.
   */
  id: string;
  scope: Scope;
  /** Connection's node id. */
  connection: string;
  reference?: string;
  state: JobState;
  /** Grows with every change. A change names the epoch that it was decided for, and applies to no other. */
  epoch: number;
  /** Requests made so far; each has its own correlation value. */
  calls: number;
  /** Calls that count, as in `attempt` of the status. No free channel, or a provider that is down, does not count. */
  attempt: number;
  /** The provider's id of the current call, once known. */
  providerId?: string;
  submittedAt: number;
  /** When the provider first accepted a call for it. */
  acceptedAt?: number;
  /** When the engine must look at the job next; undefined = never, it is finished. */
  dueAt?: number;
  giveUpAt: number;
  /** How long after its planned time of sending the job is given up. */
  patienceMs?: number;
  /** When the current call's request began. */
  callAt?: number;
  /** The process that waits for the answer to this request. */
  sender?: string;
  /** When the current call last changed its state or pages. */
  movedAt?: number;
  /** How often its status was asked for without news, or its outcome looked up, since it last moved. */
  lookups: number;
  /** Since when every answer of the provider has said that it does not know the call. */
  goneSince?: number;
  /**
   * The store was restored to an earlier state after the current call may have begun, so the absence of something in
   * our own records proves nothing about it.
   */
  inDoubt?: boolean;
  /** Where `status` came from; kept until it was handed out with every message. */
  origin?: StatusOrigin;
  messages: JobMessage[];
  /** Wall clock in ms, for people. */
  finishedAt?: number;
  /** Once finished: when the job, and when its documents, may be forgotten. */
  keepUntil?: number;
  documentUntil?: number;
}

/** The value that comes back in every status of this call. At most 32 characters, as etherFAX's `Tag` allows. */
export function correlationOf({ id, calls }: Pick<Job, 'id' | 'calls'>): string {
  return `${id}-${calls}`;
}

export function readCorrelation(text: string): { jobId: string; call: number } | undefined {
  const [, jobId, call] = /^([0-9a-f]{24})-(\d{1,7})$/.exec(text.trim().toLowerCase()) ?? [];
  return jobId === undefined ? undefined : { jobId, call: Number(call) };
}
