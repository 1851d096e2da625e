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

/**
 * What inbox and outbox ask of the store. `storeOnRows` carries it out over the rows of whatever lies below (rows.ts, the
 * port). What holds for all of it (test/contract/store.ts proves it):
 *
 * - A write is durable (synced) when its promise resolves. One that failed rejects with `StoreError`, and may be
 *   repeated: every call is idempotent or a compare-and-set.
 * - Calls on one key take effect one after the other, also between processes that share the store.
 * - Nothing scans all rows: due rows are found by their place.
 * - All times are given by the caller: milliseconds of its steady time; of the wall clock only `storedAt`, which people
 *   read and nothing is compared with.
 */
export interface Store extends Facts {
  /** Stores an event under its unique key, or says that the key is known. */
  accept(event: NewEvent): Promise<AcceptResult>;
  /**
   * Gives an open row that was accepted without its document the document (and the fuller payload that came with it,
   * whose `to` becomes the row's). A `fetching` row is due for the flow once it has a document or is known to miss it.
   */
  attach(key: string, found: Attachment): Promise<AttachResult>;

  /**
   * Takes due rows of one queue, in order, under a lease. `decide` sees each head as it stood a moment before; what has
   * left its queue since is not taken, whatever was decided. A claim that rejects may have reached the disk all the same.
   * A row it parks leaves the queue until `unpark`; one it leaves stays first in the queue and ends this claim; one it
   * skips stays, too, and those behind it are looked at.
   * Fewer rows than `limit` do not mean that no more are due; none at all do, unless a head was left, or `looked` says so.
   */
  claim(request: ClaimRequest): Promise<OpenRow[]>;
  /**
   * Looks at one page of parked rows, in accept order after `after` (a `seq`), and puts those that `wants` accepts back
   * into their queue. Resolves with where to go on, undefined at the end: a long backlog must not hold up the first offer.
   */
  unpark(scope: Scope, wants: (head: EventHead) => boolean, after: number): Promise<number | undefined>;
  /**
   * Ends offers that were cut short by a stop, a crash or a deploy: they are due again at once and count no attempt.
   * After a crash (`crashed`, which takes every offer of the owner in one step) each of them is judged by `blame`: those
   * that were in the flow in `suspectAfter` crashes in a row become suspects, in groups that halve with every further
   * crash, and one that has crashed Node-RED alone is dead. A release without crash lets the count start anew, and leaves
   * groups as they are.
   */
  release(request: ReleaseRequest): Promise<ReleaseResult>;
  /** These have stayed in the flow without a crash: no suspects, and counted from nothing again. */
  acquit(keys: string[]): Promise<void>;
  /**
   * Makes rows whose lease has run out due again, or dead when `maxAttempts` leases ran out; at least 1,000 a call. Only
   * those of which `mayEnd` says so: others are left to somebody else.
   */
  expire(scope: Scope, now: number, maxAttempts: number, mayEnd?: MayEnd): Promise<ExpireResult>;
  /**
   * The earliest time at which something comes due: `offers` = a redelivery or the end of a lease (new rows and suspects
   * wait for no time), `acks` and `fetches` the next of their kind. undefined = nothing is planned.
   */
  nextDue(scope: Scope, of: 'offers' | 'acks' | 'fetches'): Promise<number | undefined>;

  /** Closes an event. Only key, kind, times and hashes remain, and the acknowledgement still to be made. */
  complete(request: CompleteRequest): Promise<CompleteResult>;
  /**
   * Puts a dead, skipped or parked row back as if it had just been accepted: last in the queue, with all its leases
   * before it. Only `attempt` goes on, because the flow may have seen the event.
   */
  reoffer(key: string, now: number): Promise<boolean>;
  /**
   * Reconcile met this key again: its life is prolonged to `keepUntil`; a row closed as `elsewhere` opens again,
   * as `fetching`, because what it held is gone;
   * one whose acknowledgement was made before `ackedBefore` gets it queued once more.
   */
  renew(key: string, renewal: { keepUntil: number; ackedBefore: number; now: number }): Promise<void>;

  get(key: string): Promise<EventRow | undefined>;
  /** Heads in accept order, after `after` (a `seq`), at most `limit`. */
  list(query: ListQuery): Promise<EventHead[]>;
  counts(scope: Scope): Promise<StateCounts>;

  /** Rows without their document whose fetch is due, longest due first; one never tried is due since it was stored. */
  fetches(scope: Scope, now: number, limit: number): Promise<EventHead[]>;
  /** Counts a failed fetch and plans the next one. */
  fetchFailed(key: string, failed: FailedFetch): Promise<FetchFailures>;
  /**
   * Sends an offered row whose document file is lost back to be fetched. A damaged one is kept until another has come: if
   * none does, the row is offered with it, and it says that it is damaged.
   */
  refetch(key: string, now: number, loss: Loss): Promise<void>;

  /** Acknowledgements due at the provider. */
  dueAcks(scope: Scope, now: number, limit: number): Promise<PendingAck[]>;
  ackDone(ack: PendingAck, now: number): Promise<void>;
  ackFailed(ack: PendingAck, nextAt: number): Promise<void>;

  /** Keeps unintelligible input; the same bytes are kept once. `full`: by docs/contract.md#webhooks. */
  quarantine(item: NewQuarantineItem): Promise<'kept' | 'known' | 'full'>;
  /** Newest first, without their bytes. */
  listQuarantine(scope: Scope, limit: number): Promise<QuarantineItem[]>;
  /** The bytes of one item, as they came. */
  readQuarantine(scope: Scope, id: string): Promise<Buffer | undefined>;
  dropQuarantine(scope: Scope, id: string): Promise<boolean>;

  /** Is this document file referred to by any row or still kept for the flow? */
  knowsDocument(file: string): Promise<boolean>;
  /**
   * Removes what has outlived its time, in small batches; the caller deletes the files and then calls `forgetDocuments`.
   * The key of an event whose acknowledgement is still to be made is never forgotten.
   */
  prune(now: number): Promise<PruneResult>;
  forgetDocuments(files: string[]): Promise<void>;

  /** What the outbox keeps. */
  readonly jobs: JobStore;

  /** Who else uses it. */
  readonly sharing: Sharing;

  /** Waits for writes under way, marks a clean stop, closes. Twice is safe. */
  close(): Promise<void>;
  readonly health: StoreHealth;
}

export type StoreFailureCode =
  | 'store'
  | 'store-locked'
  | 'store-no-locks'
  | 'store-damaged'
  | 'store-incomplete'
  | 'store-copied'
  | 'store-moved'
  | 'store-binary'
  | 'disk-full'
  | 'database-away'
  | 'database-login'
  | 'database-missing'
  | 'database-certificate'
  | 'database-rights'
  | 'database-read-only'
  | 'database-unsafe'
  | 'database-newer'
  | 'database-other'
  | 'database-group'
  | 'database-restored'
  | 'database-instance'
  | 'database-moving'
  | 'documents-folder';

export interface StoreHealth {
  /** The reason why nothing can be stored now; undefined = well. */
  readonly failure: string | undefined;
  /** The same as a short stable code, for a node's status. */
  readonly failureCode: StoreFailureCode | undefined;
  /** Did the process before this one end without `close`? */
  readonly afterCrash: boolean;
  /** From a backup, or from what was left: there may be documents of events that the store no longer knows. */
  readonly restored: boolean;
  /** Called on every change of `failure`; returns its own removal. */
  onChange(listener: () => void): () => void;
}

export interface AcceptResult {
  /** `stale`: a status that is no news; recorded as completed, never offered. */
  outcome: 'stored' | 'duplicate' | 'stale';
  /** State of the row under this key after the call. */
  state: RowState;
  /** A duplicate whose content differs: the first stays, and the row's `conflicts` counts it. */
  conflict: boolean;
}

export interface Attachment {
  document?: StoredDocument;
  /** What it leaves out, or has empty, stays as it was told before: a store of files tells less than who named the file. */
  payload?: FaxReceivedDetails;
  /** An empty one tells nothing. */
  raw?: Record<string, unknown>;
  hashes?: ContentHashes;
  /** Another copy of the same event: what the row has nothing of is taken from it. */
  copy?: Pick<ArrivedFields, 'raw' | 'occurredAt' | 'hashes'> & { payload: FaxReceivedDetails };
  /** Offered without a document all the same; shown as `document.convertError`. */
  missing?: string;
}

/** `isGone`: the provider said that it has no such document, and was not merely out of reach. */
export interface FailedFetch {
  nextAt: number;
  isGone: boolean;
}

/** How many fetches have failed, and to how many of the last ones in a row the provider said that there is none. */
export interface FetchFailures {
  failures: number;
  goneInARow: number;
}

/** `superfluous`: the row already has a document or is closed; the caller deletes its file. */
export type AttachResult = 'attached' | 'superfluous' | 'unknown';

/** `skip`: another instance wants it. */
export type ClaimDecision = { offer: { leaseUntil: number | undefined } } | 'park' | 'skip' | 'leave';

/** How far a queue has been looked through without finding anything but what was skipped. */
export interface LookedThrough {
  /** A place in the queue. */
  after?: string | undefined;
  /** Of heads, before it. */
  pages: number;
  /** False: there is more behind it that the last claim did not look at. */
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
  /** Where to begin. Moved on past whole pages of what is skipped, of which a claim looks at a few only. */
  looked?: LookedThrough;
}

export interface ReleaseRequest {
  scope: Scope;
  owner: string;
  now: number;
  /** Only these; undefined = every offer of this owner. */
  keys?: string[];
  crashed: boolean;
  suspectAfter: number;
  /** Somebody else may have released what was in the flow in this crash: where nothing is left of it, it tells nothing. */
  mayBeReleased?: boolean;
}

export interface ReleaseResult {
  /** Due again, suspects among them. */
  released: number;
  suspects: number;
  /** Found to crash Node-RED. */
  dead: OpenRow[];
}

export type MayEnd = (head: EventHead, leaseUntil: number) => boolean;

export interface ExpireResult {
  redeliver: string[];
  dead: OpenRow[];
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
  /** Only a row in one of these states; any other answers `already`. */
  from?: RowState[];
}

/** `already`: closed before (a stronger acknowledgement was added if asked for). */
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
  /** How often the same bytes came. */
  count: number;
}

export interface PruneResult {
  /** Document files whose time is over. */
  documents: string[];
  removed: number;
  /** More is due: call again. */
  more: boolean;
}

/** docs/contract.md#webhooks. */
export const QUARANTINE_LIMITS = { items: 1_000, bytes: 64 * 1024 * 1024 } as const;
