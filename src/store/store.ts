import type { Loss, StoredDocument } from '../domain/document';
import type { AckAction, EventKind, Source } from '../domain/events';
import type { FaxReceivedDetails } from '../domain/fax';
import type { Scope } from '../domain/event-key';
import type { Facts } from '../domain/facts';
import type {
  ArrivedFields,
  CompletedAs,
  ContentHashes,
  EventHead,
  EventRow,
  NewEvent,
  OpenRow,
  OpenState,
  RowState,
} from './event-row';
import type { JobStore } from './job-store';
import type { Sharing } from './sharing';
import type { StoreHealth } from './store-health';

/**
 * What inbox and outbox need from the store. `storeOnRows` implements it on any implementation of the port rows.ts.
 * What holds for all of it (test/contract/store.ts proves it):
 *
 * - A write is durable (synced) when its promise resolves. One that failed rejects with `StoreError`, and may be
 *   repeated: every call is idempotent or a compare-and-set.
 * - Calls on one key take effect one after the other, also between processes that share the store.
 * - Nothing scans all rows: due rows are found by their place.
 * - All times are given by the caller in ms of its steady time, except `storedAt`: wall clock, for people only.
 */
export interface Store extends Facts {
  /** Stores an event under its unique key, or says that the key is known. */
  accept(event: NewEvent): Promise<AcceptResult>;
  /**
   * Adds the document to an open row that was accepted without one, and the fuller payload that came with it, whose
   * `to` becomes the row's. A `fetching` row becomes due for the flow once it has a document or is known to miss it.
   */
  attach(key: string, found: Attachment): Promise<AttachResult>;

  /**
   * Takes due rows of one queue, in order, under a lease. `decide` sees each head as it was a moment before; a row that
   * has left its queue since is not taken, whatever was decided. A claim that rejects may have reached the disk all the
   * same. A parked row leaves the queue until `unpark`; `leave` keeps a row first in the queue and ends this claim;
   * `skip` keeps it, too, and goes on with the rows behind it. Fewer rows than `limit` do not mean that no more are
   * due; no rows do, unless a head was left or `looked` says otherwise.
   */
  claim(request: ClaimRequest): Promise<OpenRow[]>;
  /**
   * Reads one page of parked rows, in accept order after `after` (a `seq`), and puts those that `wants` accepts back
   * into their queue. Resolves with where to continue; undefined at the end. By pages, because a long backlog must not
   * delay the first offer.
   */
  unpark(scope: Scope, wants: (head: EventHead) => boolean, after: number): Promise<number | undefined>;
  /**
   * Ends offers that were cut short by a stop, a crash or a deploy: they are due again at once, and no attempt is
   * counted. After a crash (`crashed`, which covers every offer of the owner in one step) each of them is judged by
   * `blame`: events that were in the flow in `suspectAfter` crashes in a row become suspects, in groups that halve with
   * every further crash, and an event that alone crashed Node-RED is dead. A release without a crash resets the count
   * and leaves groups as they are.
   */
  release(request: ReleaseRequest): Promise<ReleaseResult>;
  /** These events have been in the flow without a crash: they are no longer suspects, and their count is reset. */
  acquit(keys: string[]): Promise<void>;
  /**
   * Makes rows whose lease has run out due again, or dead after `maxAttempts` leases; at least 1,000 a call. Only rows
   * for which `mayEnd` returns true: others are left to another instance.
   */
  expire(scope: Scope, now: number, maxAttempts: number, mayEnd?: MayEnd): Promise<ExpireResult>;
  /**
   * One page of dead rows that `wants` accepts and that are not known to have been reported to a node. The caller
   * reports them and then calls `noteReported`; until `againAt` they are given to nobody else, and after that again, at
   * most `mostReports` times in all.
   */
  takeUnreported(request: UnreportedRequest): Promise<UnreportedPage>;
  /** These rows have been reported to a node; they were taken until `againAt`. */
  noteReported(keys: readonly string[], againAt: number): Promise<void>;
  /**
   * The earliest time at which something is due: for `offers` a redelivery or the end of a lease (new rows and suspects
   * do not wait for a time), for `acks` and `fetches` the next one. undefined = nothing is planned.
   */
  nextDue(scope: Scope, of: 'offers' | 'acks' | 'fetches'): Promise<number | undefined>;

  /** Closes an event. Only its key, kind, times and hashes are kept, and the acknowledgement still to be made. */
  complete(request: CompleteRequest): Promise<CompleteResult>;
  /**
   * Puts a dead, skipped or parked row back as if it had just been accepted: last in the queue, with all its leases
   * ahead. Only `attempt` keeps counting, because the flow may have seen the event.
   */
  reoffer(key: string, now: number): Promise<boolean>;
  /**
   * Reconcile found this key again: it is kept until `keepUntil`; a row closed as `elsewhere` opens again, as
   * `fetching`, because its content is gone; if its acknowledgement was made before `ackedBefore`, it is made once
   * more.
   */
  renew(key: string, renewal: { keepUntil: number; ackedBefore: number; now: number }): Promise<void>;

  get(key: string): Promise<EventRow | undefined>;
  /** Heads in accept order, after `after` (a `seq`), at most `limit`. */
  list(query: ListQuery): Promise<EventHead[]>;
  counts(scope: Scope): Promise<StateCounts>;

  /**
   * Rows without their document whose fetch is due, the longest due first; one never tried is due since it was stored.
   */
  fetches(scope: Scope, now: number, limit: number): Promise<EventHead[]>;
  /** Counts a failed fetch and plans the next one. */
  fetchFailed(key: string, failed: FailedFetch): Promise<FetchFailures>;
  /**
   * Returns an offered row whose document file is lost to `fetching`. A damaged file is kept until another has come: if
   * none does, the row is offered with it, marked as damaged.
   */
  refetch(key: string, now: number, loss: Loss): Promise<void>;

  /** Acknowledgements due at the provider. */
  dueAcks(scope: Scope, now: number, limit: number): Promise<PendingAck[]>;
  ackDone(ack: PendingAck, now: number): Promise<void>;
  ackFailed(ack: PendingAck, nextAt: number): Promise<void>;

  /**
   * Keeps input that no codec understands; the same bytes are kept once. `full`: the limits of
   * docs/contract.md#webhooks are reached.
   */
  quarantine(item: NewQuarantineItem): Promise<'kept' | 'known' | 'full'>;
  /** Newest first, without their bytes. */
  listQuarantine(scope: Scope, limit: number): Promise<QuarantineItem[]>;
  /** The bytes of one item, as they came. */
  readQuarantine(scope: Scope, id: string): Promise<Buffer | undefined>;
  dropQuarantine(scope: Scope, id: string): Promise<boolean>;

  /** Whether any row refers to this document file, or it is still kept for the flow. */
  knowsDocument(file: string): Promise<boolean>;
  /**
   * Removes what has expired, in small batches; the caller deletes the files and then calls `forgetDocuments`. The key
   * of an event whose acknowledgement is still to be made is never removed.
   */
  prune(now: number): Promise<PruneResult>;
  forgetDocuments(files: string[]): Promise<void>;

  readonly jobs: JobStore;

  readonly sharing: Sharing;

  /** Waits for writes under way, marks a clean stop, closes. Calling it twice is safe. */
  close(): Promise<void>;
  readonly health: StoreHealth;
}

export interface AcceptResult {
  /** `stale`: a status that is not news; recorded as completed, never offered. */
  outcome: 'stored' | 'duplicate' | 'stale';
  /** State of the row under this key after the call. */
  state: RowState;
  /** A duplicate with different content: the first one is kept, and the row's `conflicts` counts it. */
  conflict: boolean;
}

export interface Attachment {
  document?: StoredDocument;
  /**
   * Fields that are missing or empty here keep their earlier value: a
   * provider's file store says less than the message that named the file.
   */
  payload?: FaxReceivedDetails;
  /** Ignored if empty. */
  raw?: Record<string, unknown>;
  hashes?: ContentHashes;
  /** Another copy of the same event, from which the row takes what it lacks. */
  copy?: Pick<ArrivedFields, 'raw' | 'occurredAt' | 'hashes'> & { payload: FaxReceivedDetails };
  /** Why the row is to be offered without a document; shown as `document.convertError`. */
  missing?: string;
}

/** `isGone`: the provider said that it has no such document, rather than being out of reach. */
export interface FailedFetch {
  nextAt: number;
  isGone: boolean;
}

/** How many fetches have failed, and how many of the last ones in a row because the provider has no such document. */
export interface FetchFailures {
  failures: number;
  goneInARow: number;
}

/** `superfluous`: the row already has a document or is closed; the caller deletes its file. */
export type AttachResult = 'attached' | 'superfluous' | 'unknown';

/** `park`: no node wants it; `skip`: another instance wants it; `leave`: it must wait, and so must all behind it. */
export type ClaimDecision = { offer: { leaseUntil: number | undefined } } | 'park' | 'skip' | 'leave';

/** How far into a queue only skipped events were found. */
export interface LookedThrough {
  /** The place of the last event looked at. */
  after?: string | undefined;
  /** Pages of heads before that place. */
  pages: number;
  /** False: the last claim did not reach the end of the queue. */
  isEnd: boolean;
}

export interface ClaimRequest {
  scope: Scope;
  /** `new` in accept order; `redeliver` in order of due time; `suspect` the lowest group first. */
  queue: 'new' | 'redeliver' | 'suspect';
  owner: string;
  now: number;
  limit: number;
  decide(head: EventHead): ClaimDecision;
  /** Where to begin. A claim reads only a few pages of skipped events and moves this on past them. */
  looked?: LookedThrough;
}

export interface ReleaseRequest {
  scope: Scope;
  owner: string;
  now: number;
  /** Only these offers; undefined = every offer of this owner. */
  keys?: string[];
  crashed: boolean;
  suspectAfter: number;
  /**
   * What was in the flow in this crash may already have been released, by another instance or by a commit that was not
   * answered; if nothing is left, the crash says nothing about the suspects.
   */
  mayBeReleased?: boolean;
}

export interface ReleaseResult {
  /** Rows that are due again, including suspects. */
  released: number;
  suspects: number;
  /** Rows that crash Node-RED. */
  dead: OpenRow[];
}

export type MayEnd = (head: EventHead, leaseUntil: number) => boolean;

export interface ExpireResult {
  redeliver: string[];
  dead: OpenRow[];
}

export interface UnreportedRequest {
  scope: Scope;
  now: number;
  wants: (head: EventHead) => boolean;
  againAt: number;
  mostReports: number;
  /** In accept order, after this `seq`. */
  after: number;
}

export interface UnreportedPage {
  rows: OpenRow[];
  /** Others of this page were taken before, and are not known to be reported yet. */
  isLeft: boolean;
  /** Where to continue; undefined: at the end. */
  next: number | undefined;
}

export interface CompleteRequest {
  key: string;
  as: CompletedAs;
  /** What to tell the provider afterwards; undefined = nothing. */
  acknowledge?: AckAction;
  now: number;
  keepUntil: number;
  /** When the document may be removed. */
  documentUntil: number;
  /** Close only a row in one of these states; any other is `already`. */
  from?: RowState[];
}

/** `already`: it was closed before; a stronger acknowledgement was added if asked for. */
export type CompleteResult =
  { outcome: 'completed' | 'already'; scope: Scope; kind: EventKind } | { outcome: 'unknown' };

export interface ListQuery {
  scope: Scope;
  state: OpenState;
  after?: number;
  limit: number;
}

export type StateCounts = Record<OpenState | 'acks' | 'quarantined' | 'conflicts', number>;

export interface PendingAck {
  key: string;
  scope: Scope;
  kind: EventKind;
  providerId: string;
  action: AckAction;
  failures: number;
  dueAt: number;
}

export interface NewQuarantineItem {
  scope: Scope;
  /** SHA-256 (hex) of the body: the same bytes are kept once. */
  id: string;
  source: Source;
  reason: string;
  body: Buffer;
  storedAt: number;
  keepUntil: number;
}

export interface QuarantineItem extends Omit<NewQuarantineItem, 'body'> {
  bytes: number;
  /** How often the same bytes have come. */
  count: number;
}

export interface PruneResult {
  /** Document files that have expired. */
  documents: string[];
  removed: number;
  /** True: more is due, so call again. */
  more: boolean;
}

/** The limits of docs/contract.md#webhooks. */
export const QUARANTINE_LIMITS = { items: 1_000, bytes: 64 * 1024 * 1024 } as const;
