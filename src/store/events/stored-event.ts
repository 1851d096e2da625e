import type { StoredDocument } from '../../domain/document';
import type { EventKind } from '../../domain/events';
import type { ClosedRow, EventHead, EventRow, OpenRow } from '../event-row';
import { keyOf } from '../path';

/** An event as it is kept: what the store shows, and what only it needs. */
export type StoredEvent = OpenEvent | ClosedEvent;

export type OpenEvent<K extends EventKind = EventKind> = OpenRow<K> & OnlyStored;

export type ClosedEvent = ClosedRow & OnlyStored;

interface OnlyStored {
  /** Completed rows: when the key may be forgotten. */
  keepUntil?: number;
  /** An acknowledgement still to be made, of the row's `ack`. */
  ackPlan?: { dueAt: number; failures: number };
  /** Other content that came under this key last. */
  conflict?: string;
  /** How often in a row the provider has now said that it has no such document. */
  goneInARow?: number;
  /** Its damaged document, while it is asked for anew. */
  spare?: StoredDocument;
}

export function rowKey(key: string): string {
  return keyOf('row', key);
}

export function toEventRow(row: OpenEvent): OpenRow;
export function toEventRow(row: StoredEvent): EventRow;
export function toEventRow(row: StoredEvent): EventRow {
  return without(row, 'keepUntil', 'ackPlan', 'conflict', 'goneInARow', 'spare');
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

/** Of each kind of T its own. */
type Without<T, K> = T extends unknown ? { [P in keyof T as P extends K ? never : P]: T[P] } : never;

export function without<T extends object, K extends keyof T>(whole: T, ...names: K[]): Without<T, K>;
export function without(whole: Record<string, unknown>, ...names: string[]): object {
  // By hand: an object that has lost a property, or comes from entries, takes five times as long to be written.
  const rest: Record<string, unknown> = {};
  for (const name of Object.keys(whole)) if (!names.includes(name)) rest[name] = whole[name];
  return rest;
}
