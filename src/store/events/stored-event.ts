import type { StoredDocument } from '../../domain/document';
import type { EventKind } from '../../domain/events';
import { without } from '../../domain/without';
import type { ClosedRow, EventHead, EventRow, OpenRow } from '../event-row';
import { keyOf } from '../path';

/** An event as it is stored: the public row, and fields that only the store needs. */
export type StoredEvent = OpenEvent | ClosedEvent;

export type OpenEvent<K extends EventKind = EventKind> = OpenRow<K> & OnlyStored;

export type ClosedEvent = ClosedRow & OnlyStored;

interface OnlyStored {
  /** Completed rows only: when the key may be forgotten. */
  keepUntil?: number;
  /** The row's `ack`, as long as it is still to be made. */
  ackPlan?: { dueAt: number; failures: number };
  /** The hashes of the last differing content that came under this key. */
  conflict?: string;
  /** How often in a row the provider has said that it has no such document. */
  goneInARow?: number;
  /** Its damaged document, kept while it is fetched again. */
  spare?: StoredDocument;
  /** It is dead, and this is not known to have been reported to a node. */
  untold?: true;
  /** How often that was to be reported, and when to do so again if it went wrong; steady ms. */
  tellings?: number;
  tellAgainAt?: number;
}

export function rowKey(key: string): string {
  return keyOf('row', key);
}

export function toEventRow(row: OpenEvent): OpenRow;
export function toEventRow(row: StoredEvent): EventRow;
export function toEventRow(row: StoredEvent): EventRow {
  return without(
    row,
    ...(['keepUntil', 'ackPlan', 'conflict', 'goneInARow', 'spare', 'untold', 'tellings', 'tellAgainAt'] as const),
  );
}

export function toEventHead(row: StoredEvent): EventHead {
  const head: EventHead = {
    key: row.key,
    scope: row.scope,
    kind: row.kind,
    state: row.state,
    seq: row.seq,
    providerId: row.providerId,
    storedAt: row.storedAt,
    size: row.size,
    expired: row.expired,
    fetchFailures: row.fetchFailures,
  };
  if (row.to !== undefined) head.to = row.to;
  if (row.suspect !== undefined) head.suspect = row.suspect;
  if (row.deadBy !== undefined) head.deadBy = row.deadBy;
  if (row.owner !== undefined) head.owner = row.owner;
  return head;
}
