import type { Scope } from '../../domain/event-key';
import { countsFor, type Counter } from '../counters';
import type { RowState } from '../event-row';
import { keyOf } from '../path';
import type { Place, Row } from '../rows';
import type { PendingAck } from '../store';
import { rowKey, toEventHead, type StoredEvent } from './stored-event';

/**
 * Events waiting for a point in time, each queue in order of that time; suspects wait for their group's turn, dead
 * ones that are not reported yet for a node, in accept order.
 */
export type DueQueue = 'redeliver' | 'lease' | 'fetch' | 'ack' | 'suspect' | 'untold';

export function stateQueue(scope: Scope, state: RowState): string {
  return keyOf('state', scope, state);
}

export function dueQueue(scope: Scope, queue: DueQueue): string {
  return keyOf('due', scope, queue);
}

export function documentOwners(file: string): string {
  return keyOf('file', file);
}

/** Everything that is to be forgotten, by time. */
export const EXPIRY = 'expiry';

/** An event as a row. Its places and counts follow from the event alone. */
export function eventRow(event: StoredEvent): Row {
  const places = event.state === 'completed' ? completedPlaces(event) : openPlaces(event);
  return {
    key: rowKey(event.key),
    value: JSON.stringify(event),
    places,
    counts: countsFor(event.scope, countsOf(event)),
  };
}

/** The same for removing a row that was read; what lists show of it is not needed. */
export function eventRowBefore(event: StoredEvent): Row {
  const places = event.state === 'completed' ? completedPlaces(event) : openPlaces(event, '');
  return { key: rowKey(event.key), value: '', places, counts: countsFor(event.scope, countsOf(event)) };
}

function openPlaces(event: StoredEvent, shows = JSON.stringify(toEventHead(event))): Place[] {
  const { scope, state, seq, document, spare } = event;
  const places: Place[] = [{ path: keyOf('state', scope, state, seq), shows }];
  const due = dueOf(event);
  if (due !== undefined) places.push({ path: keyOf('due', scope, due.queue, due.at, seq), shows });
  if (document !== undefined) places.push({ path: keyOf('file', document.file, seq), shows: event.key });
  if (spare !== undefined) places.push({ path: keyOf('file', spare.file, seq), shows: event.key });
  return places;
}

function dueOf({
  state,
  seq,
  leaseUntil,
  dueAt = 0,
  suspect,
  untold,
}: StoredEvent): { queue: DueQueue; at: number } | undefined {
  if (state === 'offered' && leaseUntil !== undefined) return { queue: 'lease', at: leaseUntil };
  if (state === 'redeliver' && suspect) return { queue: 'suspect', at: suspect.group };
  if (state === 'redeliver') return { queue: 'redeliver', at: dueAt };
  if (state === 'dead' && untold) return { queue: 'untold', at: seq };
  return state === 'fetching' ? { queue: 'fetch', at: dueAt } : undefined;
}

/**
 * While the provider has not been told, the key must not be forgotten, or the next poll would accept the item again.
 */
function completedPlaces(event: StoredEvent): Place[] {
  const { key, kind, providerId, ack, ackPlan, scope, seq, keepUntil = 0 } = event;
  if (ack === undefined || ackPlan === undefined) {
    return [{ path: keyOf(EXPIRY, keepUntil, 'row', key), shows: rowKey(key) }];
  }
  const pending: PendingAck = { key, scope, kind, providerId, action: ack, ...ackPlan };
  return [{ path: keyOf('due', scope, 'ack', ackPlan.dueAt, seq), shows: JSON.stringify(pending) }];
}

function countsOf({ state, conflicts, ackPlan }: StoredEvent): Partial<Record<Counter, number>> {
  if (state !== 'completed') return { [state]: 1, conflicts };
  return { acks: ackPlan === undefined ? 0 : 1, conflicts };
}
