import type { Scope } from '../../domain/event-key';
import type { RowState } from '../event-row';
import type { PendingAck } from '../store';
import { addCounts, type Counter, type Counts } from './counters';
import { keyOf } from './key-space';
import type { Entry } from './reader';
import { rowKey, toEventHead, type StoredRow } from './stored-row';
import type { View } from './view';

/** Rows waiting for a point in time, each queue in order of that time; suspects wait for their group's turn. */
export type DueQueue = 'redeliver' | 'lease' | 'fetch' | 'ack' | 'suspect';

export function stateQueue(scope: Scope, state: RowState): string {
  return keyOf('state', scope, state);
}

export function dueQueue(scope: Scope, queue: DueQueue): string {
  return keyOf('due', scope, queue);
}

export function documentOwners(file: string): string {
  return keyOf('file', file);
}

export const EXPIRY = 'expiry';

export interface Placement {
  entries: Entry[];
  counts: Counts;
}

/** Everything that the indexes and counters hold of a row: a pure function of it, and the only one that decides. */
export function placement(row: StoredRow, head?: string): Placement {
  const entries = row.state === 'completed' ? completedEntries(row) : openEntries(row, head);
  return { entries, counts: countsOf(row) };
}

function openEntries(row: StoredRow, head = JSON.stringify(toEventHead(row))): Entry[] {
  const { scope, state, seq } = row;
  const due = (queue: DueQueue, at = 0): Entry => [keyOf('due', scope, queue, at, seq), head];
  const entries: Entry[] = [[keyOf('state', scope, state, seq), head]];
  if (state === 'offered' && row.leaseUntil !== undefined) entries.push(due('lease', row.leaseUntil));
  if (state === 'redeliver' && !row.suspect) entries.push(due('redeliver', row.dueAt));
  if (state === 'redeliver' && row.suspect) entries.push(due('suspect', row.suspect.group));
  if (state === 'fetching') entries.push(due('fetch', row.dueAt));
  for (const document of [row.document, row.spare]) {
    if (document !== undefined) entries.push([keyOf('file', document.file, seq), row.key]);
  }
  return entries;
}

/** A key that the provider has not been told of yet must not be forgotten: the next poll would take it in again. */
function completedEntries(row: StoredRow): Entry[] {
  const { ack, ackPlan, scope, seq, keepUntil = 0 } = row;
  if (ack === undefined || ackPlan === undefined) return [[keyOf(EXPIRY, keepUntil, 'row', row.key), rowKey(row.key)]];
  const { key, kind, providerId } = row;
  const pending: PendingAck = { key, scope, kind, providerId, action: ack, ...ackPlan };
  return [[keyOf('due', scope, 'ack', ackPlan.dueAt, seq), JSON.stringify(pending)]];
}

function countsOf(row: StoredRow): Counts {
  const { state, conflicts } = row;
  if (state !== 'completed') return { [state]: 1, conflicts };
  return { acks: row.ackPlan === undefined ? 0 : 1, conflicts };
}

/** Replaces a row (`before`, as it lies in the view) with what it became, with its indexes and counters. */
export function saveRow(view: View, before: StoredRow | undefined, after: StoredRow | undefined): void {
  const old = before && placement(before, '');
  const fresh = after && placement(after);
  for (const [key] of old?.entries ?? []) view.del(key);
  for (const [key, value] of fresh?.entries ?? []) view.put(key, value);
  if (after !== undefined) view.put(rowKey(after.key), JSON.stringify(after));
  else if (before !== undefined) view.del(rowKey(before.key));
  const scope = (after ?? before)?.scope;
  if (scope !== undefined) addCounts(view, scope, difference(old?.counts ?? {}, fresh?.counts ?? {}));
}

function difference(before: Counts, after: Counts): Counts {
  const names = [...Object.keys(before), ...Object.keys(after)] as Counter[];
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
}
