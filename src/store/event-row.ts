import type { StoredDocument } from '../domain/document';
import type { AckAction, EventKind, Progress, Source, KindAndPayload } from '../domain/events';
import type { Scope } from '../domain/event-key';

/**
 * `fetching` has no document yet · `new` never offered · `parked` no node wants it now · `offered` under a lease ·
 * `redeliver` to be offered again · `dead` used up its attempts · `skipped` already old when first seen · `completed`
 * closed.
 */
export const OPEN_STATES = ['fetching', 'new', 'parked', 'offered', 'redeliver', 'dead', 'skipped'] as const;

export type RowState = OpenState | 'completed';

export type OpenState = (typeof OPEN_STATES)[number];

export type CompletedAs = 'flow' | 'auto' | 'handed-over' | 'unwanted' | 'stale' | 'elsewhere' | 'operator';

/**
 * SHA-256 (hex) of the fields in which two copies of one event must
 * agree; each is compared only if both copies have it.
 */
export type ContentHashes = Partial<Record<'from' | 'to' | 'text' | 'document' | 'state', string>>;

export type NewEvent<K extends EventKind = EventKind> = ArrivedFields & KindAndPayload<K>;

export interface ArrivedFields {
  key: string;
  scope: Scope;
  /** The accepting connection's node id. */
  connection: string;
  source: Source;
  providerId: string;
  /** Own number (received items), for the nodes' `number` filter. */
  to?: string;
  raw: Record<string, unknown>;
  occurredAt?: string;
  /** Wall clock in ms, for people. */
  storedAt: number;
  /** Steady ms. */
  now: number;
  document?: StoredDocument;
  hashes: ContentHashes;
  progress?: Progress;
  /** Where the row starts; `parked`: no node wants it now. */
  start: 'new' | 'fetching' | 'skipped' | 'parked';
  /** When a row that is completed at once (a stale status) may be forgotten. */
  keepUntil: number;
}

/**
 * The event was in the flow in several crashes in a row. Suspects are offered again group by group, the lowest first,
 * until it is known which of them crashes Node-RED.
 */
export interface Suspect {
  group: number;
  /** Crashes in which no other suspect was in the flow. */
  alone: number;
}

/** What filters need, without reading the whole row. */
export interface EventHead {
  key: string;
  scope: Scope;
  kind: EventKind;
  state: RowState;
  seq: number;
  to?: string;
  providerId: string;
  storedAt: number;
  /** Bytes of the document, 0 without. */
  size: number;
  /** Leases that ran out so far, for the length of the next one. */
  expired: number;
  suspect?: Suspect;
  /** Why it is dead; absent: all its leases ran out. */
  deadBy?: 'crashes';
  /** How often its document could not be fetched. */
  fetchFailures: number;
  /** The instance that holds the lease. */
  owner?: string;
}

export type EventRow = OpenRow | ClosedRow;

export type OpenRow<K extends EventKind = EventKind> = RowFields & { state: OpenState } & KindAndPayload<K>;

/** Of a closed event's content only its kind is kept. */
export type ClosedRow = RowFields & { state: 'completed'; kind: EventKind; payload: Record<string, never> };

export interface RowFields extends Omit<EventHead, 'kind' | 'state'> {
  connection: string;
  source: Source;
  raw: Record<string, unknown>;
  occurredAt?: string;
  document?: StoredDocument;
  missing?: string;
  hashes: ContentHashes;
  conflicts: number;
  /** Offers made so far, this one included: `msg.event.attempt`. */
  attempt: number;
  /** Crashes in a row during which it was in the flow. */
  crashes: number;
  /** Set once this offer has been in the flow so long that a crash would have followed by now. */
  survived?: true;
  leaseUntil?: number;
  dueAt?: number;
  completedAt?: number;
  completedAs?: CompletedAs;
  /** The strongest acknowledgement asked for so far. */
  ack?: AckAction;
  ackedAt?: number;
}
