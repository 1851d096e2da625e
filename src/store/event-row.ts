import type { StoredDocument } from '../domain/document';
import type { AckAction, EventKind, Progress, Source, Told } from '../domain/events';
import type { Scope } from '../domain/event-key';

/**
 * `fetching` has no document yet · `new` never offered · `parked` no node wants it now · `offered` under a lease ·
 * `redeliver` to be offered again · `dead` used up its attempts · `skipped` old when first met · `completed` closed.
 */
export const OPEN_STATES = ['fetching', 'new', 'parked', 'offered', 'redeliver', 'dead', 'skipped'] as const;

export type RowState = OpenState | 'completed';

export type OpenState = (typeof OPEN_STATES)[number];

export type CompletedAs = 'flow' | 'auto' | 'handed-over' | 'unwanted' | 'stale' | 'elsewhere' | 'operator';

/** SHA-256 (hex) of what two copies of one event must agree in; each compared only where both have it. */
export type ContentHashes = Partial<Record<'from' | 'to' | 'text' | 'document' | 'state', string>>;

export type NewEvent<K extends EventKind = EventKind> = ArrivedFields & Told<K>;

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
  /** Wall clock, for people. */
  storedAt: number;
  /** Steady. */
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
 * It was in the flow in crash after crash. Suspects are offered again group by group, the lowest first, until it is known
 * which of them crashes Node-RED.
 */
export interface Suspect {
  group: number;
  /** Crashes with no other suspect in the flow. */
  alone: number;
}

/** What a filter needs, without reading the whole row. */
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
  /** Why it is dead; absent: its leases have run out. */
  deadBy?: 'crashes';
  /** How often its document could not be fetched. */
  fetchFailures: number;
  /** Who holds the lease: the instance that claimed it. */
  owner?: string;
}

export type EventRow = OpenRow | ClosedRow;

export type OpenRow<K extends EventKind = EventKind> = RowFields & { state: OpenState } & Told<K>;

/** Of what an event said nothing is kept but its kind. */
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
  /** Crashes in a row that met it in the flow. */
  crashes: number;
  /** Since this offer it has been in the flow for as long as a crash may take to follow. */
  survived?: true;
  leaseUntil?: number;
  dueAt?: number;
  completedAt?: number;
  completedAs?: CompletedAs;
  /** The strongest acknowledgement asked for so far. */
  ack?: AckAction;
  ackedAt?: number;
}
